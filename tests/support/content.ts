import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { onTestFinished } from 'vitest'
import type { Db } from '#db/schema.ts'
import { clearAll } from '#publishing/edition/adoption.ts'
import { clearFiles, isJudged, withItsFiles } from '#publishing/edition/clearance.ts'
import { type Content, openContent } from '#publishing/edition/content.ts'
import { createRepository, firstCommitFrom, openRepository, type Repository } from '#publishing/git/repository.ts'
import { fillWithManyEntries } from './many-entries.ts'

export const editor = { name: '示例编辑', email: 'editor@example.cn' }

/** A directory of its own for one test, gone when the test ends. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'portal-content-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }))
  return directory
}

/** Runs git as a person at a terminal would, in `directory`; resolves with what it printed. */
export async function gitIn(directory: string, ...args: string[]): Promise<string> {
  const env = {
    ...process.env,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: '外部编辑',
    GIT_AUTHOR_EMAIL: 'outside@example.cn',
    GIT_COMMITTER_NAME: '外部编辑',
    GIT_COMMITTER_EMAIL: 'outside@example.cn',
  }
  const { stdout } = await promisify(execFile)('git', args, { cwd: directory, env })
  return stdout.trim()
}

/** A bare repository with settings, one department and `count` entries, on `main`. */
export async function bareRepository(count = 0): Promise<string> {
  const directory = join(await temporaryDirectory(), 'content.git')
  await gitIn(tmpdir(), 'init', '--quiet', '--bare', '--initial-branch=main', directory)
  await fillWithManyEntries(directory, count)
  return directory
}

/** A bare repository with the files under `source`, on `main`. */
export async function repositoryOf(source: string, directory: string): Promise<void> {
  await createRepository(directory)
  const repository = await openRepository(directory)
  await firstCommitFrom(repository, source, editor)
  await repository.close()
}

export interface TestContent {
  content: Content
  directory: string
  /** Lines that were logged, as `level message path field message`. */
  logged: string[]
  /** Commits files (undefined deletes) to `main`, as if they had passed their reviews, and waits until they can be seen. */
  publish(files: Record<string, string | Buffer | undefined>, at?: Date): Promise<string>
}

/** Opens the content of a repository for one test; drafts are believed when `db` knows who signed them. */
export async function testContent(repository?: string, db?: Db): Promise<TestContent> {
  const directory = repository ?? (await bareRepository())
  const logged: string[] = []
  if (db) {
    // The database has met the content of other rooms before.
    const before = await openRepository(directory)
    await clearAll(db, before, (await before.head('main')) ?? '', 'adoption', new Date())
    await before.close()
  }
  const content = await openContent({
    dataDir: '',
    contentRepository: directory,
    starterDirectory: '',
    db,
    log: (level, message, { path, field, message: words } = {}) =>
      logged.push([level, message, path, field, words].filter(word => word !== undefined).join(' ')),
  })
  onTestFinished(() => content.close())
  return {
    content,
    directory,
    logged,
    async publish(files, at) {
      const changes = Object.entries(files).map(([path, bytes]) => ({ path, bytes }))
      const done = await content.repository.commitFiles('main', undefined, changes, {
        author: editor,
        message: '改动',
        at,
        sign: db && (commit => passReviews(db, content.repository, commit, files)),
      })
      if ('refused' in done) throw new Error(`refused: ${done.refused}`)
      await content.refresh()
      return done.commit
    },
  }
}

/** Clears what these files are, with the pictures beside them, as a publication does. */
export async function passReviews(
  db: Db,
  repository: Repository,
  commit: string,
  files: Record<string, string | Buffer | undefined>,
): Promise<void> {
  const there = await repository.files(commit)
  const cleared = Object.entries(files)
    .flatMap(([path, bytes]) => {
      const file = there.find(file => file.path === path)
      return file && bytes !== undefined ? withItsFiles(file, Buffer.from(bytes), there) : [{ path, oid: null }]
    })
    .filter(({ path }) => isJudged(path))
  await clearFiles(db, commit, cleared, 'publication', new Date())
}

/** A valid notice with these front matter lines added. */
export function aNotice({ title = '示例通知', issued = '2026-11-02', more = '', body = '示例正文。' } = {}): string {
  return `---\ntitle: ${title}\ncategory: notice\nissuer: 示例单位\nissued_on: ${issued}\nsummary: 一句话。\n${more}---\n${body}\n`
}

/** A valid exposure of a phenomenon with these front matter lines added. */
export function anExposure({ title = '示例曝光', until = '2099-12-31', state = 'rectifying', more = '' } = {}): string {
  return `---\ntitle: ${title}\nkind: phenomenon\ncounty: "331102"\nplace: 示例路\nmatter: 示例问题。\nsummary: 一句话。\nfound_on: 2026-10-08\nstate: ${state}\nexpose_until: ${until}\n${more}---\n补充说明。\n`
}
