import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, inject, onTestFinished, test } from 'vitest'
import { gatewayHeader } from '#publishing/decap/protocol.ts'
import { bucketServer } from '../support/bucket.ts'
import { aNotice, gitIn, temporaryDirectory } from '../support/content.ts'
import { openPostgres } from '../support/database.ts'
import { Door } from '../support/door.ts'
import { phonePhoto } from '../support/pictures.ts'
import { isOpenToTests, ownPortal } from '../support/portal.ts'
import { portalSettings, startServer } from '../support/server.ts'
import { signedIn, type Visitor } from '../support/visitor.ts'

/** Two machines with one database, one bucket and one content repository, and a data folder each. */
async function twoMachines() {
  const { env, objects } = await bucketServer()
  const shared = join(await temporaryDirectory(), 'shared.git')
  await gitIn(tmpdir(), 'init', '--quiet', '--bare', '--initial-branch=main', shared)
  const settings = { ...env, CONTENT_SHARED: shared }
  const first = await ownPortal(settings)
  onTestFinished(async () => void (await first.stop()))
  const dataDir = await mkdtemp(join(tmpdir(), 'portal-data-'))
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
  const second = await startServer({ ...portalSettings, ...settings, DATABASE_URL: first.databaseUrl! }, { dataDir })
  onTestFinished(async () => void (await second.stop()))
  return { first, second, shared, objects }
}

const ask = async (person: Visitor, action: string, params: object): Promise<Record<string, unknown>> => {
  const body = JSON.stringify({ branch: 'main', action, params })
  const response = await person.postText('/admin/gateway', body, {
    'Content-Type': 'application/json',
    [gatewayHeader]: '1',
  })
  return response.json()
}
const saveOf = (raw: string, base: string | null, newEntry: boolean) => {
  const path = 'content/notices/2026/both.md'
  return {
    dataFiles: [{ slug: '2026/both', path, raw }],
    assets: [],
    options: { collectionName: 'notices', newEntry },
    base: { [path]: base },
  }
}

test.skipIf(!isOpenToTests())(
  'two machines are one portal: a draft, a photo, a publication of one is there at the other, also when the first is killed',
  async () => {
    const { first, second, shared, objects } = await twoMachines()
    const [here, there] = [
      await signedIn(first.address, first.accounts.contributor),
      await signedIn(second.address, first.accounts.contributor),
    ]
    const saved = await ask(here, 'persistEntry', saveOf(aNotice(), null, true))
    expect(saved).toHaveProperty('versions')
    const drafts = (await ask(there, 'unpublishedEntries', {})) as unknown as { slug: string }[]
    expect(drafts.map(({ slug }) => slug)).toEqual(['2026/both'])

    const token = 'a'.repeat(32)
    const photo = await phonePhoto()
    const kept = await here.postText('/participate/photos', new Uint8Array(photo), {
      'Photo-Token': token,
      'Photo-Offset': '0',
      'Photo-Length': String(photo.length),
      'Photo-Name': 'a.jpg',
    })
    expect(await kept.json()).toEqual({ done: true })
    expect([...objects.keys()].filter(key => key.startsWith('photos/'))).toHaveLength(3)
    const picture = await fetch(`${second.address}/participate/photos/${token}.webp`)
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/webp'])

    first.process.kill('SIGKILL')
    const versions = Object.values(saved.versions as object) as string[]
    expect(await ask(there, 'persistEntry', saveOf(aNotice({ title: '接着写' }), versions[0]!, false))).toHaveProperty(
      'versions',
    )
    // What others push to the shared repository is seen too, but not by readers: nobody has reviewed it.
    const draft = await gitIn(shared, 'rev-parse', 'cms/notices/both')
    await gitIn(shared, 'update-ref', 'refs/heads/main', draft)
    const reviewer = await signedIn(second.address, first.accounts.reviewer)
    await expect
      .poll(async () => (await reviewer.get('/admin/reviews/uncleared')).text(), { interval: 200 })
      .toContain('content/notices/2026/both.md')
    expect((await fetch(`${second.address}/notices/both`)).status).toBe(404)
  },
)

test.skipIf(!isOpenToTests())(
  'with DATABASE_READ_URL pages that are the same for everybody come from the copy, and are up without it too',
  async () => {
    const copy = await openPostgres(inject('samples').database)
    const portal = await ownPortal({ DATABASE_READ_URL: copy.databaseUrl })
    onTestFinished(async () => void (await portal.stop()))
    const title = '只在副本里的名字（示例）'
    const { id } = await copy.db
      .updateTable('activity')
      .set({ title })
      .where('state', '=', 'published')
      .returning('id')
      .executeTakeFirstOrThrow()
    const read = async () => {
      const response = await fetch(`${portal.address}/volunteer/activities/${id}`)
      return { status: response.status, hasTitle: (await response.text()).includes(title) }
    }
    expect(await read()).toEqual({ status: 200, hasTitle: true })
    const clerk = await signedIn(portal.address, portal.accounts.clerk)
    expect(await (await clerk.get(`/desk/volunteers/activities/${id}`)).text()).not.toContain(title)
    await copy.close()
    expect((await fetch(portal.address)).status).toBe(200)
    expect((await clerk.get('/desk')).status).toBe(200)
  },
)

test.skipIf(!isOpenToTests())(
  'a copy that is away or says nothing leaves its pages up, and is named as failing by a portal that stays ready',
  async () => {
    const copy = await openPostgres(inject('samples').database)
    onTestFinished(() => copy.close())
    const url = new URL(copy.databaseUrl)
    const door = new Door(Number(url.port || 5432))
    onTestFinished(() => door.close())
    url.host = `127.0.0.1:${await door.open()}`
    const portal = await ownPortal({ DATABASE_READ_URL: url.href })
    onTestFinished(async () => void (await portal.stop()))
    const readiness = async () => {
      const response = await fetch(`${portal.address}/readyz`)
      return { ...((await response.json()) as object), status: response.status }
    }
    const read = async () =>
      Promise.all(
        ['/volunteer', '/volunteer/activities'].map(async path => {
          const begin = performance.now()
          const { status } = await fetch(portal.address + path)
          return { status, isSoon: performance.now() - begin < 1500 }
        }),
      )
    const untilNamed = (failing: string[]) =>
      expect.poll(readiness, { interval: 200 }).toMatchObject({ status: 200, failing })
    const allWell = [1, 2].map(() => ({ status: 200, isSoon: true }))

    await read()
    expect(await readiness()).toMatchObject({ status: 200, failing: [] })
    door.shut(true)
    // A page that was made lives five seconds: after that it would be read from the copy.
    const statuses: number[] = []
    for (const end = performance.now() + 8000; performance.now() < end;)
      statuses.push(...(await read()).map(({ status }) => status))
    expect(new Set(statuses)).toEqual(new Set([200]))
    await untilNamed(['database-copy'])
    expect(await read()).toEqual(allWell)
    door.shut(false)
    await untilNamed([])
    // Now none listens there.
    door.close()
    await untilNamed(['database-copy'])
    await pause(5500)
    expect(await read()).toEqual(allWell)
  },
)
