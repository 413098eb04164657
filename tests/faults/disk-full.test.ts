import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statfsSync, symlinkSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, inject, onTestFinished, test } from 'vitest'
import { noRoomStatus, noRoomWords } from '#forms/disk-full.ts'
import { gatewayHeader } from '#publishing/decap/protocol.ts'
import { photoErrors } from '#suggestions/photo-words.ts'
import { aNotice, gitIn } from '../support/content.ts'
import { openPostgres } from '../support/database.ts'
import { valueIn } from '../support/html.ts'
import { phonePhoto } from '../support/pictures.ts'
import { portalSettings, type RunningServer, startServer } from '../support/server.ts'
import { inParts, suggestPath } from '../support/suggesting.ts'
import { typedSuggestion } from '../support/suggestion.ts'
import { signedIn, type Visitor, visitor } from '../support/visitor.ts'

const trial = join(tmpdir(), `portal-mount-${process.pid}`)
mkdirSync(trial)
const mayMount =
  spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', trial]).status === 0 &&
  spawnSync('umount', [trial]).status === 0
rmSync(trial, { recursive: true })
const orWhy = mayMount ? '' : ' (not here: no right to mount a small disk)'

/** What the portal writes, beside its log. */
const written = ['content.git', 'database', 'files', 'photos', 'uploads']

/** A server whose data lie on a disk of their own, with what fills that disk to the last byte and makes room again. */
async function onSmallDisk(env: Record<string, string>, megabytes: number) {
  const dataDir = await mkdtemp(join(tmpdir(), 'portal-data-'))
  const disk = await mkdtemp(join(tmpdir(), 'portal-disk-'))
  spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', disk])
  onTestFinished(async () => {
    spawnSync('umount', ['--lazy', disk])
    await Promise.all([rm(disk, { recursive: true }), rm(dataDir, { recursive: true })])
  })
  await (await startServer(env, { dataDir })).stop()
  for (const name of written) {
    const [from, to] = [join(dataDir, name), join(disk, name)]
    if (existsSync(from)) cpSync(from, to, { recursive: true })
    else mkdirSync(to)
    rmSync(from, { recursive: true, force: true })
    symlinkSync(to, from)
  }
  const server = await startServer(env, { dataDir })
  const filler = join(disk, 'filler')
  const fill = (leave = 0) => {
    const { bavail, bsize } = statfsSync(disk)
    writeFileSync(filler, Buffer.alloc(bavail * bsize - leave))
  }
  return {
    server,
    fill,
    empty: () => rmSync(filler),
    kept: (name: string) =>
      readdirSync(join(disk, name), { recursive: true, withFileTypes: true }).filter(entry => entry.isFile()).length,
  }
}

/** The lines of the log that tell of a full disk, and those that tell of any other failure. */
const told = (server: RunningServer) => {
  const lines = server.output().split('\n')
  return {
    full: lines.filter(line => line.startsWith('the disk is full')).length,
    other: lines.filter(line => /failed|could not/.test(line)),
  }
}

async function sendPiece(citizen: Visitor, photo: Buffer): Promise<Response> {
  return citizen.postText('/participate/photos', new Uint8Array(photo), {
    'Photo-Token': randomUUID().replaceAll('-', ''),
    'Photo-Offset': '0',
    'Photo-Length': String(photo.length),
    'Photo-Name': encodeURIComponent('路口.jpg'),
  })
}

const path = 'content/notices/2026/full-disk.md'
const saveDraft = (editor: Visitor): Promise<Response> =>
  editor.postText(
    '/admin/gateway',
    JSON.stringify({
      branch: 'main',
      action: 'persistEntry',
      params: {
        dataFiles: [{ slug: '2026/full-disk', path, raw: aNotice({ title: '磁盘满了也要说清楚' }) }],
        assets: [],
        options: { collectionName: 'notices', newEntry: true },
        base: { [path]: null },
      },
    }),
    { 'Content-Type': 'application/json', [gatewayHeader]: '1' },
  )

function printFile(): FormData {
  const data = new FormData()
  data.set('request_key', randomUUID())
  data.set('file', new File(['%PDF-1.7 ', 'x'.repeat(400_000)], 'poster.pdf'))
  return data
}

