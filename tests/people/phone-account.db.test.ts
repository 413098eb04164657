import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { sendCodeBySms } from '#messages/one-time-code.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { codeSealedAs, requestCode, type SendCode, signInByCode } from '#people/phone-account.ts'
import { createSessions } from '#people/session.ts'
import { listOwnSuggestions } from '#suggestions/own.ts'
import { codeOf, receive } from '../support/course.ts'
import { openPostgres, openTestDatabase } from '../support/database.ts'

const now = new Date('2026-11-23T02:00:00Z')
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000)
const personalData = createPersonalData(Buffer.alloc(32, 7))
let connection: Connection
beforeAll(async () => (connection = await openTestDatabase()))
afterAll(() => connection.close())

let number = 0
/** A phone that no other test uses. */
const freshPhone = () => `139${String(++number).padStart(8, '0')}`

/** Keeps the codes that would have been sent. */
function phoneInHand() {
  const codes: string[] = []
  const sendCode: SendCode = async (_trx, { secretSealed }) =>
    void codes.push(personalData.open(secretSealed, codeSealedAs.secret))
  return {
    codes,
    request: (phone: string, at = now) => requestCode(connection.db, { personalData, sendCode }, phone, at),
  }
}
const signIn = (phone: string, code: string, at = now) => signInByCode(connection.db, personalData, { phone, code }, at)
const wrongOf = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0')

