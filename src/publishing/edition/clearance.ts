import type { Db, Trx } from '#db/schema.ts'
import type { Clearing } from '#db/schema-publishing.ts'
import type { Blob, Refusal, Repository, TreeChange, TreeFile } from '../git/repository.ts'
import type { Version as MainVersion } from '../git/versions.ts'
import { entryAt, parseContentFile } from './content-file.ts'
import { maxEntryBytes } from './entry-file.ts'
import { listHanging } from './hanging.ts'
import { mediaFolder, pictureOf } from './media.ts'
import { mediaIn } from './references.ts'

/** A version of a file; null for none: its deletion has passed. */
export interface Version {
  path: string
  oid: string | null
}

/** A path of main at which readers see another version than main has, or none. */
export interface Uncleared {
  /** The version that readers go on seeing. */
  instead: string | undefined
}

const srcOf = (path: string): string => path.slice('content'.length)
const pathOf = (src: string): string => `content${src}`

const isMedia = (path: string): boolean => path.startsWith(mediaFolder)
/** Whether readers see a file at this path only in a version that has passed: every entry, the settings, pictures and files. */
export const isJudged = (path: string): boolean => isMedia(path) || entryAt(path) !== undefined

/** Writes down that readers may see these versions once `commit` is on main; to be called before main moves to it. */
export async function clearFiles(
  db: Db | Trx,
  commit: string,
  files: readonly Version[],
  how: Clearing,
  at: Date,
): Promise<void> {
  for (let from = 0; from < files.length; from += 5000)
    await db
      .insertInto('cleared_file')
      .values(files.slice(from, from + 5000).map(({ path, oid }) => ({ path, oid, commit, how, at })))
      .execute()
}

/**
 * Clears versions along with the commit by which `write` puts them on main. Where it did not come to that, they have not
 * passed: the lines are taken back, so that nobody brings that commit to main later.
 */
export async function clearWith<Done extends { commit: string } | Refusal>(
  db: Db,
  files: readonly Version[],
  how: Clearing,
  at: Date,
  write: (sign: (commit: string) => Promise<void>) => Promise<Done>,
): Promise<Done> {
  const tried = new Set<string>()
  try {
    const done = await write(async commit => {
      tried.add(commit)
      await clearFiles(db, commit, files, how, at)
    })
    if ('commit' in done) tried.delete(done.commit)
    return done
  } finally {
    for (const commit of tried) await clearFiles(db, commit, files, 'refused', at)
  }
}

/**
 * An entry with every picture and file that it shows or offers, of those `there`: the reviewers have seen the pictures too,
 * and another picture is another thing.
 */
export function withItsFiles({ path, oid }: Version, bytes: Buffer, there: readonly Version[]): Version[] {
  const parsed = parseContentFile(path, bytes)
  const shown = new Set('data' in parsed ? mediaIn(parsed.data, parsed.body).map(({ src }) => src) : [])
  const isShown = ({ path }: Version) => isMedia(path) && (shown.has(srcOf(path)) || shown.has(pictureOf(srcOf(path))))
  return [{ path, oid }, ...there.filter(isShown)]
}

/**
 * Which of these changes of main have not passed their reviews, by path. The newest line of a path that was ever on main says
 * what readers may see there: neither an older version that is pushed again counts, nor a main that is set back, nor a
 * publication that was begun and never done. What has passed stays when it is deleted, until its deletion has passed too; a
 * sample on which nothing in the database hangs goes by itself, and of a picture nothing is held that never was shown.
 */
export async function findUncleared(
  db: Db,
  repository: Repository,
  commit: string,
  changes: readonly TreeChange[],
  texts: ReadonlyMap<string, Blob>,
): Promise<Map<string, Uncleared>> {
  const judged = changes.filter(({ path }) => isJudged(path))
  if (judged.length === 0) return new Map()
  const lines = await readLines(
    db,
    judged.flatMap(({ path }) => (isMedia(path) ? [path, pathOf(pictureOf(srcOf(path)))] : [path])),
  )
  const passedTexts = await repository.blobs(
    judged.flatMap(({ path, file }) => (file || isMedia(path) ? [] : (lines.get(path)?.[0]?.oid ?? []))),
    maxEntryBytes,
  )
  const lastLines = await findLastLines(db, repository, commit, lines)
  const uncleared = new Map<string, Uncleared>()
  for (const { path, file } of judged) {
    const ownLines = lines.get(path) ?? []
    const oid = file?.oid ?? null
    const last = lastLines.get(path)
    if (last?.oid === oid) continue
    const isKnown = ownLines.length > 0 || (isMedia(path) && lines.has(pathOf(pictureOf(srcOf(path)))))
    if (file ? isKnown || (!isMedia(path) && isReadable(path, texts.get(file.oid)?.bytes)) : await stays(last, path))
      uncleared.set(path, { instead: last?.oid ?? undefined })
  }
  return uncleared

  async function stays(last: Line | undefined, path: string): Promise<boolean> {
    if (!last?.oid || isMedia(path)) return last?.oid != null
    const bytes = (passedTexts.get(last.oid) ?? (await repository.blobs([last.oid], maxEntryBytes)).get(last.oid))
      ?.bytes
    if (bytes && isSample(path, bytes)) return (await listHanging(db, path)).length > 0
    return !(await isTakenDown(db, path, last.at))
  }
}

