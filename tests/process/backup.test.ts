import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, inject, onTestFinished, test } from 'vitest'
import { connect } from '#db/connect.ts'
import { photoSizes } from '#suggestions/photo-files.ts'
import { bucketServer } from '../support/bucket.ts'
import { bareRepository, gitIn, temporaryDirectory } from '../support/content.ts'
import { embeddedDataDir } from '../support/database.ts'
import { phonePhoto } from '../support/pictures.ts'
import { asAdministrator, createDatabase } from '../support/postgres.ts'
import { portalSettings, type RunningServer, startServer } from '../support/server.ts'
import { inParts, trackedBy } from '../support/suggesting.ts'
import { typedSuggestion } from '../support/suggestion.ts'
import { surroundings } from '../support/surroundings.ts'
import { signedIn, visitor } from '../support/visitor.ts'

/** Runs one of the two commands as an operator does. */
function run(command: 'backup' | 'restore', folder: string, env: Record<string, string>) {
  return new Promise<{ code: number | null; output: string }>(resolve => {
    const child = spawn(process.execPath, [`src/process/${command}.ts`, folder], {
      env: { ...surroundings, ...portalSettings, ...env },
    })
    let output = ''
    child.stdout.on('data', bytes => (output += bytes))
    child.stderr.on('data', bytes => (output += bytes))
    child.on('close', code => resolve({ code, output }))
  })
}

async function emptyDatabase(purpose: string): Promise<string> {
  const { databaseUrl, drop } = await createDatabase(inject('postgres')!, purpose)
  onTestFinished(drop)
  return databaseUrl
}

/** A draft of an editor: a commit that main has not. */
async function addDraft(repository: string): Promise<void> {
  const commit = await gitIn(repository, 'commit-tree', 'main^{tree}', '-p', 'main', '-m', '草稿')
  await gitIn(repository, 'update-ref', 'refs/heads/cms/notices/draft', commit)
}
const refsOf = (repository: string) => gitIn(repository, 'for-each-ref', '--format=%(refname) %(objectname)')

/** Sends suggestions with a photo each, four at a time, until it is stopped; the page of each that was acknowledged. */
function keepSending(server: RunningServer) {
  let goesOn = true
  const pages: string[] = []
  const sender = async () => {
    while (goesOn) {
      const photo = await phonePhoto({ width: 60, height: 40 })
      const answer = await visitor(server.address).post(
        '/participate/suggest',
        inParts(typedSuggestion(), [['a.jpg', photo]]),
      )
      if (answer.status !== 303) throw new Error(`a suggestion was answered with ${answer.status}:\n${server.output()}`)
      pages.push(trackedBy(answer).address)
    }
  }
  const done = Promise.all(Array.from({ length: 4 }, sender))
  return {
    pages,
    stop: () => {
      goesOn = false
      return done
    },
  }
}

