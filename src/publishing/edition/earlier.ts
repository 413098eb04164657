import type { Db } from '#db/schema.ts'
import type { Repository } from '../git/repository.ts'
import { clearedVersions } from './clearance.ts'
import { maxEntryBytes } from './entry-file.ts'
import { type EntryFile, type Published, readFile } from './published.ts'

/** A version that readers see until the one after it is due. */
interface EarlierVersion {
  file: EntryFile
  /** When it came to main, in milliseconds. */
  at: number
}

/** What readers see of an entry while its published version waits for its time: newest first, the last one is due. */
export interface Earlier {
  /** The version that waits. */
  waiting: EntryFile
  versions: EarlierVersion[]
}

/** Nobody schedules an entry more often without readers having seen any of it. */
const maxVersions = 50

/** When a version is due, in milliseconds. */
export const dueAt = ({ data }: Pick<EntryFile, 'data'>): number =>
  data.publish_at ? Date.parse(String(data.publish_at)) : -Infinity

/**
 * Reads from the history of main what readers see of each entry whose newest version is not due yet; an entry that never was
 * due has none. Only versions that have passed their reviews count. Costs nothing where nothing waits; what
 * `previous` has read of the same version is kept.
 */
export async function readEarlier(
  repository: Repository,
  published: Published,
  db?: Db,
  previous?: ReadonlyMap<string, Earlier>,
): Promise<Map<string, Earlier>> {
  const found = new Map<string, Earlier>()
  for (const waiting of published.entries.values()) {
    if (dueAt(waiting) <= Date.now()) continue
    const before = previous?.get(waiting.path)
    const versions =
      before?.waiting === waiting ? before.versions : await readVersions(repository, published.commit, waiting, db)
    if (versions.length > 0) found.set(waiting.path, { waiting, versions })
  }
  return found
}

/** The earlier versions of a file on main that have passed, newest first, down to the first that is due. */
export async function readVersions(
  repository: Repository,
  commit: string,
  { path, oid }: EntryFile,
  db: Db | undefined,
): Promise<EarlierVersion[]> {
  const history = await repository.versions(commit, [path], maxVersions)
  const older = history.slice(history.findIndex(({ file }) => file?.oid === oid) + 1)
  const texts = await repository.blobs(
    older.flatMap(({ file }) => file?.oid ?? []),
    maxEntryBytes,
  )
  const passed = db && (await clearedVersions(db, repository, commit, path))
  const versions: EarlierVersion[] = []
  for (const version of older) {
    if (passed && !(await passed(version))) continue
    const { file, at } = version
    // It was taken down in between.
    if (!file) break
    const read = readFile({ ...file, regular: true }, texts)
    if (!('entry' in read)) break
    versions.push({ file: read.entry, at: at.getTime() })
    if (dueAt(read.entry) <= Date.now()) return versions
  }
  return versions
}
