import { randomUUID } from 'node:crypto'
import { generate } from 'otplib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { createPersonalData } from '#people/personal-data.ts'
import {
  beginSecondFactor,
  checkSecondFactor,
  confirmSecondFactor,
  findSecondFactor,
  needsSecondFactor,
  removeSecondFactor,
} from '#people/second-factor.ts'
import { openTestDatabase } from '../support/database.ts'

const now = new Date('2026-11-23T02:00:00Z')
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000)
const personalData = createPersonalData(Buffer.alloc(32, 7))
let connection: Connection
beforeAll(async () => (connection = await openTestDatabase()))
afterAll(() => connection.close())

async function addClerk() {
  const login = `p${randomUUID().slice(0, 8)}`
  const { id } = await connection.db
    .insertInto('person')
    .values({ login, name: '受理员', roles: ['clerk'], password_hash: 'x' })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { id, login }
}
const begin = async ({ id, login }: { id: number; login: string }) =>
  (await beginSecondFactor(connection.db, personalData, { id, label: login }, '丽水文明', now)) as {
    secret: string
    uri: string
  }
/** What the app shows at a moment. */
const shown = (secret: string, at: Date) => generate({ secret, epoch: Math.floor(at.getTime() / 1000) })
const confirm = (id: number, code: string, at = now) => confirmSecondFactor(connection.db, personalData, id, code, at)
const check = (id: number, code: string, at: Date) => checkSecondFactor(connection.db, personalData, id, code, at)

async function withFactor() {
  const person = await addClerk()
  const { secret } = await begin(person)
  const { recoveryCodes } = (await confirm(person.id, await shown(secret, now))) as { recoveryCodes: string[] }
  return { ...person, secret, recoveryCodes }
}

test('is asked of everybody on the staff, and of no volunteer', () => {
  expect(needsSecondFactor(['clerk'])).toBe(true)
  expect(needsSecondFactor(['officer', 'supervisor'])).toBe(true)
  expect(needsSecondFactor(['officer'])).toBe(true)
  expect(needsSecondFactor(['volunteer', 'contributor'])).toBe(true)
  expect([needsSecondFactor(['volunteer']), needsSecondFactor([])]).toEqual([false, false])
})

describe('setting it up', () => {
  test('shows each secret once, until a code proves that the app has it', async () => {
    const person = await addClerk()
    const unseen = await begin(person)
    const first = await begin(person)
    expect(first.secret).not.toBe(unseen.secret)
    expect(first.uri).toMatch(new RegExp(`^otpauth://totp/.*${person.login}.*secret=${first.secret}`))
    expect(await findSecondFactor(connection.db, person.id)).toEqual({ state: 'begun', recoveryCodesLeft: 0 })
    expect(await check(person.id, await shown(first.secret, now), now)).toEqual({ refused: 'not-on' })
    expect(await confirm(person.id, '000000')).toEqual({ refused: 'wrong-code' })
    expect(await confirm(person.id, await shown(first.secret, now))).toMatchObject({
      recoveryCodes: expect.arrayContaining([expect.stringMatching(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/)]),
    })
    expect(await findSecondFactor(connection.db, person.id)).toEqual({ state: 'on', recoveryCodesLeft: 10 })
    expect(await begin(person)).toEqual({ refused: 'already-on' })
  })

  test('leaves neither secret nor recovery codes readable in the database', async () => {
    const { secret, recoveryCodes } = await withFactor()
    const rows = JSON.stringify([
      await connection.db.selectFrom('second_factor').selectAll().execute(),
      await connection.db.selectFrom('recovery_code').selectAll().execute(),
    ])
    for (const text of [secret, ...recoveryCodes]) expect(rows).not.toContain(text)
  })
})

describe('showing it', () => {
  test('takes a code once, a phone half a minute off included, and none that is older', async () => {
    const { id, secret } = await withFactor()
    const at = later(300)
    const code = await shown(secret, at)
    expect(await check(id, `${code.slice(0, 3)} ${code.slice(3)}`, later(320))).toEqual({ by: 'app' })
    expect(await check(id, code, later(321))).toEqual({ refused: 'wrong-code' })
    expect(await check(id, await shown(secret, later(240)), later(322))).toEqual({ refused: 'wrong-code' })
    expect(await check(id, await shown(secret, later(360)), later(340))).toEqual({ by: 'app' })
  })

  test('locks for a quarter of an hour after five wrong codes, also for the right one', async () => {
    const { id, secret } = await withFactor()
    for (let attempt = 0; attempt < 5; attempt++)
      expect(await check(id, '12345', later(100))).toEqual({ refused: 'wrong-code' })
    expect(await check(id, await shown(secret, later(100)), later(100))).toEqual({ refused: 'locked' })
    expect(await check(id, await shown(secret, later(1001)), later(1001))).toEqual({ by: 'app' })
  })

  test('takes each recovery code once, however it is typed', async () => {
    const { id, recoveryCodes } = await withFactor()
    const typed = recoveryCodes[0]!.toLowerCase().replace('-', ' ')
    expect(await check(id, typed, later(60))).toEqual({ by: 'recovery-code' })
    expect(await check(id, typed, later(60))).toEqual({ refused: 'wrong-code' })
    expect(await findSecondFactor(connection.db, id)).toEqual({ state: 'on', recoveryCodesLeft: 9 })
    const others = await withFactor()
    expect(await check(id, others.recoveryCodes[0]!, later(60))).toEqual({ refused: 'wrong-code' })
  })

  test('is an event, right or wrong', async () => {
    const { id } = await withFactor()
    await check(id, '000000', later(60))
    const events = await connection.db
      .selectFrom('event')
      .select(['action', 'result'])
      .where('object_kind', '=', 'person')
      .where('object_id', '=', String(id))
      .orderBy('id')
      .execute()
    expect(events).toEqual([
      { action: 'second-factor.turned-on', result: 'done' },
      { action: 'second-factor.shown', result: 'refused' },
    ])
  })
})

test('taken away by an administrator, it ends every session and is set up again', async () => {
  const person = await withFactor()
  const admin = await addClerk()
  await connection.db
    .insertInto('session')
    .values({ id_hash: randomUUID(), person_id: person.id, expires_at: later(3600) })
    .execute()
  expect(await removeSecondFactor(connection.db, person.id, admin, now)).toEqual({ id: person.id })
  expect(await removeSecondFactor(connection.db, person.id, admin, now)).toEqual({ refused: 'not-on' })
  expect(
    await connection.db.selectFrom('session').select('id_hash').where('person_id', '=', person.id).execute(),
  ).toEqual([])
  expect((await begin(person)).secret).not.toBe(person.secret)
})