describe('a one-time code', () => {
  test('makes an account the first time and finds it afterwards', async () => {
    const phone = freshPhone()
    const { codes, request } = phoneInHand()
    expect(await request(phone)).toEqual({ expiresAt: later(600) })
    const first = await signIn(phone, codes[0]!, later(30))
    await request(phone, later(60))
    expect(await signIn(phone, ` ${codes[1]!.slice(0, 3)} ${codes[1]!.slice(3)}`, later(70))).toEqual(first)
    const row = await connection.db
      .selectFrom('person')
      .selectAll()
      .where('id', '=', (first as { id: number }).id)
      .executeTakeFirstOrThrow()
    expect(row).toMatchObject({ login: null, name: '市民', roles: [], password_hash: null })
    expect(JSON.stringify(row)).not.toContain(phone)
  })

  test('works once, for ten minutes, and only the last one sent', async () => {
    const phone = freshPhone()
    const { codes, request } = phoneInHand()
    await request(phone)
    await request(phone, later(60))
    if (codes[0] !== codes[1]) expect(await signIn(phone, codes[0]!, later(61))).toEqual({ refused: 'wrong-code' })
    expect(await signIn(phone, codes[1]!, later(60 + 600))).toEqual({ refused: 'expired' })
    expect(await signIn(phone, codes[1]!, later(60 + 599))).toHaveProperty('id')
    expect(await signIn(phone, codes[1]!, later(60 + 599))).toEqual({ refused: 'wrong-code' })
  })

  test('allows five tries, then not even the right one', async () => {
    const phone = freshPhone()
    const { codes, request } = phoneInHand()
    await request(phone)
    for (let attempt = 0; attempt < 5; attempt++)
      expect(await signIn(phone, wrongOf(codes[0]!))).toEqual({ refused: 'wrong-code' })
    expect(await signIn(phone, codes[0]!)).toEqual({ refused: 'too-many-tries' })
  })

  test('of one phone is no good for another', async () => {
    const [mine, yours] = [freshPhone(), freshPhone()]
    const { codes, request } = phoneInHand()
    await request(mine)
    expect(await signIn(yours, codes[0]!)).toEqual({ refused: 'wrong-code' })
  })

  test('is sent once a minute, five times an hour, ten times a day', async () => {
    const phone = freshPhone()
    const { codes, request } = phoneInHand()
    await request(phone)
    expect(await request(phone, later(59))).toEqual({ refused: 'too-soon', from: later(60) })
    for (let minute = 1; minute < 5; minute++) await request(phone, later(minute * 60))
    expect(await request(phone, later(5 * 60))).toEqual({ refused: 'too-soon', from: later(3600) })
    for (let minute = 60; minute < 65; minute++) await request(phone, later(minute * 60))
    expect(await request(phone, later(3 * 3600))).toEqual({ refused: 'too-soon', from: later(86_400) })
    expect(codes).toHaveLength(10)
  })

  test('is nowhere in the database in plain, neither is the phone', async () => {
    const phone = freshPhone()
    const code = '482913'
    await requestCode(connection.db, { personalData, sendCode: sendCodeBySms, drawCode: () => code }, phone, now)
    const tables = ['one_time_code', 'message', 'event'] as const
    for (const table of tables)
      expect(JSON.stringify(await connection.db.selectFrom(table).selectAll().execute())).not.toMatch(
        new RegExp(`${phone}|${code}`),
      )
  })

  test('does not tell whether a phone is known: every answer is the same, account or not', async () => {
    const [known, unknown] = [freshPhone(), freshPhone()]
    const { codes, request } = phoneInHand()
    await request(known)
    await signIn(known, codes[0]!)
    await connection.db.deleteFrom('one_time_code').execute()
    codes.length = 0
    const answers = async (phone: string) => {
      const sent = await request(phone)
      const wrong = await signIn(phone, wrongOf(codes.at(-1)!))
      const again = await request(phone, later(1))
      const late = await signIn(phone, codes.at(-1)!, later(600))
      return { sent, wrong, again, late }
    }
    expect(await answers(known)).toEqual(await answers(unknown))
  })

  test('opens no door that was closed: a disabled person is refused like a wrong code', async () => {
    const phone = freshPhone()
    const { codes, request } = phoneInHand()
    await request(phone)
    const { id } = (await signIn(phone, codes[0]!)) as { id: number }
    await connection.db.updateTable('person').set({ disabled_at: now }).where('id', '=', id).execute()
    await request(phone, later(60))
    expect(await signIn(phone, codes[1]!, later(61))).toEqual({ refused: 'wrong-code' })
  })

  test('signs nobody in as a member of staff who can be reached at that phone', async () => {
    const phone = freshPhone()
    const staff = await connection.db
      .insertInto('person')
      .values({
        login: `s${randomUUID().slice(0, 8)}`,
        name: '受理员',
        roles: ['clerk'],
        password_hash: 'x',
        phone_sealed: personalData.seal(phone, 'person.phone_sealed'),
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    const { codes, request } = phoneInHand()
    await request(phone)
    expect(await signIn(phone, codes[0]!)).not.toEqual({ id: staff.id })
  })
})

describe('the account of a phone', () => {
  test('has a session like everybody, and all suggestions sent with its number', async () => {
    const phone = freshPhone()
    const { codes, request } = phoneInHand()
    await request(phone)
    const { id } = (await signIn(phone, codes[0]!)) as { id: number }
    const sessions = createSessions(connection.db, { secure: false })
    const cookie = (await sessions.create(id)).split(';')[0]!
    expect((await sessions.validate(cookie))?.person).toEqual({
      id,
      name: '市民',
      login: null,
      roles: [],
      secondFactor: 'none',
      unread: 0,
    })

    const mine = [await receive(connection.db, now), await receive(connection.db, now)]
    await receive(connection.db, now)
    await connection.db
      .updateTable('suggestion')
      .set({ phone_hash: personalData.lookup(phone, 'phone') })
      .where('number', 'in', mine)
      .execute()
    const ownCodes = await Promise.all(mine.map(number => codeOf(connection.db, number)))
    const list = (before?: number) => listOwnSuggestions(connection.db, personalData, id, { limit: 10, before })
    const own = await list()
    expect(own.map(({ code }) => code)).toEqual(ownCodes.toReversed())
    expect(await list(own[0]!.id)).toHaveLength(1)
  })
})

describe.runIf(process.env.TEST_DATABASE === 'postgresql')('many at the same moment', () => {
  test('forty guesses get five tries, and forty requests send one code', async () => {
    const { db, close } = await openPostgres()
    try {
      const phone = freshPhone()
      const codes: string[] = []
      const sendCode: SendCode = async (_trx, { secretSealed }) =>
        void codes.push(personalData.open(secretSealed, codeSealedAs.secret))
      await Promise.all(Array.from({ length: 40 }, () => requestCode(db, { personalData, sendCode }, phone, now)))
      expect(codes).toHaveLength(1)
      const guesses = await Promise.all(
        Array.from({ length: 40 }, () => signInByCode(db, personalData, { phone, code: wrongOf(codes[0]!) }, now)),
      )
      expect(guesses.filter(guess => 'refused' in guess && guess.refused === 'wrong-code')).toHaveLength(5)
      expect(guesses.filter(guess => 'refused' in guess && guess.refused === 'too-many-tries')).toHaveLength(35)
    } finally {
      await close()
    }
  })
})
