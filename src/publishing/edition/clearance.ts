import type { Db, Trx } from '#db/schema.ts'
import type { Clearing } from '#db/schema-publishing.ts'
import { inTransaction, takeTurns } from '#db/transaction.ts'
import { recordEvent } from '#people/events.ts'
import type { Blob, Repository, TreeChange, TreeFile } from '../git/repository.ts'
import { mainBranch } from '../git/repository.ts'
import { parseContentFile, placeOf } from './content-file.ts'
import { maxEntryBytes } from './entry-file.ts'
import { pictureOf } from './media.ts'
import { mediaIn } from './references.ts'

/** A version of a file. */
export interface Version {
  path: string
  oid: string
}

/** A file on main of which readers see another version than main has, or none. */
export interface Uncleared {
  /** The version that readers go on seeing. */
  instead: string | undefined
}

const mediaFolder = 'content/media/'
const srcOf = (path: string): string => path.slice('content'.length)
const pathOf = (src: string): string => `content${src}`

/** Whether a version of an entry is shown only once it has passed its reviews, as its type says; one that cannot be read too. */
function isGuarded(path: string, bytes: Buffer | undefined): boolean {
  const type = placeOf(path)?.type
  const parsed = type?.guarded && bytes && parseContentFile(path, bytes)
  return parsed && 'data' in parsed ? type!.guarded!(parsed.data) : type?.guarded !== undefined
}

/** Writes down that readers may see these versions once `commit` is on main; to be called before main moves to it. */
export async function clearFiles(
  db: Db | Trx,
  commit: string,
  files: readonly Version[],
  how: Clearing,
  at: Date,
): Promise<void> {
  for (let from = 0; from < files.length; from += 1000)
    await db
      .insertInto('cleared_file')
      .values(files.slice(from, from + 1000).map(({ path, oid }) => ({ path, oid, commit, how, at })))
      .execute()
}

/**
 * An entry with every picture and file that it shows or offers, of those `there`, if it is one that only its reviews let
 * through: the reviewers have seen the pictures too, and another picture is another thing.
 */
export function guardedFiles({ path, oid }: Version, bytes: Buffer, there: readonly Version[]): Version[] {
  if (!isGuarded(path, bytes)) return []
  const parsed = parseContentFile(path, bytes)
  const shown = new Set('data' in parsed ? mediaIn(parsed.data, parsed.body).map(({ src }) => src) : [])
  const isShown = ({ path }: Version) =>
    path.startsWith(mediaFolder) && (shown.has(srcOf(path)) || shown.has(pictureOf(srcOf(path))))
  return [{ path, oid }, ...there.filter(isShown)]
}

/** Clears every guarded file as it stands at a commit. Returns of how many. */
export async function clearAll(
  db: Db | Trx,
  repository: Repository,
  commit: string,
  how: Clearing,
  at: Date,
): Promise<number> {
  const files = (await repository.files(commit)).filter(file => file.regular)
  const entries = files.filter(({ path }) => placeOf(path)?.type.guarded)
  const texts = await repository.blobs(
    entries.map(({ oid }) => oid),
    maxEntryBytes,
  )
  const cleared = new Map(
    entries.flatMap(entry => {
      const bytes = texts.get(entry.oid)?.bytes
      return bytes ? guardedFiles(entry, bytes, files).map(version => [version.path, version] as const) : []
    }),
  )
  await clearFiles(db, commit, [...cleared.values()], how, at)
  return cleared.size
}

/**
 * What is on main when a database first meets its content is taken as it is: the starter content, or what a version before
 * this one has published. So are its drafts: their authors by what the commits say, their reviews by the events. Once, with
 * an event.
 */
