import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect } from '#db/connect.ts'
import { sayDatabase } from '#db/dump.ts'
import type { Db } from '#db/schema.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { makeDataDir, openTestDatabase } from '../support/database.ts'
import { startServer } from '../support/server.ts'
import { surroundings } from '../support/surroundings.ts'

const oldKey = Buffer.alloc(32, 7).toString('base64')
const newKey = Buffer.alloc(32, 8).toString('base64')
const old = createPersonalData(Buffer.alloc(32, 7))
const fresh = createPersonalData(Buffer.alloc(32, 8))
const people = 15_000

let dataDir: string
let databaseUrl: string | undefined
let close = async () => {}

beforeAll(async () => {
  const isEmbedded = process.env.TEST_DATABASE !== 'postgresql'
  dataDir = isEmbedded ? await makeDataDir() : await mkdtemp(join(tmpdir(), 'portal-keys-'))
  if (isEmbedded) return
  const connection = await openTestDatabase()
  databaseUrl = connection.databaseUrl
  close = connection.close
})
afterAll(async () => {
  await close()
  await rm(dataDir, { recursive: true, force: true })
})

/** The database while no process of ours has it. */
async function inDatabase<T>(work: (db: Db) => Promise<T>): Promise<T> {
  const connection = await connect({ databaseUrl, dataDir })
  try {
    return await work(connection.db)
  } finally {
    await connection.close()
  }
}

const onDatabase = () => ({ DATA_DIR: dataDir, DEMO: '0', ...(databaseUrl && { DATABASE_URL: databaseUrl }) })

/** Runs the command; `seen` is called with all that it has printed so far. */
function keys(env: Record<string, string>, seen: (output: string, child: ChildProcess) => void = () => {}) {
  return new Promise<{ code: number | null; output: string }>(resolve => {
    const child = spawn(process.execPath, ['src/process/keys.ts', 'rotate'], {
      env: { ...surroundings, ...onDatabase(), ...env },
    })
    let output = ''
    const take = (bytes: Buffer) => seen((output += String(bytes)), child)
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    child.on('close', code => resolve({ code, output }))
  })
}

const start = (key: string) =>
  startServer(
    { ...onDatabase(), DATA_KEY: key, NODE_ENV: 'production', ORIGIN: 'https://wenming.example.cn' },
    { dataDir },
  ).then(
    server => server,
    (error: Error) => error.message.split('\n').slice(1).join('\n').trim(),
  )

async function addPeople(db: Db): Promise<void> {
  const rows = Array.from({ length: people }, (_, n) => {
    const phone = String(13_800_000_000 + n)
    return { phone_sealed: old.seal(phone, 'person.phone_sealed'), phone_hash: old.lookup(phone, 'phone') }
  })
  await sql`
    INSERT INTO person (name, phone_sealed, phone_hash)
    SELECT '志愿者', phone_sealed, phone_hash
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS row(phone_sealed text, phone_hash text)`.execute(db)
}

const sealedWith = (db: Db, key: string) =>
  db
    .selectFrom('person')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('phone_sealed', 'like', `v2.${key}.%`)
    .executeTakeFirstOrThrow()
    .then(({ count }) => count)

test('a start with another key than the one of the database ends with one line', async () => {
  const server = await start(oldKey)
  if (typeof server === 'string') throw new Error(server)
  if (databaseUrl) {
    const running = await keys({ DATA_KEY: newKey, DATA_KEY_OLD: oldKey })
    expect(running).toEqual({
      code: 1,
      output: `on: ${sayDatabase({ databaseUrl, dataDir })}\nnot done: a portal is running on this database: stop every process of it first\n`,
    })
  }
  await server.stop()
  expect(await start(newKey)).toMatch(/^cannot start: DATA_KEY does not open what this database holds[^\n]*$/)
})

test('a rotation killed in the middle is finished by the next, and the portal starts with the new key', async () => {
  await inDatabase(addPeople)
  const both = { DATA_KEY: newKey, DATA_KEY_OLD: oldKey }
  const killed = await keys(both, (output, child) => output.includes(`of ${people}`) && child.kill('SIGKILL'))
  expect(killed.code).toBe(null)
  // PostgreSQL may take a moment to end what the killed process asked last.
  await wait(500)
  const done = await inDatabase(db => sealedWith(db, fresh.keyId))
  expect(done).toBeGreaterThan(0)
  expect(done).toBeLessThan(people)
  for (const key of [oldKey, newKey]) expect(await start(key)).toMatch(/^cannot start: .*npm run keys -- rotate[^\n]*$/)

  const finished = await keys(both)
  expect(finished.output).toContain(`person: ${people - done} of ${people - done}`)
  expect(finished.output).toContain(`${people - done} values are sealed with the new key`)
  expect(finished.code).toBe(0)
  expect(await inDatabase(db => sealedWith(db, fresh.keyId))).toBe(people)
  const phone = '13800000007'
  const found = await inDatabase(db =>
    db
      .selectFrom('person')
      .select('phone_sealed')
      .where('phone_hash', '=', fresh.lookup(phone, 'phone'))
      .executeTakeFirstOrThrow(),
  )
  expect(fresh.open(found.phone_sealed!, 'person.phone_sealed')).toBe(phone)
  const server = await start(newKey)
  if (typeof server === 'string') throw new Error(server)
  await server.stop()
}, 180_000)

test('a rotation without the key of before, or with the same one twice, changes nothing', async () => {
  expect(await keys({ DATA_KEY: newKey })).toMatchObject({ code: 1, output: expect.stringContaining('DATA_KEY_OLD') })
  expect(await keys({ DATA_KEY: newKey, DATA_KEY_OLD: newKey })).toMatchObject({
    code: 1,
    output: expect.stringContaining('the same key'),
  })
})
