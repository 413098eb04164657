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

/** A path of main at which readers see another version than main has, or none. */
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
 * through: the reviewers have seen the pictures too, and another picture is another thing. `wasGuarded`: so was what it replaces.
 */
export function guardedFiles(
  { path, oid }: Version,
  bytes: Buffer,
  there: readonly Version[],
  wasGuarded = false,
): Version[] {
  if (!wasGuarded && !isGuarded(path, bytes)) return []
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
 * Which of these changes of main have not passed their reviews, by path. The newest line of a path that was ever on main says
 * what readers may see there: neither an older version that is pushed again counts, nor a main that is set back, nor a
 * publication that was begun and never done. What has passed stays when it is deleted, or pushed as something that needs no
 * review. Asks the database only when there is something to ask.
 */
export async function findUncleared(
  db: Db,
  repository: Repository,
  commit: string,
  changes: readonly TreeChange[],
  texts: ReadonlyMap<string, Blob>,
): Promise<Map<string, Uncleared>> {
  const entries = changes.filter(({ path }) => placeOf(path)?.type.guarded)
  const media = changes.filter(({ path, file }) => file && path.startsWith(mediaFolder))
  if (entries.length + media.length === 0) return new Map()
  const lines = await readLines(db, [
    ...entries.map(({ path }) => path),
    ...media.flatMap(({ path }) => [path, pathOf(pictureOf(srcOf(path)))]),
  ])
  const known = new Map<string, Promise<boolean>>()
  const wasOnMain = (at: string): Promise<boolean> => {
    const asked = known.get(at) ?? isPublished(db, repository, at, commit)
    known.set(at, asked)
    return asked
  }
  const passedLast = async (path: string, oid: string | undefined): Promise<Line | undefined> => {
    for (const line of lines.get(path) ?? []) if (line.oid === oid || (await wasOnMain(line.commit))) return line
    return undefined
  }
  const uncleared = new Map<string, Uncleared>()
  for (const { path, file } of media) {
    if (!lines.has(path) && !lines.has(pathOf(pictureOf(srcOf(path))))) continue
    const last = await passedLast(path, file!.oid)
    if (last?.oid !== file!.oid) uncleared.set(path, { instead: last?.oid })
  }
  for (const { path, file } of entries) {
    const bytes = file && texts.get(file.oid)?.bytes
    const last = await passedLast(path, file?.oid)
    if (file && last?.oid === file.oid) continue
    if (file && isGuarded(path, bytes)) {
      // What cannot be read and never was shown says why itself.
      const isReadable = bytes !== undefined && 'data' in parseContentFile(path, bytes)
      if (lines.has(path) || isReadable) uncleared.set(path, { instead: last?.oid })
    } else if (last) {
      const passed = (await repository.blobs([last.oid], maxEntryBytes)).get(last.oid)?.bytes
      if (isGuarded(path, passed) && (file || !(await isTakenDown(db, path, last.at))))
        uncleared.set(path, { instead: last.oid })
    }
  }
  return uncleared
}

/** Paths of entries that have passed reviews once and are not among these files. */
export async function findGone(db: Db, files: readonly TreeFile[]): Promise<string[]> {
  const there = new Set(files.map(({ path }) => path))
  const rows = await db
    .selectFrom('cleared_file')
    .select('path')
    .distinct()
    .where('path', 'not like', `${mediaFolder}%`)
    .execute()
  return rows.map(({ path }) => path).filter(path => !there.has(path))
}

/** Whether main at `commit` holds what was cleared at `at`, or held it before it was set back: its publication was recorded. */
async function isPublished(db: Db, repository: Repository, at: string, commit: string): Promise<boolean> {
  if ((await repository.mergeBase(at, commit)) === at) return true
  // A commit that is not here cannot be shown.
  if ((await repository.mergeBase(at, at)) !== at) return false
  const recorded = await db
    .selectFrom('event')
    .select('id')
    .where('action', '=', 'draft.published')
    .where('result', '=', 'done')
    .where(eb => eb(eb.ref('detail', '->>').key('commit'), '=', at.slice(0, 12)))
    .limit(1)
    .executeTakeFirst()
  return recorded !== undefined
}

/** Whether a publisher has taken an entry down since a version of it was cleared. */
async function isTakenDown(db: Db, path: string, since: Date): Promise<boolean> {
  const taken = await db
    .selectFrom('event')
    .select('id')
    .where('object_kind', '=', 'entry')
    .where('object_id', '=', path)
    .where('action', '=', 'entry.taken-down')
    .where('at', '>=', since)
    .limit(1)
    .executeTakeFirst()
  return taken !== undefined
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

interface Line {
  oid: string
  commit: string
  at: Date
}

/** The lines of these paths, newest first. */
async function readLines(db: Db, paths: readonly string[]): Promise<Map<string, Line[]>> {
  const wanted = [...new Set(paths)]
  const found = new Map<string, Line[]>()
  for (let from = 0; from < wanted.length; from += 5000) {
    const rows = await db
      .selectFrom('cleared_file')
      .select(['path', 'oid', 'commit', 'at'])
      .where('path', 'in', wanted.slice(from, from + 5000))
      .orderBy('id', 'desc')
      .execute()
    for (const { path, ...line } of rows) found.set(path, [...(found.get(path) ?? []), line])
  }
  return found
}
