import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { addPerson, changePassword, disablePerson } from '#people/people.ts'
import { signIn } from '#people/sign-in.ts'
import { openTestDatabase } from '../support/database.ts'

const system = { kind: 'system' } as const
const password = 'otter-bridge-42'
const noon = new Date('2026-11-20T04:00:00Z')
const later = (minutes: number) => new Date(noon.getTime() + minutes * 60_000)

let connection: Connection
beforeAll(async () => {
  connection = await openTestDatabase()
})
afterAll(() => connection.close())

async function addClerk(login: string): Promise<number> {
  const added = await addPerson(connection.db, { login, name: '示例受理员', roles: ['clerk'], password }, system, noon)
  if ('refused' in added) throw new Error(added.refused)
  return added.id
}

const attempt = (login: string, guess: string, now = noon) => signIn(connection.db, { login, password: guess }, now)

const eventsOf = (personId: number | string) =>
  connection.db
    .selectFrom('event')
    .selectAll()
    .where('object_kind', '=', 'person')
    .where('object_id', '=', String(personId))
    .where('action', '!=', 'person.added')
    .orderBy('id')
    .execute()

describe('signing in', () => {
  test('gives the person, whatever the case and width of the login', async () => {
    const id = await addClerk('lin')
    expect(await attempt(' Ｌin ', password)).toEqual({ id, name: '示例受理员', login: 'lin', roles: ['clerk'] })
    expect(await eventsOf(id)).toMatchObject([
      { action: 'person.signed-in', actor_kind: 'person', actor_id: id, result: 'done' },
    ])
  })

  test('refuses a wrong password, an unknown login and nonsense in the same word, each with an event', async () => {
    const id = await addClerk('wu')
    expect(await attempt('wu', 'wrong')).toEqual({ refused: 'wrong' })
    expect(await attempt('nobody', password)).toEqual({ refused: 'wrong' })
    expect(await attempt("' OR 1=1 --\u0000", password)).toEqual({ refused: 'wrong' })
    expect(await attempt('wu', 'x'.repeat(100_000))).toEqual({ refused: 'wrong' })
    expect(await eventsOf(id)).toMatchObject(
      Array(2).fill({ action: 'person.sign-in-failed', result: 'refused', detail: { reason: 'wrong' } }),
    )
    expect(await eventsOf('unknown')).toMatchObject(Array(2).fill({ detail: { reason: 'unknown' } }))
  })

  test('refuses a disabled person without saying so', async () => {
    const id = await addClerk('gone')
    expect(await disablePerson(connection.db, 'gone', system, noon)).toEqual({ id })
    expect(await disablePerson(connection.db, 'gone', system, noon)).toEqual({ refused: 'already-disabled' })
    expect(await attempt('gone', password)).toEqual({ refused: 'wrong' })
    expect((await eventsOf(id)).at(-1)).toMatchObject({ detail: { reason: 'disabled' } })
  })
})

describe('the lock', () => {
  test('falls after five failures and keeps the right password out too', async () => {
    await addClerk('five')
    for (let failure = 1; failure <= 5; failure++) expect(await attempt('five', 'wrong')).toEqual({ refused: 'wrong' })
    expect(await attempt('five', password)).toEqual({ refused: 'locked' })
    expect(await attempt('five', password, later(0.9))).toEqual({ refused: 'locked' })
    expect(await attempt('five', password, later(1))).toMatchObject({ login: 'five' })
  })

  test('doubles with each further failure, up to an hour', async () => {
    const id = await addClerk('doubling')
    for (let failure = 1; failure <= 4; failure++) await attempt('doubling', 'wrong')
    let now = noon
    const minutes: number[] = []
    for (let failure = 5; failure <= 13; failure++) {
      await attempt('doubling', 'wrong', now)
      const { locked_until } = await connection.db
        .selectFrom('person')
        .select('locked_until')
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      minutes.push((locked_until!.getTime() - now.getTime()) / 60_000)
      now = locked_until!
    }
    expect(minutes).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60])
    expect(await attempt('doubling', password, now)).toMatchObject({ login: 'doubling' })
    expect(await attempt('doubling', 'wrong', now)).toEqual({ refused: 'wrong' })
    expect(await attempt('doubling', password, now)).toMatchObject({ login: 'doubling' })
  })

  test('is forgotten a day after it ended: one slip is then one slip', async () => {
    await addClerk('slip')
    for (let failure = 1; failure <= 5; failure++) await attempt('slip', 'wrong')
    const nextWeek = later(7 * 24 * 60)
    expect(await attempt('slip', 'wrong', nextWeek)).toEqual({ refused: 'wrong' })
    expect(await attempt('slip', password, nextWeek)).toMatchObject({ login: 'slip' })
  })

  test('lets five of thirty guesses sent at once reach the password, not one more', async () => {
    const id = await addClerk('crowd')
    const answers = await Promise.all(Array.from({ length: 30 }, (_, guess) => attempt('crowd', `guess-${guess}`)))
    expect(answers.filter(answer => 'refused' in answer && answer.refused === 'wrong')).toHaveLength(5)
    expect(answers.filter(answer => 'refused' in answer && answer.refused === 'locked')).toHaveLength(25)
    expect(await eventsOf(id)).toHaveLength(30)
  })

  test('is lifted by a new password, which ends the old sessions', async () => {
    const id = await addClerk('fresh')
    await connection.db
      .insertInto('session')
      .values({ id_hash: 'x'.repeat(64), person_id: id, expires_at: later(60) })
      .execute()
    for (let failure = 1; failure <= 5; failure++) await attempt('fresh', 'wrong')
    expect(await changePassword(connection.db, 'fresh', 'short', system, noon)).toEqual({ refused: 'too-short' })
    expect(await changePassword(connection.db, 'Fresh', 'heron-lantern-7', system, noon)).toEqual({ id })
    expect(await attempt('fresh', 'heron-lantern-7')).toMatchObject({ login: 'fresh' })
    expect(await connection.db.selectFrom('session').selectAll().where('person_id', '=', id).execute()).toEqual([])
  })
})

describe('adding a person', () => {
  test.each([
    [{ login: 'a' }, 'bad-login'],
    [{ login: '张三' }, 'bad-login'],
    [{ name: '  ' }, 'bad-name'],
    [{ roles: [] }, 'unknown-role'],
    [{ roles: ['king' as never] }, 'unknown-role'],
    [{ password: 'newcomer-1' }, 'is-login'],
  ])('refuses %j: %s', async (change, refused) => {
    const person = { login: 'newcomer', name: '示例', roles: ['clerk' as const], password, ...change }
    expect(await addPerson(connection.db, person, system, noon)).toEqual({ refused })
  })

  test('gives one login to one person, also when two ask at once', async () => {
    const add = () =>
      addPerson(connection.db, { login: 'Twin', name: '示例', roles: ['officer'], password }, system, noon)
    const answers = await Promise.all([add(), add()])
    expect(answers.filter(answer => 'id' in answer)).toHaveLength(1)
    expect(answers).toContainEqual({ refused: 'login-taken' })
  })
})
