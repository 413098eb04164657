import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { inTransaction } from '#db/transaction.ts'
import { createPersonalData, type PersonalData } from '#people/personal-data.ts'
import { makeMove, type SuggestionMove } from '#suggestions/course.ts'
import { findDeskSuggestion } from '#suggestions/desk.ts'
import { eraseAuthors } from '#suggestions/erasure.ts'
import { acceptance } from '#suggestions/moves/acceptance.ts'
import { addition } from '#suggestions/moves/addition.ts'
import { correction } from '#suggestions/moves/correction.ts'
import { forgetting } from '#suggestions/moves/forgetting.ts'
import { handOver } from '#suggestions/moves/hand-over.ts'
import { unitText } from '#suggestions/moves/unit-text.ts'
import { isWaitingForCover } from '#suggestions/redaction/arrivals.ts'
import { asShown, previewFor } from '#suggestions/redaction/preview.ts'
import { coverWords } from '#suggestions/redaction/words.ts'
import { receiveSuggestion } from '#suggestions/suggestions.ts'
import { addColleagues, type Colleague, type Colleagues, leadUnit, withKey } from '../../support/course.ts'
import { openTestDatabase } from '../../support/database.ts'
import { suggestionInput } from '../../support/suggestion.ts'

const now = new Date('2026-11-23T02:00:00Z')
const later = new Date('2026-11-24T02:00:00Z')
const personalData = createPersonalData(Buffer.alloc(32, 7))
const { cover, notYet } = coverWords
const door = '东边第三家养狗的那户'

let connection: Connection
let people: Colleagues
beforeAll(async () => {
  connection = await openTestDatabase()
  people = await addColleagues(connection.db)
})
afterAll(() => connection.close())

const done = async (
  move: SuggestionMove,
  number: string,
  data: Record<string, unknown>,
  by: Colleague | 'author',
  at = now,
  keys: PersonalData = personalData,
) =>
  expect(await makeMove(connection.db, move, number, data, by, at, { personalData: keys, proof: 'phone' })).toEqual({
    number,
  })
const row = (number: string) =>
  connection.db.selectFrom('suggestion').selectAll().where('number', '=', number).executeTakeFirstOrThrow()
const read = async (number: string) => {
  const found = (await findDeskSuggestion(connection.db, personalData, number, people.lead))!
  return { title: found.title, body: found.body, place: found.place, additions: found.additions.map(one => one.body) }
}
const isWaiting = async (number: string) => isWaitingForCover(connection.db, (await row(number)).id)
const preview = async (number: string, choice = {}) =>
  previewFor(connection.db, (await row(number)).id, choice, personalData)

/** Accepted, of somebody who gave this name. */
async function accepted(text: { title?: string; body: string; place?: string; name?: string; phone?: string }) {
  const received = await receiveSuggestion(
    connection.db,
    suggestionInput({ title: '路灯坏了', place: '花园路', kind: 'advice', ...text }),
    [],
    { personalData, now, privacyVersion: '2026-11-22' },
  )
  if ('refused' in received) throw new Error(received.refused)
  await done(acceptance, received.number, {}, people.clerk)
  return received.number
}

/** Handed over as it is proposed, with further words covered. */
async function handedOver(number: string, coverWords?: string): Promise<void> {
  const first = asShown(await preview(number))
  const typed = { ...first, ...(coverWords && { cover_words: coverWords }) }
  const { seen } = await preview(number, typed)
  await done(handOver, number, { lead: leadUnit, ...typed, seen: [...first.seen!, seen] }, people.clerk)
}

const corrected = async (number: string, change: object, keys?: PersonalData) => {
  const { kind, category, county, place, title } = await row(number)
  await done(correction, number, { kind, category, county, place, title, ...change }, people.clerk, later, keys)
}
const added = (number: string, body: string) =>
  done(addition, number, { body, photos: [], ...withKey() }, 'author', later)
const forget = (number: string) => done(forgetting, number, { confirm: true }, 'author', later)