describe.skipIf(!inject('postgres'))('on PostgreSQL (left out when none answers)', () => {
  test('a backup taken while suggestions arrive is restored whole: rows, photos, drafts and files', async () => {
    const databaseUrl = await emptyDatabase('taken')
    const from = await startServer({ ...portalSettings, DATABASE_URL: databaseUrl })
    onTestFinished(() => void from.stop())
    await addDraft(join(from.dataDir, 'content.git'))
    await mkdir(join(from.dataDir, 'files'), { recursive: true })
    await writeFile(join(from.dataDir, 'files/plan.pdf'), '%PDF-1.7 示例')
    const plan = { address: '/files/0123456789abcdef/plan.pdf', stored_as: 'plan.pdf', name: '规划图.pdf', bytes: 15 }
    const source = await connect({ databaseUrl, dataDir: from.dataDir })
    await source.db
      .insertInto('stored_file')
      .values({ ...plan, stored_at: new Date() })
      .execute()
    await source.close()

    const sending = keepSending(from)
    await expect.poll(() => sending.pages.length).toBeGreaterThan(10)
    const before = sending.pages.length
    const folder = join(await temporaryDirectory(), 'today')
    const taken = await run('backup', folder, { DATA_DIR: from.dataDir, DATABASE_URL: databaseUrl })
    expect(taken).toMatchObject({ code: 0, output: expect.stringContaining('DATA_KEY is not in it') })
    // The load was one: it went on all the time.
    const after = sending.pages.length
    expect(after).toBeGreaterThan(before)
    await sending.stop()

    const dataDir = join(await temporaryDirectory(), 'data')
    const target = { DATA_DIR: dataDir, DATABASE_URL: await emptyDatabase('restored') }
    const restored = await run('restore', folder, target)
    expect(restored).toMatchObject({ code: 0, output: expect.stringContaining('on: the database portal_restored') })
    expect(restored.output).not.toContain('DATA_KEY')

    const { db, close } = await connect({ databaseUrl: target.DATABASE_URL, dataDir })
    const suggestions = await db.selectFrom('suggestion').select('id').execute()
    const photos = await db.selectFrom('suggestion_photo').selectAll().execute()
    const files = await db.selectFrom('stored_file').select(['address', 'stored_as', 'name', 'bytes']).execute()
    await close()
    expect(files).toEqual([plan])
    expect(await readFile(join(dataDir, 'files', plan.stored_as), 'utf8')).toBe('%PDF-1.7 示例')
    expect(suggestions.length).toBeGreaterThanOrEqual(before)
    expect(suggestions.length).toBeLessThanOrEqual(after + 4)
    expect(photos.map(photo => photo.suggestion_id).toSorted()).toEqual(suggestions.map(({ id }) => id).toSorted())
    for (const photo of photos)
      for (const size of photoSizes)
        expect(await sharp(join(dataDir, `photos/${photo.file}-${size}.webp`)).metadata()).toMatchObject({
          format: 'webp',
        })
    expect(await refsOf(join(dataDir, 'content.git'))).toBe(await refsOf(join(from.dataDir, 'content.git')))

    const again = await startServer({ ...portalSettings, ...target }, { dataDir })
    onTestFinished(() => void again.stop())
    expect((await visitor(again.address).get(sending.pages[0]!)).status).toBe(200)
  }, 180_000)

  test('nothing is restored into a database that holds a table', async () => {
    const databaseUrl = await emptyDatabase('used')
    await asAdministrator(databaseUrl, 'CREATE TABLE something (id integer)')
    const folder = await smallBackup()
    const target = { DATA_DIR: await temporaryDirectory(), DATABASE_URL: databaseUrl }
    const refused = await run('restore', folder, target)
    expect(refused.output).toMatch(
      /^not restored: the database portal_used_\d+ at 127\.0\.0\.1:\d+ already holds data/m,
    )
    expect(refused.code).toBe(1)
    expect(existsSync(join(target.DATA_DIR, 'content.git'))).toBe(false)
  })

  /** The backup of a portal on PostgreSQL that has nothing yet. */
  async function smallBackup(): Promise<string> {
    const folder = join(await temporaryDirectory(), 'small')
    const taken = await run('backup', folder, {
      DATA_DIR: await temporaryDirectory(),
      DATABASE_URL: await emptyDatabase('small'),
      CONTENT_REPOSITORY: await bareRepository(1),
    })
    expect(taken.code).toBe(0)
    return folder
  }
})

describe('the embedded database', () => {
  test('is not taken while a portal uses it; taken after that it is restored, and people sign in as before', async () => {
    const from = await startServer(portalSettings)
    const folder = join(await temporaryDirectory(), 'today')
    const busy = await run('backup', folder, { DATA_DIR: from.dataDir })
    expect(busy).toMatchObject({ code: 1, output: expect.stringMatching(/^no backup: .* in use by another process/m) })
    await addDraft(join(from.dataDir, 'content.git'))
    const refs = await refsOf(join(from.dataDir, 'content.git'))
    from.process.kill('SIGTERM')
    await new Promise(resolve => from.process.once('exit', resolve))

    const taken = await run('backup', `${folder}-2`, { DATA_DIR: from.dataDir })
    expect(taken).toMatchObject({ code: 0 })
    await from.stop()
    const dataDir = join(await temporaryDirectory(), 'data')
    expect(await run('restore', `${folder}-2`, { DATA_DIR: dataDir })).toMatchObject({ code: 0 })
    expect(await refsOf(join(dataDir, 'content.git'))).toBe(refs)
    const otherKey = Buffer.alloc(32, 8).toString('base64')
    expect(
      await run('restore', `${folder}-2`, { DATA_DIR: await temporaryDirectory(), DATA_KEY: otherKey }),
    ).toMatchObject({
      code: 1,
      output: expect.stringContaining('do not start the portal yet: DATA_KEY does not open'),
    })
    const withoutKey = await temporaryDirectory()
    expect(await run('restore', `${folder}-2`, { DATA_DIR: withoutKey, DATA_KEY: '' })).toMatchObject({
      code: 1,
      output: expect.stringContaining(`DATA_KEY is not set and there is no ${withoutKey}/data.key: put the copy there`),
    })
    expect(existsSync(join(withoutKey, 'data.key'))).toBe(false)
    const again = await startServer(portalSettings, { dataDir })
    onTestFinished(() => void again.stop())
    const clerk = await signedIn(again.address, from.accounts.clerk)
    expect(await (await clerk.get('/desk/suggestions?state=all')).text()).toMatch(/\/desk\/suggestions\/20\d\d-\d+/)
  }, 180_000)
})