/** What cannot be read and never was shown says why itself. */
const isReadable = (path: string, bytes: Buffer | undefined): boolean =>
  bytes !== undefined && 'data' in parseContentFile(path, bytes)

/** What is invented may be taken out without reviews, unless something hangs on it: `npm run content -- remove-samples` does. */
function isSample(path: string, bytes: Buffer): boolean {
  const parsed = parseContentFile(path, bytes)
  return 'data' in parsed && parsed.data.sample === true
}

/** Paths that have passed reviews once and are not among these files. */
export async function findGone(db: Db, files: readonly TreeFile[]): Promise<string[]> {
  const there = new Set(files.map(({ path }) => path))
  const rows = await db.selectFrom('cleared_file').select('path').distinct().execute()
  return rows.map(({ path }) => path).filter(path => !there.has(path))
}

/**
 * The newest line of each path whose commit was on main. Mostly that is the newest of all, often the very commit that is
 * looked at: older ones are only asked for where it is not.
 */
async function findLastLines(
  db: Db,
  repository: Repository,
  commit: string,
  lines: ReadonlyMap<string, readonly Line[]>,
): Promise<Map<string, Line>> {
  const known = new Map([[commit, true]])
  const last = new Map<string, Line>()
  let open = [...lines.keys()]
  while (open.length > 0) {
    const asked = new Set<string>()
    open = open.filter(path => {
      const line = lines.get(path)!.find(({ commit }) => known.get(commit) !== false)
      if (line && known.get(line.commit)) last.set(path, line)
      else if (line) asked.add(line.commit)
      return line !== undefined && !last.has(path)
    })
    const published = await findPublished(db, repository, commit, [...asked])
    for (const at of asked) known.set(at, published.has(at))
  }
  return last
}

/**
 * Of these commits those that main holds at `commit`, or held before it was set back: their publication was recorded. Git is
 * asked for all of them at once: after a start that is one of every file.
 */
async function findPublished(
  db: Db,
  repository: Repository,
  commit: string,
  commits: readonly string[],
): Promise<Set<string>> {
  // A commit that is not here cannot be shown.
  const there = await repository.existing(commits)
  const published = await repository.heldBy(commit, there)
  const others = there.filter(at => !published.has(at))
  for (let from = 0; from < others.length; from += 5000) {
    const some = others.slice(from, from + 5000)
    const recorded = await db
      .selectFrom('event')
      .select(eb => eb.ref('detail', '->>').key('commit').as('commit'))
      .where('action', '=', 'draft.published')
      .where('result', '=', 'done')
      .where(eb =>
        eb(
          eb.ref('detail', '->>').key('commit'),
          'in',
          some.map(at => at.slice(0, 12)),
        ),
      )
      .execute()
    const known = new Set(recorded.map(({ commit }) => commit))
    for (const at of some) if (known.has(at.slice(0, 12))) published.add(at)
  }
  return published
}

/** Whether a publisher has taken an entry down since a version of it was cleared, as they could before deletions were reviewed. */
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

/**
 * Says of an earlier version of one path whether it has passed its reviews, by what is on main at `commit`. What came before
 * the content was adopted was taken as it is.
 */
export async function clearedVersions(
  db: Db,
  repository: Repository,
  commit: string,
  path: string,
): Promise<(version: MainVersion) => Promise<boolean>> {
  const passed = new Set<string | null>()
  const adopted: string[] = []
  const lines = (await readLines(db, [path])).get(path) ?? []
  const there = await repository.existing([...new Set(lines.map(line => line.commit))])
  const onMain = await repository.heldBy(commit, there)
  for (const line of lines) {
    if (!onMain.has(line.commit)) continue
    passed.add(line.oid)
    if (line.how === 'adoption') adopted.push(line.commit)
  }
  return async ({ commit, file }) => {
    if (passed.has(file?.oid ?? null)) return true
    for (const at of adopted) if ((await repository.mergeBase(commit, at)) === commit) return true
    return false
  }
}

interface Line {
  oid: string | null
  commit: string
  how: Clearing
  at: Date
}

/** The lines of these paths, newest first, without those that were taken back. */
export async function readLines(db: Db | Trx, paths: readonly string[]): Promise<Map<string, Line[]>> {
  const wanted = [...new Set(paths)]
  const found = new Map<string, Line[]>()
  for (let from = 0; from < wanted.length; from += 5000) {
    const rows = await db
      .selectFrom('cleared_file')
      .select(['path', 'oid', 'commit', 'how', 'at'])
      .where('path', 'in', wanted.slice(from, from + 5000))
      .orderBy('id', 'desc')
      .execute()
    const refused = new Set<string>()
    for (const { path, ...line } of rows) {
      const key = `${line.commit} ${path}`
      if (line.how === 'refused') refused.add(key)
      if (refused.has(key)) continue
      const lines = found.get(path)
      if (lines) lines.push(line)
      else found.set(path, [line])
    }
  }
  return found
}