test.runIf(mayMount && inject('postgres'))(
  `a full disk is called so wherever something is kept, is logged once, keeps nothing half, and is forgotten when there is room${orWhy}`,
  async () => {
    const database = await openPostgres()
    onTestFinished(() => database.close())
    const settings = { ...portalSettings, DATABASE_URL: database.databaseUrl, DEMO: '1' }
    const { server, fill, empty, kept } = await onSmallDisk(settings, 60)
    onTestFinished(() => void server.stop())
    const [citizen, editor] = [visitor(server.address), await signedIn(server.address, server.accounts.contributor)]
    const photo = await phonePhoto({ width: 800, height: 600 })
    const typed = () => typedSuggestion({ body: '写了很久的一段话' })
    const files = () => ['uploads', 'photos', 'files'].map(kept)
    const branches = () => gitIn(join(server.dataDir, 'content.git'), 'for-each-ref', '--format=%(refname)')
    const [before, branchesBefore] = [files(), await branches()]
    fill()

    const form = await citizen.post(suggestPath, inParts(typed(), [['路口.jpg', photo]]))
    const page = await form.text()
    expect([form.status, page.includes(noRoomWords), valueIn(page, 'body')]).toEqual([
      noRoomStatus,
      true,
      '写了很久的一段话',
    ])
    const piece = await sendPiece(citizen, photo)
    expect([piece.status, await piece.json()]).toEqual([noRoomStatus, { fault: photoErrors.noRoom('路口.jpg') }])
    const draft = await saveDraft(editor)
    expect([draft.status, await draft.json()]).toEqual([noRoomStatus, { reason: 'no-room', error: noRoomWords }])
    empty()
    // What is sent waits on another disk, so that a copy is needed.
    rmSync(join(server.dataDir, 'uploads'))
    mkdirSync(join(server.dataDir, 'uploads'))
    fill(300_000)
    const file = await editor.post('/admin/files', printFile())
    expect([file.status, (await file.text()).includes(noRoomWords)]).toEqual([noRoomStatus, true])

    expect([files(), readdirSync(join(server.dataDir, 'uploads'))]).toEqual([before, []])
    expect(await branches()).toBe(branchesBefore)
    expect(await gitIn(join(server.dataDir, 'content.git'), 'fsck', '--full', '--strict', '--no-dangling')).toBe('')
    expect(told(server)).toEqual({ full: 4, other: [] })
    for (const address of ['/', '/notices', suggestPath]) expect((await citizen.get(address)).status).toBe(200)

    empty()
    expect((await citizen.post(suggestPath, inParts(typed(), [['路口.jpg', photo]]))).status).toBe(303)
    expect(await (await sendPiece(citizen, photo)).json()).toEqual({ done: true })
    expect((await editor.post('/admin/files', printFile())).status).toBe(303)
    expect((await saveDraft(editor)).status).toBe(200)
  },
)

test.runIf(mayMount)(
  `the embedded database on a full disk says so, keeps what it has acknowledged, and goes on when there is room${orWhy}`,
  async () => {
    const { server, fill, empty } = await onSmallDisk(portalSettings, 150)
    onTestFinished(() => void server.stop())
    const citizen = visitor(server.address)
    const send = (n: number) =>
      citizen.post(suggestPath, typedSuggestion({ title: `第 ${n} 号`, body: randomUUID().repeat(80) }))
    expect((await send(0)).status).toBe(303)
    fill()
    // Some find room in what the tables have already.
    const acknowledged: string[] = []
    let refused: Response | undefined
    for (let n = 1; !refused && n < 300; n += 1) {
      const response = await send(n)
      if (response.status === 303) acknowledged.push(response.headers.get('location')!)
      else refused = response
    }
    expect([refused?.status, (await refused?.text())?.includes(noRoomWords)]).toEqual([noRoomStatus, true])
    expect((await citizen.get('/')).status).toBe(200)
    empty()
    expect((await send(1000)).status).toBe(303)
    for (const address of acknowledged) expect((await citizen.get(address)).status).toBe(200)
  },
)