describe('a backup is refused in one line, and nothing is changed', () => {
  const settings = async () => ({ DATA_DIR: await embeddedDataDir(), CONTENT_REPOSITORY: await bareRepository(2) })
  async function aBackup(): Promise<string> {
    const folder = join(await temporaryDirectory(), 'small')
    const from = await settings()
    await mkdir(join(from.DATA_DIR, 'photos/2026-11/x'), { recursive: true })
    await writeFile(join(from.DATA_DIR, 'photos/2026-11/x/1-640.webp'), 'a photo')
    expect(await run('backup', folder, from)).toMatchObject({ code: 0 })
    return folder
  }
  /** What is said; the target stays empty. */
  async function refusal(folder: string, target?: Record<string, string>): Promise<string> {
    const empty = { DATA_DIR: await temporaryDirectory() }
    const { code, output } = await run('restore', folder, { ...empty, ...target })
    expect(code).toBe(1)
    expect(existsSync(join(empty.DATA_DIR, 'photos'))).toBe(false)
    expect(existsSync(join(empty.DATA_DIR, 'database/PG_VERSION'))).toBe(false)
    return output.split('\n').find(line => line.startsWith('not restored: ')) ?? output
  }

  test('when a byte of it was changed, a file is missing, its manifest leads out of it or is not there', async () => {
    const folder = await aBackup()
    const photo = join(folder, 'photos/2026-11/x/1-640.webp')
    await appendFile(photo, '!')
    expect(await refusal(folder)).toContain('photos/2026-11/x/1-640.webp is not as it was written')
    await writeFile(photo, 'A photo')
    expect(await refusal(folder)).toContain('its checksum differs')
    await rm(photo)
    expect(await refusal(folder)).toContain('1-640.webp is missing')
    const manifest = join(folder, 'manifest.json')
    await writeFile(manifest, (await readFile(manifest, 'utf8')).replace('photos/2026', 'photos/../../2026'))
    expect(await refusal(folder)).toContain('leads out of the folder')
    await rm(manifest)
    expect(await refusal(folder)).toContain('is no finished backup')
  })

  test('when the data directory or the content repository holds something already', async () => {
    const folder = await aBackup()
    const used = await embeddedDataDir()
    expect(await refusal(folder, { DATA_DIR: used })).toContain(
      `the embedded database in ${used}/database already holds`,
    )
    const repository = await bareRepository(1)
    expect(await refusal(folder, { CONTENT_REPOSITORY: repository })).toContain(`the content repository ${repository}`)
    const withFiles = await temporaryDirectory()
    await mkdir(join(withFiles, 'files/0123456789abcdef'), { recursive: true })
    await writeFile(join(withFiles, 'files/0123456789abcdef/plan.pdf'), '%PDF-')
    expect(await refusal(folder, { DATA_DIR: withFiles })).toContain(`${withFiles}/files already holds data`)
  })

  test('when a newer portal has made it', async () => {
    const folder = await aBackup()
    const manifest = join(folder, 'manifest.json')
    const text = await readFile(manifest, 'utf8')
    await writeFile(manifest, text.replace(/"version": "[^"]+"/, '"version": "0.10.0"'))
    expect(await refusal(folder)).toContain('this backup is of version 0.10.0')
  })

  test('when it is to be written into the data directory, where it would copy itself', async () => {
    const given = await settings()
    const folder = join(given.DATA_DIR, 'photos/x')
    expect(await run('backup', folder, given)).toMatchObject({
      code: 1,
      output: expect.stringContaining(`no backup: ${folder} lies in DATA_DIR`),
    })
    expect(existsSync(folder)).toBe(false)
  })

  test('when it is to be written into a folder that is not empty', async () => {
    const folder = await temporaryDirectory()
    await writeFile(join(folder, 'notes.txt'), 'x')
    expect(await run('backup', folder, await settings())).toMatchObject({
      code: 1,
      output: `no backup: ${folder} is not empty\n`,
    })
  })
})

test('photos and files of a bucket stay there: the backup names it, and so does the restore', async () => {
  const { env } = await bucketServer()
  const folder = join(await temporaryDirectory(), 'today')
  const dataDir = await embeddedDataDir()
  await mkdir(join(dataDir, 'photos/2026-11/left-from-before'), { recursive: true })
  await writeFile(join(dataDir, 'photos/2026-11/left-from-before/1-640.webp'), 'a photo')
  const settings = { DATA_DIR: dataDir, CONTENT_REPOSITORY: await bareRepository(1), ...env }
  expect((await run('backup', folder, settings)).output).toContain('lie in the bucket wenming, which keeps its own')
  expect(existsSync(join(folder, 'photos'))).toBe(false)
  const restored = await run('restore', folder, { DATA_DIR: join(folder, 'data') })
  expect(restored).toMatchObject({ code: 0, output: expect.stringContaining('the bucket wenming: name it in') })
})
