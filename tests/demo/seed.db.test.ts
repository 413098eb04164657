import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { findShown } from '#contests/shown.ts'
import { sampleCall, sampleEntries } from '#demo/sample-contest.ts'
import { sampleSuggestions } from '#demo/sample-suggestions.ts'
import { seedDemo } from '#demo/seed.ts'
import type { Config } from '#config.ts'
import { addPerson } from '#people/people.ts'
import { parseEntryFile } from '#publishing/edition/entry-file.ts'
import { contests } from '#publishing/types/contest.ts'
import { photosOnDisk } from '#suggestions/photo-files.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { roleNames } from '#people/roles.ts'
import { signIn } from '#people/sign-in.ts'
import { openTestDatabase } from '../support/database.ts'
import { starterSettings } from '../support/starter-settings.ts'

let connection: Connection
let dataDir: string
beforeEach(async () => {
  connection = await openTestDatabase()
  dataDir = await mkdtemp(join(tmpdir(), 'portal-seed-'))
})
afterEach(async () => {
  await connection.close()
  await rm(dataDir, { recursive: true, force: true })
})

const seed = (demo = true, settings = starterSettings) =>
  seedDemo(
    {
      config: { demo, dataDir } as Config,
      db: connection.db,
      photoStore: photosOnDisk(dataDir),
      personalData: createPersonalData(Buffer.alloc(32, 1)),
    },
    settings,
  )
const accounts = async () =>
  (await readFile(join(dataDir, 'demo-accounts.txt'), 'utf8'))
    .trim()
    .split('\n')
    .slice(1)
    .map(line => line.split(' ') as [string, string, string])
const countSuggestions = async () =>
  (
    await connection.db
      .selectFrom('suggestion')
      .select(eb => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
  ).count

test('sample people of every role, with a second reviewer, officer and publisher, can sign in with the password in the file, which only its owner may read', async () => {
  expect(await seed()).toEqual({ accountsFile: join(dataDir, 'demo-accounts.txt') })
  expect((await stat(join(dataDir, 'demo-accounts.txt'))).mode & 0o777).toBe(0o600)
  expect(await readFile(join(dataDir, 'demo-accounts.txt'), 'utf8')).toMatch(/^角色 登录名 密码\n/)
  const lines = await accounts()
  expect(lines.map(([role]) => role)).toEqual([...roleNames, 'reviewer', 'officer', 'publisher'])
  expect(new Set(lines.map(([, , password]) => password)).size).toBe(lines.length)
  for (const [role, login, password] of lines) {
    expect(await signIn(connection.db, { login, password }, new Date())).toMatchObject({
      roles: [role],
      name: expect.stringContaining('示例'),
    })
  }
})

test('in another city there are only the people: what the samples tell happened in ours', async () => {
  await seed(true, { ...starterSettings, counties: [{ code: '990102', name: '江东区' }] })
  expect([(await accounts()).length > 0, await countSuggestions()]).toEqual([true, 0])
})

test('sample suggestions wait, are in hand, declined and answered, marked 示例, with their events at the time of each move', async () => {
  await seed()
  const rows = await connection.db.selectFrom('suggestion').selectAll().execute()
  expect(rows).toHaveLength(sampleSuggestions.length)
  expect(new Set(rows.map(row => row.state))).toEqual(
    new Set(['received', 'accepted', 'handed-over', 'signed-for', 'revisit', 'closed', 'declined']),
  )
  for (const row of rows) {
    expect(row.title).toContain('示例')
    const events = await connection.db
      .selectFrom('event')
      .select(['action', 'at'])
      .where('object_kind', '=', 'suggestion')
      .where('object_id', '=', String(row.id))
      .orderBy('id')
      .execute()
    expect(events[0]).toEqual({ action: 'suggestion.received', at: row.received_at })
    expect(events.map(event => event.at)).toEqual(
      events.map(event => event.at).toSorted((a, b) => a.getTime() - b.getTime()),
    )
    expect(events.at(-1)!.at.getTime()).toBeLessThan(Date.now())
  }
  expect(await connection.db.selectFrom('suggestion_photo').selectAll().execute()).toHaveLength(3)
})

test('a second start changes nothing', async () => {
  await seed()
  const before = await accounts()
  expect(await seed()).toEqual({ accountsFile: join(dataDir, 'demo-accounts.txt') })
  expect(await accounts()).toEqual(before)
  expect(await countSuggestions()).toBe(sampleSuggestions.length)
})

test('a start cut off after the first person is finished by the next, with the passwords in the file', async () => {
  await seed()
  const database = connection
  connection = await openTestDatabase()
  await database.close()
  const [, login, password] = (await accounts())[0]!
  await addPerson(
    connection.db,
    { login, name: '示例', roles: ['contributor'], password, sample: true },
    { kind: 'system' },
    new Date(),
  )
  await seed()
  for (const [, login, password] of await accounts())
    expect(await signIn(connection.db, { login, password }, new Date())).toMatchObject({ login })
  expect(await countSuggestions()).toBe(sampleSuggestions.length)
})

test('nothing is seeded without being asked, nor beside people of one’s own', async () => {
  expect(await seed(false)).toBeUndefined()
  await addPerson(
    connection.db,
    { login: 'zhangsan', name: '张三', roles: ['admin'], password: 'otter-bridge-42' },
    { kind: 'system' },
    new Date(),
  )
  expect(await seed()).toBeUndefined()
  await expect(accounts()).rejects.toThrow('ENOENT')
  expect(await countSuggestions()).toBe(0)
})

test('the sample contest is the one of the starter content, and came to its award', async () => {
  await seed()
  const { entries } = await findShown(connection.db, sampleCall.id)
  expect(entries.map(({ title, grade }) => [title, grade])).toEqual(
    sampleEntries.filter(({ grade }) => grade).map(({ title, grade }) => [title, grade]),
  )
  expect(entries.flatMap(({ adopted }) => adopted ?? [])).toHaveLength(1)
  const path = `content/contests/${sampleCall.id}.md`
  const { id: _id, ...said } = sampleCall
  expect(parseEntryFile(path, await readFile(path), contests.schema)).toMatchObject({ data: said })
})
