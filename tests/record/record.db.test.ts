import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { inTransaction } from '#db/transaction.ts'
import type { FormSchema } from '#forms/read.ts'
import type { Refusal } from '#forms/refusals.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { findMatter, listMatters } from '#record/matter.ts'
import { makeMove, offeredOf, type RecordMove } from '#record/move.ts'
import { recordMoves } from '#record/moves/index.ts'
import { preparation } from '#record/moves/preparation.ts'
import { publication } from '#record/moves/publication.ts'
import { removal } from '#record/moves/removal.ts'
import { returning } from '#record/moves/return.ts'
import { asFound, previewRecord } from '#record/preparing.ts'
import { countRecords, findRecord, listRecords, readRecordFilter } from '#record/record.ts'
import { followSuggestions } from '#record/telling.ts'
import { recordWords } from '#record/words.ts'
import { makeMove as moveSuggestion } from '#suggestions/course.ts'
import { eraseAuthors } from '#suggestions/erasure.ts'
import { publishing } from '#suggestions/moves/publishing.ts'
import { rating } from '#suggestions/moves/rating.ts'
import { withdrawal } from '#suggestions/moves/withdrawal.ts'
import { sealedAs } from '#suggestions/readings.ts'
import { coverWords } from '#suggestions/redaction/words.ts'
import { addColleagues, bringTo, type Colleague, type Colleagues, rated, withKey } from '../support/course.ts'
import { openTestDatabase } from '../support/database.ts'
import { dataKey } from '../support/server.ts'

const now = new Date('2026-11-23T02:00:00Z')
const personalData = createPersonalData(dataKey)
const phone = '13912345678'

