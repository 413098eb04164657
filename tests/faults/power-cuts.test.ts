import { mkdtemp, rm } from 'node:fs/promises'
import { connect as connectSocket, createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { connect } from '#db/connect.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { openCode, parseCode } from '#suggestions/code.ts'
import { canOwnPostgres, ownPostgres } from '../support/own-postgres.ts'
import { dataKey, portalSettings, type RunningServer, startServer } from '../support/server.ts'
import { typedSuggestion } from '../support/suggestion.ts'
import { visitor } from '../support/visitor.ts'

/** `FAULTS=full` does as much as was once promised: minutes. */
const isFull = process.env.FAULTS === 'full'
const personalData = createPersonalData(dataKey)

/**
 * Eight people who send one suggestion after the other, each until it is acknowledged, as somebody does who presses again:
 * the same form with the same key. `acknowledged` has what they were told, and the page they looked at meanwhile was there.
 */
function endlessSenders(address: () => string) {
  const acknowledged = new Map<string, string>()
  const badPages: number[] = []
  let isOver = false
  let sent = 0
  const sender = async () => {
    while (!isOver) {
      const form = typedSuggestion({ title: `第 ${(sent += 1)} 件` })
      const key = form.request_key!
      for (;;) {
        const someone = visitor(address())
        const response = await someone
          .post('/participate/suggest', form, { 'X-Forwarded-For': `10.${sent % 250}.${sent % 199}.1` })
          .catch(() => undefined)
        const code = response?.status === 303 && response.headers.get('location')!.split(/[/?]/)[3]
        if (code) {
          acknowledged.set(key, parseCode(code)!)
          break
        }
        const page = await someone.get('/about').catch(() => undefined)
        if (page && page.status !== 200) badPages.push(page.status)
        await pause(50)
      }
    }
  }
  const senders = Promise.all(Array.from({ length: 8 }, sender))
  return {
    acknowledged,
    badPages,
    async more(count: number) {
      const goal = acknowledged.size + count
      while (acknowledged.size < goal) await pause(10)
    },
    async stop() {
      isOver = true
      await senders
    },
  }
}

async function expectAllThere(
  place: { databaseUrl?: string; dataDir: string },
  acknowledged: ReadonlyMap<string, string>,
): Promise<void> {
  const connection = await connect(place)
  const rows = await connection.db.selectFrom('suggestion').select(['id', 'code_sealed']).execute()
  const events = await connection.db
    .selectFrom('event')
    .select('object_id')
    .where('action', '=', 'suggestion.received')
    .execute()
  await connection.close()
  expect(rows.map(({ code_sealed }) => openCode(personalData, code_sealed)).toSorted()).toEqual(
    [...acknowledged.values()].toSorted(),
  )
  expect(events.map(({ object_id }) => object_id).toSorted()).toEqual(rows.map(({ id }) => String(id)).toSorted())
}

async function startOn(databaseUrl: string): Promise<RunningServer> {
  const server = await startServer({ ...portalSettings, DATABASE_URL: databaseUrl })
  onTestFinished(async () => void (await server.stop()))
  return server
}

test.skipIf(!canOwnPostgres)(
  'while PostgreSQL is switched off again and again nothing acknowledged is lost, nothing is doubled, and pages stay up',
  async () => {
    const postgres = await ownPostgres()
    const server = await startOn(postgres.address)
    const senders = endlessSenders(() => server.address)
    for (let cut = 0; cut < (isFull ? 20 : 3); cut += 1) {
      await senders.more(20)
      await postgres.stopAtOnce()
      expect((await fetch(`${server.address}/`)).status).toBe(200)
      await postgres.start()
    }
    await senders.more(20)
    await senders.stop()
    expect(senders.badPages).toEqual([])
    await expectAllThere({ databaseUrl: postgres.address, dataDir: '' }, senders.acknowledged)
  },
)

test.skipIf(!canOwnPostgres)(
  'when the copy takes over from a PostgreSQL that is gone, everything acknowledged is there, once',
  async () => {
    const postgres = await ownPostgres()
    let port = postgres.port
    // What a city has between portal and database: an address that stays.
    const door = createServer(near => {
      const far = connectSocket(port, '127.0.0.1')
      near.pipe(far).pipe(near)
      for (const socket of [near, far]) socket.on('error', () => (near.destroy(), far.destroy()))
    })
    await new Promise<void>(resolve => door.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void door.close())
    const address = `postgres://postgres@127.0.0.1:${(door.address() as AddressInfo).port}/postgres`
    const server = await startOn(address)
    const follower = await postgres.follower()
    const senders = endlessSenders(() => server.address)
    await senders.more(50)
    await postgres.stopAtOnce()
    await follower.promote()
    port = follower.port
    await senders.more(50)
    await senders.stop()
    expect(senders.badPages).toEqual([])
    await expectAllThere({ databaseUrl: follower.address, dataDir: '' }, senders.acknowledged)
  },
)

/** Kills and starts a portal that people send to, so many times; gives what they were told. */
async function killAgainAndAgain(
  settings: Record<string, string>,
  times: number,
): Promise<{ dataDir: string; acknowledged: ReadonlyMap<string, string> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'portal-data-'))
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
  const start = () => startServer({ ...portalSettings, ...settings }, { dataDir })
  let server = await start()
  const senders = endlessSenders(() => server.address)
  for (let kill = 0; kill < times; kill += 1) {
    await senders.more(10)
    server.process.kill('SIGKILL')
    server = await start()
  }
  await senders.more(10)
  await senders.stop()
  await server.stop()
  return { dataDir, acknowledged: senders.acknowledged }
}

test.skipIf(!canOwnPostgres)(
  'a portal that is killed again and again while people send has lost nothing that it acknowledged, and doubles nothing',
  async () => {
    const { address } = await ownPostgres()
    const { acknowledged } = await killAgainAndAgain({ DATABASE_URL: address }, isFull ? 100 : 4)
    await expectAllThere({ databaseUrl: address, dataDir: '' }, acknowledged)
  },
)

test('on the embedded database too', async () => {
  const { dataDir, acknowledged } = await killAgainAndAgain({ DEMO: '0' }, isFull ? 50 : 3)
  await expectAllThere({ dataDir }, acknowledged)
})
