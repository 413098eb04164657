import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { Db } from '#db/schema.ts'
import { noteReached, noteUnreached } from '#machines/mail/state.ts'
import { clockQueue, figuresQueue, remotePollQueue, shiftQueue } from '#messages/queues.ts'
import { bearable, createReadiness, leastFreeBytes } from '#process/readiness.ts'
import { unrelatedWords } from '#publishing/git/conflicts.ts'
import { temporaryDirectory } from '../support/content.ts'
import { testDatabase } from '../support/database.ts'

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000)

/** A job of these queues was done so long ago, by whichever process. */
async function done(db: Db, minutes: number, ...queues: string[]): Promise<void> {
  for (const queue of queues)
    await sql`INSERT INTO pgboss.job (name, state, completed_on) VALUES (${queue}, 'completed', now() - ${minutes} * interval '1 minute')`.execute(
      db,
    )
}

test('a process that has just started is ready: its jobs have a minute to come round', async () => {
  const { db } = await testDatabase()
  const found = await createReadiness({ db, dataDir: await temporaryDirectory(), contentRemote: 'x' })()
  expect(found.faults).toEqual({})
  expect(found.freeBytes).toBeGreaterThan(leastFreeBytes)
  expect(Math.abs(found.clockAhead!)).toBeLessThan(5)
})

test('jobs that nobody has done for five minutes fail; those that another process did do not', async () => {
  const { db } = await testDatabase()
  const place = { db, dataDir: await temporaryDirectory(), startedAt: minutesAgo(20) }
  await done(db, 1, clockQueue, shiftQueue)
  await done(db, 9, figuresQueue)
  expect((await createReadiness(place)()).faults).toEqual({ jobs: `not done for five minutes: ${figuresQueue}` })
  await done(db, 2, figuresQueue)
  expect((await createReadiness(place)()).faults).toEqual({})
})

test('a remote that has not been reached for ten minutes fails, when there is one', async () => {
  const { db } = await testDatabase()
  const place = { db, dataDir: await temporaryDirectory(), startedAt: minutesAgo(20) }
  await done(db, 1, clockQueue, shiftQueue, figuresQueue)
  await done(db, 11, remotePollQueue)
  expect((await createReadiness(place)()).faults).toEqual({})
  const { faults } = await createReadiness({ ...place, contentRemote: 'ssh://git@git.example.cn/content.git' })()
  expect(Object.keys(faults)).toEqual(['content-remote'])
})

test('a remote with another history fails at once', async () => {
  const { db } = await testDatabase()
  const contentConflict = () => Promise.resolve({ paths: [], isUnrelated: true as const })
  const place = { db, dataDir: await temporaryDirectory(), contentRemote: 'x', contentConflict }
  expect((await createReadiness(place)()).faults).toEqual({ 'content-remote': unrelatedWords })
})

test('a mailbox that cannot be reached is named, where there is one, and keeps no process from being sent requests', async () => {
  const { db } = await testDatabase()
  const place = { db, dataDir: await temporaryDirectory() }
  await noteUnreached(db, 'connect ECONNREFUSED', minutesAgo(5))
  expect((await createReadiness(place)()).faults).toEqual({})
  const { faults } = await createReadiness({ ...place, imap: 'imaps://portal@mail.example.cn' })()
  expect(Object.keys(faults)).toEqual(['mailbox'])
  expect(faults.mailbox).toContain('ECONNREFUSED')
  expect(bearable).toContain('mailbox')
  await noteReached(db, new Date())
  expect((await createReadiness({ ...place, imap: 'imaps://portal@mail.example.cn' })()).faults).toEqual({})
})

test('a shared content repository that cannot be followed is named with its reason', async () => {
  const { db } = await testDatabase()
  const directory = await temporaryDirectory()
  let fault: string | undefined = 'it has no branch main any more'
  const readiness = () => createReadiness({ db, dataDir: directory, sharedFault: () => fault })()
  expect((await readiness()).faults['content-shared']).toBe(fault)
  fault = undefined
  expect((await readiness()).faults).not.toHaveProperty('content-shared')
})

test('a clock that differs from the one of the database by more than half a minute fails', async () => {
  const { db } = await testDatabase()
  const place = { db, dataDir: await temporaryDirectory() }
  const behind = (seconds: number) => createReadiness({ ...place, clock: () => Date.now() - seconds * 1000 })()
  expect((await behind(20)).faults).toEqual({})
  expect((await behind(90)).faults).toEqual({
    clock: expect.stringMatching(/^the clock of the database is (?:89|90|91) s ahead of this/),
  })
  expect((await behind(-90)).faults).toEqual({
    clock: expect.stringMatching(/^the clock of the database is (?:89|90|91) s behind this/),
  })
})

test('a full disk fails', async () => {
  const { db } = await testDatabase()
  // A file system that says that nothing is free.
  const { faults } = await createReadiness({ db, dataDir: '/proc' })()
  expect(faults).toEqual({ disk: '0 MB are free in /proc; 1024 MB are wanted' })
})

test('a database that is away fails by itself: what it would tell is not known', async () => {
  const { db } = await testDatabase()
  await sql`SELECT 1`.execute(db)
  await db.destroy()
  const { faults } = await createReadiness({ db, dataDir: await temporaryDirectory(), startedAt: minutesAgo(20) })()
  expect(Object.keys(faults)).toEqual(['database'])
})

test('whoever asks within the same second is given one answer', async () => {
  const { db } = await testDatabase()
  const ready = createReadiness({ db, dataDir: await temporaryDirectory() })
  const [one, other] = await Promise.all([ready(), ready()])
  expect(other).toBe(one)
})