describe('what a clerk covered by hand', () => {
  test('stays covered where the text is the same, whatever else is corrected, and the clerk is asked', async () => {
    const number = await accepted({ body: `就在${door}前面` })
    await handedOver(number, door)
    const covered = `就在${cover('other')}前面`
    expect(await read(number)).toMatchObject({ title: '路灯坏了', body: covered })
    await corrected(number, { title: '路灯不亮' })
    expect(await read(number)).toMatchObject({ title: '路灯坏了', body: covered })
    expect(await isWaiting(number)).toBe(true)
    await done(unitText, number, { ...asShown(await preview(number)) }, people.clerk, later)
    expect(await read(number)).toMatchObject({ title: '路灯不亮', body: covered })
    await corrected(number, { place: '花园路口' })
    expect((await preview(number)).texts[0]!.read.body).toBe(covered)
  })

  test('is found where it comes again, in a corrected title and in what is added', async () => {
    const number = await accepted({ body: `就在${door}前面` })
    await handedOver(number, door)
    await corrected(number, { title: `${door}门口路灯坏了` })
    await added(number, `去${door}看看`)
    expect(await read(number)).toMatchObject({ title: '路灯坏了', additions: [notYet.body] })
    const { texts } = await preview(number)
    expect(texts.map(({ read }) => read.title + read.body)).toEqual([
      `${cover('other')}门口路灯坏了就在${cover('other')}前面`,
      `去${cover('other')}看看`,
    ])
  })

  test('makes the part wait when its words are others now, though nothing is found in them', async () => {
    const number = await accepted({ body: '路灯坏了', place: `${door}前` })
    await handedOver(number, door)
    expect((await read(number)).place).toBe(`${cover('other')}前`)
    await corrected(number, { place: '东首第三家有狗的人家' })
    expect((await read(number)).place).toBe(`${cover('other')}前`)
    expect([(await preview(number)).isRewritten, await isWaiting(number)]).toEqual([true, true])
  })

  test('what they un-ticked stays readable when something else is corrected', async () => {
    const number = await accepted({ body: '我是张三', place: '3幢2单元501室门口' })
    const proposed = asShown(await preview(number))
    const choice = { ...proposed, cover: proposed.cover!.filter(key => !key.includes('-place-')) }
    const { seen } = await preview(number, choice)
    await done(handOver, number, { lead: leadUnit, ...choice, seen: [...proposed.seen!, seen] }, people.clerk)
    await corrected(number, { title: '路灯不亮' })
    expect((await preview(number)).texts[0]!.read).toMatchObject({
      body: `我是${cover('name')}`,
      place: '3幢2单元501室门口',
    })
  })
})

