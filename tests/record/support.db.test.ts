import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { inTransaction } from '#db/transaction.ts'
import type { Refusal } from '#forms/refusals.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { sealedAs } from '#suggestions/readings.ts'
import { messageWords } from '#messages/words.ts'
import { endSupport } from '#record/followers.ts'
import { makeMove } from '#record/move.ts'
import { removal } from '#record/moves/removal.ts'
import { findRecord } from '#record/record.ts'
import {
  eraseSupport,
  forgetSupporters,
  isSupportedBy,
  listSupported,
  supportRecord,
  withdrawSupport,
} from '#record/support.ts'
import { followSuggestions } from '#record/telling.ts'
import { publicWords, stepWords } from '#record/words.ts'
import { makeMove as moveSuggestion } from '#suggestions/course.ts'
import { rating } from '#suggestions/moves/rating.ts'
import { addColleagues, type Colleague, type Colleagues, rated } from '../support/course.ts'
import { openTestDatabase } from '../support/database.ts'
import { publishedRecord } from '../support/records.ts'
import { dataKey } from '../support/server.ts'

const now = new Date('2026-11-23T02:00:00Z')
const later = (days: number) => new Date(now.getTime() + days * 86_400_000)
const personalData = createPersonalData(dataKey)

describe('who stands behind a public record', () => {
  let connection: Connection
  let people: Colleagues
  let phones = 0
  beforeAll(async () => {
    connection = await openTestDatabase()
    people = await addColleagues(connection.db)
  })
  afterAll(() => connection.close())

  /** A citizen whose phone was proven. */
  async function citizen() {
    const phone = `1390000${String((phones += 1)).padStart(4, '0')}`
    const { id } = await connection.db
      .insertInto('person')
      .values({
        name: '市民',
        phone_hash: personalData.lookup(phone, 'phone'),
        phone_sealed: personalData.seal(phone, 'person.phone_sealed'),
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    return { id, login: null, phone }
  }
  const published = () => publishedRecord(connection.db, people, personalData, now)
  const support = (number: string, person: { id: number; login: string | null }) =>
    supportRecord(connection.db, personalData, number, person, now)
  const countOf = async (number: string) => {
    const record = await findRecord(connection.db, number)
    return record && 'supporters' in record ? record.supporters : undefined
  }
  const told = async (template: string) =>
    connection.db.selectFrom('message').selectAll().where('template', '=', template).orderBy('id').execute()
  const forget = () => connection.db.deleteFrom('message').execute()

  test('counts once for each phone, also when it presses twice at once, and may be taken back', async () => {
    const { number } = await published()
    const [one, other] = [await citizen(), await citizen()]
    await Promise.all([support(number, one), support(number, one), support(number, other)])
    expect(await countOf(number)).toBe(2)
    expect(await listSupported(connection.db, one.id)).toMatchObject([{ number }])
    await withdrawSupport(connection.db, number, one.id, now)
    expect([await countOf(number), await isSupportedBy(connection.db, number, one.id)]).toEqual([1, false])
    await support(number, one)
    expect(await countOf(number)).toBe(2)
  })

  test('is known to nobody: who took it back leaves no trace, and no event names a phone or a person', async () => {
    const { number } = await published()
    const one = await citizen()
    await support(number, one)
    await withdrawSupport(connection.db, number, one.id, now)
    const rows = await connection.db.selectFrom('support').selectAll().where('state', '=', 'withdrawn').execute()
    for (const row of rows) expect(row).toMatchObject({ phone_hash: null, phone_sealed: null })
    const events = await connection.db.selectFrom('event').selectAll().where('object_kind', '=', 'record').execute()
    expect(events.length).toBeGreaterThan(0)
    for (const event of events) expect(event).toMatchObject({ actor_kind: 'citizen', actor_id: null, detail: {} })
  })

  test('is not its author: the phone that the suggestion was sent with does not count beside it', async () => {
    const { number } = await published()
    const [author, other] = [await citizen(), await citizen()]
    await connection.db
      .updateTable('suggestion')
      .set({ phone_sealed: personalData.seal(author.phone, sealedAs.phone) })
      .where('number', '=', number)
      .execute()
    expect(await support(number, author)).toMatchObject({ refused: { words: publicWords.support.author } })
    expect(await support(number, other)).toEqual({})
    expect(await countOf(number)).toBe(1)
  })

  test('is refused to staff, to who has no phone, and of what is not public, in SQL too', async () => {
    const { number, id } = await published()
    const refusal = async (outcome: Promise<object>) => ((await outcome) as { refused?: Refusal }).refused?.words
    const staff: Colleague = people.clerk
    expect(await refusal(support(number, { ...staff, login: 'clerk' }))).toBe(publicWords.support.staff)
    expect(await refusal(support(number, { ...staff, login: null }))).toBe(publicWords.support.noPhone)
    expect(await refusal(support('2001-9', await citizen()))).toBe(publicWords.support.gone)
    await makeMove(
      connection.db,
      removal,
      number,
      { words: '照片认得出人' },
      { person: people.clerk, now, personalData },
    )
    expect(await refusal(support(number, await citizen()))).toBe(publicWords.support.gone)
    await expect(
      connection.db
        .insertInto('support')
        .values({ record_id: id, phone_hash: 'x', phone_sealed: 'x', supported_at: now })
        .execute(),
    ).rejects.toMatchObject({ constraint: 'support_needs_record' })
  })

  test('is told of each step that is new in the record, once, without a name or what was written', async () => {
    const { number } = await published()
    await support(number, await citizen())
    await forget()
    await moveSuggestion(connection.db, rating, number, rated('dissatisfied', false, '没有改好'), 'author', now)
    await followSuggestions(connection.db, now)
    await followSuggestions(connection.db, now)
    const [message, ...more] = await told('support-step')
    expect(more).toEqual([])
    expect(message).toMatchObject({ channel: 'sms', to_purpose: 'support.phone_sealed', about_kind: 'support' })
    expect(message!.facts).toEqual({ number, step: stepWords.reopened!(undefined) })
    const said = messageWords['support-step'](message!.facts as never, { name: '', origin: 'https://a.cn' })
    expect(said).toContain(`https://a.cn/suggestions/${number}`)
  })

  test('goes on to what it was merged into, once for each phone, when that is public', async () => {
    const [from, into] = [await published(), await published()]
    const [one, both] = [await citizen(), await citizen()]
    for (const person of [one, both]) await support(from.number, person)
    await support(into.number, both)
    await forget()
    // As a matter does that no unit led: it was taken up again at the desk, and there merged.
    await connection.db
      .updateTable('suggestion')
      .set({ state: 'merged', merged_into: into.suggestionId, merged_first_into: into.suggestionId, due_at: null })
      .where('id', '=', from.suggestionId)
      .execute()
    await followSuggestions(connection.db, now)
    expect([await countOf(from.number), await countOf(into.number)]).toEqual([0, 2])
    expect((await told('support-moved')).map(({ facts }) => facts)).toEqual(
      Array(2).fill({ number: from.number, into: into.number }),
    )
    await followSuggestions(connection.db, now)
    expect(await told('support-moved')).toHaveLength(2)
  })

  test('given after the merger stands where the matter is dealt with, is told of its steps, and is taken back by either number', async () => {
    const [from, into] = [await published(), await published()]
    await connection.db
      .updateTable('suggestion')
      .set({ state: 'merged', merged_into: into.suggestionId, merged_first_into: into.suggestionId, due_at: null })
      .where('id', '=', from.suggestionId)
      .execute()
    await followSuggestions(connection.db, now)
    const [one, author] = [await citizen(), await citizen()]
    expect(await support(from.number, one)).toEqual({})
    expect(await support(into.number, one)).toEqual({})
    expect([await countOf(from.number), await countOf(into.number)]).toEqual([0, 1])
    for (const { number } of [from, into]) expect(await isSupportedBy(connection.db, number, one.id)).toBe(true)
    await forget()
    await moveSuggestion(connection.db, rating, into.number, rated('dissatisfied', false), 'author', later(1))
    await followSuggestions(connection.db, later(1))
    expect((await told('support-step')).map(({ facts }) => facts)).toEqual([
      { number: into.number, step: stepWords.reopened!(undefined) },
    ])
    await withdrawSupport(connection.db, from.number, one.id, later(1))
    expect([await countOf(into.number), await isSupportedBy(connection.db, into.number, one.id)]).toEqual([0, false])
    await connection.db
      .updateTable('suggestion')
      .set({ phone_sealed: personalData.seal(author.phone, sealedAs.phone) })
      .where('id', '=', into.suggestionId)
      .execute()
    expect(await support(from.number, author)).toMatchObject({ refused: { words: publicWords.support.author } })
  })

  test('ends with the record: everybody is told once, and then nobody knows who it was', async () => {
    const { number } = await published()
    const one = await citizen()
    await support(number, one)
    await forget()
    await makeMove(
      connection.db,
      removal,
      number,
      { words: '照片认得出人' },
      { person: people.clerk, now, personalData },
    )
    expect(await endSupport(connection.db, now)).toBeGreaterThan(0)
    expect(await endSupport(connection.db, now)).toBe(0)
    expect((await told('support-ended')).map(({ facts }) => facts)).toContainEqual({ number })
    expect(await listSupported(connection.db, one.id)).toEqual([])
  })

  test('is erased with the account, and its phone is forgotten when the time for keeping it is over', async () => {
    const { number, id } = await published()
    const [one, other] = [await citizen(), await citizen()]
    for (const person of [one, other]) await support(number, person)
    await inTransaction(connection.db, trx => eraseSupport(trx, one.id, now))
    expect(await countOf(number)).toBe(1)
    await connection.db.updateTable('record').set({ state: 'closed' }).where('id', '=', id).execute()
    const forgotten = (at: Date) => inTransaction(connection.db, trx => forgetSupporters(trx, at, at))
    expect(await forgotten(later(-1))).toBe(0)
    expect(await forgotten(later(1))).toBeGreaterThan(0)
    expect([await countOf(number), await listSupported(connection.db, other.id)]).toEqual([1, []])
  })
})
