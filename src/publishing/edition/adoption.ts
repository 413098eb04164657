import type { Db, Trx } from '#db/schema.ts'
import type { Clearing } from '#db/schema-publishing.ts'
import { inTransaction, takeTurns } from '#db/transaction.ts'
import { recordEvent } from '#people/events.ts'
import { mainBranch, type Repository, type TreeFile } from '../git/repository.ts'
import { clearFiles, isJudged, readLines } from './clearance.ts'
import { parseContentFile, placeOf } from './content-file.ts'
import { maxEntryBytes } from './entry-file.ts'
import { mediaFolder, pictureOf } from './media.ts'

/** Clears every file of the content as it stands at a commit. Returns of how many. */
export async function clearAll(
  db: Db | Trx,
  repository: Repository,
  commit: string,
  how: Clearing,
  at: Date,
): Promise<number> {
  const files = await judgedFiles(repository, commit)
  await clearFiles(db, commit, files, how, at)
  return files.length
}

const judgedFiles = async (repository: Repository, commit: string): Promise<TreeFile[]> =>
  (await repository.files(commit)).filter(({ regular, path }) => regular && isJudged(path))

/** Since this scope of an adoption every type is judged; before it, what its type says is guarded. */
const scope = 'all'

async function scopes(db: Db | Trx): Promise<unknown[]> {
  const events = await db.selectFrom('event').select('detail').where('action', '=', 'content.adopted').execute()
  return events.map(({ detail }) => (detail as { scope?: unknown }).scope)
}

/** Whether this database has taken a content as it was. */
export const hasAdopted = async (db: Db): Promise<boolean> => (await scopes(db)).length > 0

/**
 * What is on main when a database first meets its content is taken as it is: the starter content, or what a version before
 * this one has published. So are its drafts: their authors by what the commits say, their reviews by the events. Once, with
 * an event. A database that has met it when only guarded entries were judged takes the rest once more.
 */
export async function adoptOnce(
  db: Db,
  repository: Repository,
  now: Date,
  adoptDrafts: (trx: Trx) => Promise<void>,
): Promise<void> {
  if ((await scopes(db)).includes(scope)) return
  await inTransaction(db, async trx => {
    // Of processes that start at once one does it.
    await takeTurns(trx, 'cleared_file')
    const adopted = await scopes(trx)
    if (adopted.includes(scope)) return
    const commit = (await repository.head(mainBranch))!
    const isFirst = adopted.length === 0
    const files = isFirst
      ? await clearAll(trx, repository, commit, 'adoption', now)
      : await clearUnguarded(trx, repository, commit, now)
    if (isFirst) await adoptDrafts(trx)
    await recordEvent(trx, {
      actor: { kind: 'system' },
      action: 'content.adopted',
      object: { kind: 'portal', id: 1 },
      detail: { commit: commit.slice(0, 12), files, scope },
      at: now,
    })
  })
}

/** Clears what stands on main and needed no reviews until now: what was held back stays so. Returns of how many files. */
async function clearUnguarded(trx: Trx, repository: Repository, commit: string, now: Date): Promise<number> {
  const files = await judgedFiles(repository, commit)
  const lines = await readLines(trx, [
    ...files.map(({ path }) => path),
    ...files
      .map(({ path }) => path)
      .filter(path => path.startsWith(mediaFolder))
      .map(pictureOf),
  ])
  const couldBeHeld = files.filter(({ path }) => lines.has(path) || placeOf(path)?.type.guarded)
  const texts = await repository.blobs(
    couldBeHeld.flatMap(({ path, oid }) => [oid, lines.get(path)?.[0]?.oid ?? oid]),
    maxEntryBytes,
  )
  const isGuarded = (path: string, oid: string | null | undefined): boolean => {
    const guarded = placeOf(path)?.type.guarded
    const bytes = oid && texts.get(oid)?.bytes
    const parsed = guarded && bytes && parseContentFile(path, bytes)
    return guarded !== undefined && oid != null && (!parsed || !('data' in parsed) || guarded(parsed.data))
  }
  const free = files.filter(({ path, oid }) => {
    if (path.startsWith(mediaFolder)) return !lines.has(path) && !lines.has(pictureOf(path))
    const last = lines.get(path)?.[0]
    return last?.oid !== oid && !isGuarded(path, oid) && !isGuarded(path, last?.oid)
  })
  await clearFiles(trx, commit, free, 'adoption', now)
  return free.length
}