describe('the public record', () => {
  let connection: Connection
  let people: Colleagues & { reviewer: Colleague; both: Colleague }
  beforeAll(async () => {
    connection = await openTestDatabase()
    const { db } = connection
    const colleagues = await addColleagues(db)
    const add = async (name: string, roles: Colleague['roles']) => ({
      ...(await db
        .insertInto('person')
        .values({ login: name, name, roles, password_hash: 'none' })
        .returning('id')
        .executeTakeFirstOrThrow()),
      name,
      roles,
    })
    people = {
      ...colleagues,
      reviewer: await add('审核员', ['reviewer']),
      both: await add('受理员兼审核员', ['clerk', 'reviewer']),
    }
  })
  afterAll(() => connection.close())

  /** A suggestion that was answered, whose author wrote their phone into it. */
  async function answered(): Promise<{ number: string; id: number }> {
    const { db } = connection
    const number = await bringTo(db, 'revisit', people, now)
    return db
      .updateTable('suggestion')
      .set({ body: `盲道被占，请打${phone}。` })
      .where('number', '=', number)
      .returning(['number', 'id'])
      .executeTakeFirstOrThrow()
  }
  const press = <Schema extends FormSchema>(
    move: RecordMove<Schema>,
    number: string,
    data: Parameters<typeof makeMove<Schema>>[3],
    person: Colleague,
    readsOwn = false,
  ) => makeMove(connection.db, move, number, data, { person, now, personalData, readsOwn })
  const asShown = async (id: number) => asFound((await previewRecord(connection.db, id, {}, personalData))!)
  async function prepared(by = people.clerk) {
    const matter = await answered()
    expect(await press(preparation, matter.number, await asShown(matter.id), by)).toEqual({})
    return matter
  }
  const version = { version: now.toISOString() }
  async function published() {
    const matter = await prepared()
    expect(await press(publication, matter.number, version, people.reviewer)).toEqual({})
    return matter
  }
  const refusalOf = async (outcome: Promise<object>) => ((await outcome) as { refused?: Refusal }).refused?.words

  test('is what was read: covered, with the answer and the days, and nothing before somebody else has read it', async () => {
    const { number } = await prepared()
    expect(await findRecord(connection.db, number)).toBeUndefined()
    expect(await press(publication, number, version, people.reviewer)).toEqual({})
    const record = await findRecord(connection.db, number)
    expect(record).toMatchObject({
      body: `盲道被占，请打${coverWords.cover('mobile')}。`,
      answer: '已增设车位。',
      unit: 'city-management',
      state: 'revisit',
      working_days: 0,
      steps: [
        { state: 'received' },
        { state: 'accepted' },
        { state: 'handed-over', unit: 'city-management' },
        { state: 'signed-for' },
        { state: 'revisit' },
      ],
    })
    expect(JSON.stringify(await listRecords(connection.db, {}, { limit: 100 }))).not.toContain(phone)
  })

  test('covers the number of a house in every text, unless a clerk says otherwise', async () => {
    const { db } = connection
    const { id } = await answered()
    const written = { title: '幸福弄18号堆物', body: '紫荆路9号2幢也是。', place: '解放街12号' }
    await db.updateTable('suggestion').set(written).where('id', '=', id).execute()
    const preview = (await previewRecord(db, id, {}, personalData))!
    const cover = coverWords.cover('address')
    expect(preview.read).toMatchObject({
      title: `幸福弄${cover}堆物`,
      body: `紫荆路${cover}也是。`,
      place: `解放街${cover}`,
    })
    expect((await previewRecord(db, id, { ...asFound(preview), cover: [] }, personalData))!.read).toMatchObject(written)
  })

  test('covers the name that its author has deleted since, as units read it', async () => {
    const { db } = connection
    const { id } = await answered()
    const name = '阿依古丽'
    await db
      .updateTable('suggestion')
      .set({ body: `请到${name}家门口看`, name_sealed: personalData.seal(name, sealedAs.name) })
      .where('id', '=', id)
      .execute()
    await inTransaction(db, trx => eraseAuthors(trx, eb => eb('id', '=', id), now, personalData))
    const preview = await previewRecord(db, id, {}, personalData)
    expect(preview?.read.body).toBe(`请到${coverWords.cover('name')}家门口看`)
  })

  test('is never published by who made it ready, in the domain and in SQL', async () => {
    const { number, id } = await prepared(people.both)
    expect(await refusalOf(press(publication, number, version, people.both))).toBe(recordWords.ownWork)
    const matter = (await findMatter(connection.db, number))!
    expect(offeredOf(recordMoves, matter, { person: people.both, now, personalData }).map(({ name }) => name)).toEqual([
      'preparation',
    ])
    expect(
      offeredOf(recordMoves, matter, { person: people.reviewer, now, personalData }).map(({ name }) => name),
    ).toEqual(['publication', 'return'])
    expect(await press(publication, number, version, people.reviewer)).toEqual({})
    await expect(
      connection.db
        .updateTable('record')
        .set({ published_by: people.both.id })
        .where('suggestion_id', '=', id)
        .execute(),
    ).rejects.toMatchObject({ constraint: 'record_is_read_by_another' })
  })

  test('is published by who made it ready where the city does without a second look, and says so', async () => {
    const { number, id } = await prepared(people.both)
    const matter = (await findMatter(connection.db, number))!
    const offered = offeredOf(recordMoves, matter, { person: people.both, now, personalData, readsOwn: true })
    expect(offered.map(({ name }) => name)).toContain(publication.name)
    expect(await press(publication, number, version, people.both, true)).toEqual({})
    const { second_look } = await connection.db
      .selectFrom('record')
      .select('second_look')
      .where('suggestion_id', '=', id)
      .executeTakeFirstOrThrow()
    expect(second_look).toBe(false)
  })

  test('goes on only as it stood in the preview, and only as it stood when it was read', async () => {
    const { number, id } = await answered()
    expect(await refusalOf(press(preparation, number, {}, people.clerk))).toBe(recordWords.lookAgain)
    const shown = await asShown(id)
    expect(await refusalOf(press(preparation, number, { ...shown, cover: [] }, people.clerk))).toBe(
      recordWords.lookAgain,
    )
    expect(await refusalOf(press(preparation, number, { ...shown, cover_words: '没有这句' }, people.clerk))).toBe(
      recordWords.unfound,
    )
    expect(await press(preparation, number, shown, people.clerk)).toEqual({})
    expect(await refusalOf(press(publication, number, { version: 'another' }, people.reviewer))).toBe(
      recordWords.otherVersion,
    )
    await connection.db.updateTable('suggestion').set({ place: '别处' }).where('id', '=', id).execute()
    expect(await refusalOf(press(publication, number, version, people.reviewer))).toBe(recordWords.changed)
  })

  test('needs its author: without consent nothing is made ready, and SQL takes no row', async () => {
    const { number, id } = await prepared()
    const consent = (publish: 'yes' | 'no') =>
      moveSuggestion(connection.db, publishing, number, { publish }, 'author', now)
    expect(await consent('no')).toEqual({ number })
    expect((await findMatter(connection.db, number))!.draft).toBeUndefined()
    expect(await refusalOf(press(preparation, number, {}, people.clerk))).toBe(recordWords.noConsent)
    const draft = {
      suggestion_id: id,
      title: '标题',
      body: '',
      place: '',
      answer: '答复',
      photos: '[]',
      original: 'a'.repeat(64),
      prepared_by: people.clerk.id,
      prepared_at: now,
    }
    await expect(connection.db.insertInto('record_draft').values(draft).execute()).rejects.toMatchObject({
      constraint: 'record_needs_consent',
    })
  })

  test('is empty in the moment in which its author takes the consent back or withdraws, and does not come back by itself', async () => {
    const { number } = await published()
    const before = await countRecords(connection.db, {})
    for (const publish of ['no', 'yes'] as const)
      await moveSuggestion(connection.db, publishing, number, { publish }, 'author', now)
    expect(await findRecord(connection.db, number)).toEqual({ removed_at: now, removed_words: null })
    expect(await countRecords(connection.db, {})).toBe(before - 1)
    const { record } = (await findMatter(connection.db, number))!
    expect(record).toMatchObject({ title: null, body: null, place: null, answer: null, photos: [] })
    const other = await published()
    await moveSuggestion(connection.db, withdrawal, other.number, withKey(), 'author', now)
    expect(await findRecord(connection.db, other.number)).toMatchObject({ removed_at: now })
  })

  test('tells what happens later by itself, but its texts stay as they were read', async () => {
    const { number, id } = await published()
    await moveSuggestion(connection.db, rating, number, rated('dissatisfied', false, '没有改好'), 'author', now)
    await connection.db.updateTable('suggestion').set({ title: phone }).where('id', '=', id).execute()
    expect(await followSuggestions(connection.db, now)).toBeGreaterThan(0)
    const record = await findRecord(connection.db, number)
    expect(record).toMatchObject({ state: 'reopened', satisfaction: 'dissatisfied', solved: false })
    expect(JSON.stringify(record)).not.toMatch(new RegExp(`${phone}|没有改好`))
    expect(await followSuggestions(connection.db, now)).toBe(0)
  })

  test('comes back with words, and is taken away by the office with words that stay', async () => {
    const { number } = await prepared()
    expect(await press(returning, number, { words: '还看得出是哪一家' }, people.reviewer)).toEqual({})
    expect((await listMatters(connection.db, 'returned')).map(row => row.number)).toContain(number)
    expect(await refusalOf(press(publication, number, version, people.reviewer))).toBe(recordWords.nothingWaits)
    const { id } = (await findMatter(connection.db, number))!.suggestion
    await press(preparation, number, { ...(await asShown(id)) }, people.clerk)
    await press(publication, number, version, people.reviewer)
    expect(await press(removal, number, { words: '照片认得出人' }, people.clerk)).toEqual({})
    expect(await findRecord(connection.db, number)).toEqual({ removed_at: now, removed_words: '照片认得出人' })
    expect(await refusalOf(press(removal, number, { words: '另一个理由' }, people.clerk))).toBe(recordWords.notPublic)
  })

  test('answers a second click like the first, and writes nothing more; another person is told that it is done', async () => {
    const { number } = await prepared()
    const id = String((await findMatter(connection.db, number))!.suggestion.id)
    const events = async () =>
      (await connection.db.selectFrom('event').select('id').where('object_id', '=', id).execute()).length
    const twice = async (act: () => Promise<object>) => {
      expect(await act()).toEqual({})
      const before = await events()
      expect([await act(), await events()]).toEqual([{}, before])
    }
    await twice(() => press(returning, number, { words: '还看得出是哪一家' }, people.reviewer))
    await press(preparation, number, await asShown(Number(id)), people.clerk)
    await twice(() => press(publication, number, version, people.reviewer))
    expect(await refusalOf(press(publication, number, version, people.supervisor))).toBe(recordWords.nothingWaits)
    await twice(() => press(removal, number, { words: '照片认得出人' }, people.clerk))
  })

  test('asks for nothing but codes, whatever stands in an address', async () => {
    const typed = new URLSearchParams({
      kind: '\0',
      category: "'--",
      county: '甲',
      unit: 'a'.repeat(100),
      month: '2026-13',
    })
    expect(readRecordFilter(typed)).toEqual({ solved: false, words: [] })
    expect(await countRecords(connection.db, readRecordFilter(typed))).toBeGreaterThan(0)
  })

  test.each(recordMoves.map(move => [move.name, move] as const))(
    '%s is refused to who has no part in it',
    async (_name, move) => {
      const { number } = await prepared()
      expect(await refusalOf(press(move as RecordMove, number, {}, people.lead))).toBe(recordWords.notYours)
      expect(
        await refusalOf(press(move as RecordMove, '2001-999999', {}, { ...people.clerk, roles: [...move.by] })),
      ).toBe(recordWords.unknown)
    },
  )
})