describe('when the author deletes their name', () => {
  const name = '阿依古丽'

  test('what waited because of it waits on, and is covered when a clerk looks', async () => {
    const number = await accepted({ body: '路灯坏了', name })
    await handedOver(number)
    await added(number, `请到${name}家门口看`)
    await forget(number)
    expect(await read(number)).toMatchObject({ additions: [notYet.body] })
    expect(await isWaiting(number)).toBe(true)
    const { texts } = await preview(number)
    expect(texts.at(-1)!.read.body).toBe(`请到${cover('name')}家门口看`)
  })

  test('what was covered stays so through a correction', async () => {
    const number = await accepted({ body: `请到${name}家门口看`, name })
    await handedOver(number)
    await forget(number)
    await corrected(number, { title: `${name}说路灯不亮` })
    expect(JSON.stringify(await read(number))).not.toContain(name)
    expect((await preview(number)).texts[0]!.read).toMatchObject({
      title: `${cover('name')}说路灯不亮`,
      body: `请到${cover('name')}家门口看`,
    })
  })

  test('before the hand-over, the clerk sees it covered all the same', async () => {
    const number = await accepted({ body: `请到${name}家门口看`, name })
    await forget(number)
    const shown = await preview(number)
    expect([shown.isToBeSeen, shown.texts[0]!.read.body]).toEqual([true, `请到${cover('name')}家门口看`])
    await handedOver(number)
    expect((await read(number)).body).toBe(`请到${cover('name')}家门口看`)
  })

  test('nothing that comes after it passes by itself: nobody knows the name any more', async () => {
    const number = await accepted({ body: '路灯坏了', name })
    await handedOver(number)
    await forget(number)
    await added(number, `请到${name}家门口看`)
    expect(await read(number)).toMatchObject({ additions: [notYet.body] })
    expect([(await preview(number)).isForgotten, await isWaiting(number)]).toEqual([true, true])
    // A clerk who has looked lets it through.
    const shown = asShown(await preview(number))
    const typed = { ...shown, cover_words: name }
    const { seen } = await preview(number, typed)
    await done(unitText, number, { ...typed, seen: [...shown.seen!, seen] }, people.clerk, later)
    expect(await read(number)).toMatchObject({
      additions: [`请到${cover('name')}家门口看`.replace(cover('name'), cover('other'))],
    })
    expect(await isWaiting(number)).toBe(false)
  })

  test('the same follows from an erasure, and from a key that is lost', async () => {
    const { db } = connection
    const number = await accepted({ body: '路灯坏了', name })
    await handedOver(number)
    await added(number, `请到${name}家门口看`)
    const { id } = await row(number)
    await inTransaction(db, trx => eraseAuthors(trx, eb => eb('id', '=', id), later, personalData))
    await corrected(number, { title: '路灯不亮' })
    expect(await read(number)).toMatchObject({ title: '路灯坏了', additions: [notYet.body] })

    const other = await accepted({ body: '路灯坏了', name })
    await handedOver(other)
    await corrected(other, { title: `${name}说路灯不亮` }, createPersonalData(Buffer.alloc(32, 8)))
    expect((await read(other)).title).toBe('路灯坏了')
    expect(await isWaiting(other)).toBe(true)
  })

  test('who gave none is not asked about: a plain addition passes', async () => {
    const number = await accepted({ body: '路灯坏了' })
    await handedOver(number)
    await forget(number)
    await added(number, '今天又坏了一盏。')
    expect(await read(number)).toMatchObject({ additions: ['今天又坏了一盏。'] })
  })

  test('only the places are kept, and what is kept is only added to', async () => {
    const { db } = connection
    const number = await accepted({ body: `请到${name}家门口看`, name })
    await forget(number)
    const { id } = await row(number)
    const { found } = await db
      .selectFrom('forgotten_author')
      .select('found')
      .where('suggestion_id', '=', id)
      .executeTakeFirstOrThrow()
    expect(found).toMatchObject([{ source: 'suggestion', source_id: id, field: 'body', start: 2, end: 6 }])
    expect(JSON.stringify(found)).not.toContain(name)
    for (const statement of [
      sql`UPDATE forgotten_author SET found = '[]'`,
      sql`DELETE FROM forgotten_author`,
      sql`TRUNCATE forgotten_author`,
    ])
      await expect(statement.execute(db)).rejects.toThrow('only added to')
  })
})

test('what passed before the checks knew better is shown again, covered', async () => {
  const { db } = connection
  const number = await accepted({ body: '路灯坏了' })
  await handedOver(number)
  const { id } = await row(number)
  // As an older check left it: passed by itself, as it was written.
  await db.updateTable('suggestion').set({ body: '我叫明小花，路灯坏了' }).where('id', '=', id).execute()
  await sql`
    INSERT INTO unit_text (suggestion_id, source, source_id, title, body, place, original, covered, passed_at)
    SELECT suggestion_id, source, source_id, title, '我叫明小花，路灯坏了', place, original, covered, passed_at
    FROM unit_text WHERE suggestion_id = ${id}`.execute(db)
  await added(number, '今天又坏了一盏。')
  expect(await isWaiting(number)).toBe(true)
  expect((await preview(number)).texts[0]!.read.body).toBe(`我叫${cover('name')}，路灯坏了`)
})
