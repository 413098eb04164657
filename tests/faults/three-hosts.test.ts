import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { gatewayHeader } from '#publishing/decap/protocol.ts'
import { bucketServer } from '../support/bucket.ts'
import { aNotice, gitIn, temporaryDirectory } from '../support/content.ts'
import { canMakeHosts, makeHosts } from '../support/hosts.ts'
import { canOwnPostgres, ownPostgres } from '../support/own-postgres.ts'
import { phonePhoto } from '../support/pictures.ts'
import { portalSettings, type RunningServer, startServer } from '../support/server.ts'
import { typedSuggestion } from '../support/suggestion.ts'
import { signedIn, type Visitor, visitor } from '../support/visitor.ts'

/** Git's own server for the repository that the hosts share. */
async function gitServer(host: string): Promise<{ address: string; repository: string }> {
  const folder = await temporaryDirectory()
  const repository = join(folder, 'content.git')
  await gitIn(tmpdir(), 'init', '--quiet', '--bare', '--initial-branch=main', repository)
  const port = 21_000 + (process.pid % 10_000)
  const words = `daemon --reuseaddr --listen=${host} --port=${port} --base-path=${folder} --export-all --enable=receive-pack`
  const daemon = spawn('git', words.split(' '), { stdio: 'ignore' })
  onTestFinished(() => void daemon.kill())
  await pause(500)
  return { address: `git://${host}:${port}/content.git`, repository }
}

async function ask(person: Visitor, action: string, params: object): Promise<Record<string, unknown>> {
  const body = JSON.stringify({ branch: 'main', action, params })
  const response = await person.postText('/admin/gateway', body, {
    'Content-Type': 'application/json',
    [gatewayHeader]: '1',
  })
  return response.json()
}

test.skipIf(!canMakeHosts || !canOwnPostgres)(
  'three hosts with a database, its copy, a bucket and a content repository in common are one portal, also when one is cut off or lost (needs network namespaces and the programs of PostgreSQL)',
  async () => {
    const { here, hosts } = makeHosts(3)
    const [postgres, bucket, git] = [await ownPostgres(here), await bucketServer(here), await gitServer(here)]
    const copy = await postgres.follower()
    const portals: RunningServer[] = []
    for (const { name, address } of hosts) {
      const dataDir = await mkdtemp(join(tmpdir(), 'portal-data-'))
      onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
      const settings = {
        ...portalSettings,
        ...bucket.env,
        HOST: address,
        DATABASE_URL: postgres.address,
        DATABASE_READ_URL: copy.address,
        CONTENT_SHARED: git.address,
        DEMO: '1',
      }
      const portal = await startServer(settings, { dataDir, host: name })
      onTestFinished(async () => void (await portal.stop()))
      portals.push(portal)
    }
    const [a, b, c] = portals as [RunningServer, RunningServer, RunningServer]
    const as = (portal: RunningServer, login: string) => signedIn(portal.address, a.accounts[login])

    // The three reviews, each on another host than the one before, none waiting for anything.
    const path = 'content/notices/2026/three.md'
    const draft = { collection: 'notices', slug: '2026/three' }
    const author = await as(a, 'contributor')
    const [first, second, publisher] = await Promise.all([as(b, 'reviewer'), as(c, 'reviewer-2'), as(b, 'publisher')])
    expect(
      await ask(author, 'persistEntry', {
        dataFiles: [{ slug: draft.slug, path, raw: aNotice() }],
        assets: [],
        options: { collectionName: 'notices', newEntry: true },
        base: { [path]: null },
      }),
    ).toHaveProperty('versions')
    const page = '/admin/reviews/notices/three'
    const pass = async (first: Visitor, second: Visitor, publisher: Visitor) => {
      await ask(author, 'updateUnpublishedEntryStatus', { ...draft, newStatus: 'pending_review' })
      const head = await gitIn(git.repository, 'rev-parse', 'cms/notices/three')
      expect((await first.get(page)).status).toBe(200)
      const reviewed = await first.post(`${page}/first-review`, {
        head,
        request_key: crypto.randomUUID(),
      })
      expect(reviewed.status).toBe(303)
      expect((await second.get(page)).status).toBe(200)
      expect(await ask(second, 'updateUnpublishedEntryStatus', { ...draft, newStatus: 'pending_publish' })).toEqual({
        status: 'pending_publish',
      })
      expect((await publisher.get(page)).status).toBe(200)
      expect(await ask(publisher, 'publishUnpublishedEntry', draft)).toHaveProperty('commit')
    }
    await pass(first, second, publisher)
    for (const { address } of portals)
      await expect.poll(async () => (await fetch(`${address}/notices/three`)).status).toBe(200)

    const photo = await phonePhoto()
    const token = 'b'.repeat(32)
    const kept = await visitor(a.address).postText('/participate/photos', new Uint8Array(photo), {
      'Photo-Token': token,
      'Photo-Offset': '0',
      'Photo-Length': String(photo.length),
      'Photo-Name': 'a.jpg',
    })
    expect(await kept.json()).toEqual({ done: true })
    expect((await fetch(`${c.address}/participate/photos/${token}.webp`)).status).toBe(200)

    // A host that is cut off misses nothing once the cable is in again.
    hosts[1]!.cut()
    const withPhoto = await visitor(a.address).post('/participate/suggest', typedSuggestion())
    expect(withPhoto.status).toBe(303)
    const tracked = withPhoto.headers.get('location')!.replace(/\?.*/, '')
    const oid = await gitIn(git.repository, 'rev-parse', `main:${path}`)
    const removal = `/admin/entries/removal?${new URLSearchParams({ path })}`
    expect((await author.post(removal, { oid, reason: '登错了栏目' })).status).toBe(303)
    await pass(await as(a, 'reviewer'), second, await as(c, 'publisher'))
    await expect.poll(async () => (await fetch(`${a.address}/notices/three`)).status).toBe(404)
    hosts[1]!.mend()
    await expect
      .poll(async () => (await fetch(`${b.address}/notices/three`)).status, { timeout: 60_000, interval: 500 })
      .toBe(404)
    await expect
      .poll(async () => (await fetch(b.address + tracked)).status, { timeout: 60_000, interval: 500 })
      .toBe(200)

    // A host that is lost takes nothing with it.
    a.process.kill('SIGKILL')
    expect((await fetch(c.address + tracked)).status).toBe(200)
    expect((await visitor(c.address).post('/participate/suggest', typedSuggestion())).status).toBe(303)
    expect(await gitIn(git.repository, 'fsck', '--full', '--strict', '--no-dangling')).toBe('')
  },
)