export async function adoptOnce(
  db: Db,
  repository: Repository,
  now: Date,
  adoptDrafts: (trx: Trx) => Promise<void>,
): Promise<void> {
  const isAdopted = (trx: Db | Trx) =>
    trx.selectFrom('event').select('id').where('action', '=', 'content.adopted').limit(1).executeTakeFirst()
  if (await isAdopted(db)) return
  await inTransaction(db, async trx => {
    // Of processes that start at once one does it.
    await takeTurns(trx, 'cleared_file')
    if (await isAdopted(trx)) return
    const commit = (await repository.head(mainBranch))!
    const files = await clearAll(trx, repository, commit, 'adoption', now)
    await adoptDrafts(trx)
    await recordEvent(trx, {
      actor: { kind: 'system' },
      action: 'content.adopted',
      object: { kind: 'portal', id: 1 },
      detail: { commit: commit.slice(0, 12), files },
      at: now,
    })
  })
}

/**
 * Which of these files on main have not passed their reviews, by path. The newest line of a path whose commit is on main
 * says what readers may see there: an older version that is pushed again does not count, and neither does a publication that
 * was begun and never done. Asks the database only when there is something to ask.
 */
export async function findUncleared(
  db: Db,
  repository: Repository,
  commit: string,
  changes: readonly TreeChange[],
  texts: ReadonlyMap<string, Blob>,
): Promise<Map<string, Uncleared>> {
  const files = changes.flatMap(({ file }) => file ?? [])
  const guarded = files.filter(({ path, oid }) => isGuarded(path, texts.get(oid)?.bytes))
  const media = files.filter(({ path }) => path.startsWith(mediaFolder))
  if (guarded.length + media.length === 0) return new Map()
  const lines = await readLines(db, [
    ...guarded.map(({ path }) => path),
    ...media.flatMap(({ path }) => [path, pathOf(pictureOf(srcOf(path)))]),
  ])
  const reachable = new Map<string, Promise<boolean>>()
  const isOnMain = (at: string): Promise<boolean> => {
    const known = reachable.get(at) ?? repository.mergeBase(at, commit).then(base => base === at)
    reachable.set(at, known)
    return known
  }
  const uncleared = new Map<string, Uncleared>()
  async function judge({ path, oid }: TreeFile): Promise<void> {
    for (const line of lines.get(path) ?? []) {
      if (line.oid === oid) return
      if (await isOnMain(line.commit)) return void uncleared.set(path, { instead: line.oid })
    }
    uncleared.set(path, { instead: undefined })
  }
  // What cannot be read and never was shown says why itself.
  const isReadable = ({ path, oid }: TreeFile): boolean => {
    const bytes = texts.get(oid)?.bytes
    return bytes !== undefined && 'data' in parseContentFile(path, bytes)
  }
  for (const file of guarded) if (lines.has(file.path) || isReadable(file)) await judge(file)
  for (const file of media)
    if (lines.has(file.path) || lines.has(pathOf(pictureOf(srcOf(file.path))))) await judge(file)
  return uncleared
}

/** Says of a version of one path whether it has passed its reviews, or needs none, by what is on main at `commit`. */
export async function clearedVersions(
  db: Db,
  repository: Repository,
  commit: string,
  path: string,
): Promise<(oid: string, bytes: Buffer | undefined) => boolean> {
  const passed = new Set<string>()
  if (placeOf(path)?.type.guarded)
    for (const line of (await readLines(db, [path])).get(path) ?? [])
      if ((await repository.mergeBase(line.commit, commit)) === line.commit) passed.add(line.oid)
  return (oid, bytes) => passed.has(oid) || !isGuarded(path, bytes)
}

/** The lines of these paths, newest first. */
async function readLines(db: Db, paths: readonly string[]): Promise<Map<string, { oid: string; commit: string }[]>> {
  const wanted = [...new Set(paths)]
  const found = new Map<string, { oid: string; commit: string }[]>()
  for (let from = 0; from < wanted.length; from += 5000) {
    const rows = await db
      .selectFrom('cleared_file')
      .select(['path', 'oid', 'commit'])
      .where('path', 'in', wanted.slice(from, from + 5000))
      .orderBy('id', 'desc')
      .execute()
    for (const { path, ...line } of rows) found.set(path, [...(found.get(path) ?? []), line])
  }
  return found
}
