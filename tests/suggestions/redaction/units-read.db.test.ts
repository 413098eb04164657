import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { findDeskSuggestion } from '#suggestions/desk.ts'
import { exportQueue } from '#suggestions/exports.ts'
import { findLetter, listLetters } from '#suggestions/letters.ts'
import { acceptance } from '#suggestions/moves/acceptance.ts'
import { addition } from '#suggestions/moves/addition.ts'
import { answer } from '#suggestions/moves/answer.ts'
import { appeal } from '#suggestions/moves/appeal.ts'
import { correction } from '#suggestions/moves/correction.ts'
import { handOver } from '#suggestions/moves/hand-over.ts'
import { merger } from '#suggestions/moves/merger.ts'
import { questionAnswer } from '#suggestions/moves/question-answer.ts'
import { question } from '#suggestions/moves/question.ts'
import { rating } from '#suggestions/moves/rating.ts'
import { reRouting } from '#suggestions/moves/re-routing.ts'
import { revisit } from '#suggestions/moves/revisit.ts'
import { signature } from '#suggestions/moves/signature.ts'
import { supervision } from '#suggestions/moves/supervision.ts'
import { unitText } from '#suggestions/moves/unit-text.ts'
import { verification } from '#suggestions/moves/verification.ts'
import { countQueue, listQueue, listTitles } from '#suggestions/queue.ts'
import { isWaitingForCover, passOlder } from '#suggestions/redaction/arrivals.ts'
import { previewFor } from '#suggestions/redaction/preview.ts'
import { asUnitsRead } from '#suggestions/redaction/reading.ts'
import { coverWords } from '#suggestions/redaction/words.ts'
import { listHistory, listStandings } from '#suggestions/timeline.ts'
import { bringTo, type Colleague, coUnit, leadUnit, rated, withKey, written } from '../../support/course.ts'
import { deskOfTelling, now, personalData, secrets, telling, whole } from '../../support/telling.ts'

const desk = deskOfTelling()
const { asProposed, done, make, row, send } = desk

/** Everything of words that an officer reads about a suggestion, on whatever page, list, export or letter. */
async function everythingRead(number: string, officer: Colleague): Promise<string> {
  const { db } = desk
  const subject = await row(number)
  const nameOf = (unit: string | null | undefined) => unit ?? ''
  const letters = await listLetters(db, subject.id)
  const read: unknown[] = [
    await findDeskSuggestion(db, personalData, number, officer),
    await listTitles(db, [number], officer),
    await listHistory(db, subject.id, { forOffice: false, nameOf, letterPrefix: '' }),
    await listStandings(db, subject, { now, nameOf }),
    ...(await Promise.all(letters.map(letter => findLetter(db, letter)))),
  ]
  for (const view of ['mine', 'open', 'overdue', 'all'] as const)
    read.push(await listQueue(db, { view }, officer, { limit: 100, now }))
  const columns = (['title', 'place', 'answer'] as const).map(name => ({
    heading: name,
    cell: (row: Record<string, unknown>) => String(row[name] ?? ''),
  }))
  const csv = await exportQueue(db, { filter: { view: 'all' }, columns }, String, officer, now)
  read.push(await new Response(csv).text())
  return JSON.stringify(read)
}

async function expectNothing(number: string, ...officers: Colleague[]): Promise<void> {
  for (const officer of officers) {
    const read = await everythingRead(number, officer)
    for (const secret of secrets) expect(read.includes(secret) ? `${officer.name}: ${secret}` : '').toBe('')
  }
}

test('nothing that says who wrote it reaches a unit, from the hand-over to the appeal', async () => {
  const { db } = desk
  const { clerk, lead, co, supervisor, outsider } = desk.people
  const other = await send('二')
  const number = await send('一')
  const { id } = await row(number)
  await done(merger, other, { into: number }, clerk)
  await done(addition, other, { body: telling, photos: [], ...withKey() }, 'author')
  await done(acceptance, number, {}, clerk)

  // What was found and not looked at does not go.
  const units = { lead: leadUnit, co_unit_1: coUnit, co_days_1: 2 }
  expect(await make(handOver, number, units, clerk)).toEqual({ refused: 'cover-first' })
  const proposed = await asProposed(number)
  await done(handOver, number, { ...units, ...proposed }, clerk)
  expect(await isWaitingForCover(db, id)).toBe(false)
  await expectNothing(number, lead, co)
  const read = await findDeskSuggestion(db, personalData, number, lead)
  expect(read).toMatchObject({
    title: expect.stringContaining(`我是${coverWords.cover('name')}，电话${coverWords.cover('mobile')}`),
    place: `${coverWords.cover('address')}门口`,
    merged: [{ additions: [{ body: expect.stringContaining(coverWords.cover('name')) }] }],
  })
  // The office keeps the author's own words.
  expect(await findDeskSuggestion(db, personalData, number, clerk)).toMatchObject(whole('一'))

  // Words find nothing by what is covered.
  for (const words of secrets) {
    expect((await listQueue(db, { view: 'all', words }, lead, { limit: 9, now })).rows).toEqual([])
    expect((await countQueue(db, { words }, lead, now)).open).toBe(0)
    expect((await listQueue(db, { view: 'open', words }, clerk, { limit: 9, now })).rows).not.toEqual([])
  }
  expect((await listQueue(db, { view: 'all', words: '正文一' }, lead, { limit: 9, now })).rows).toHaveLength(1)

  // What comes later waits when something is found in it, and goes at once when nothing is.
  await done(addition, number, { body: telling, photos: [], ...withKey() }, 'author')
  await done(addition, number, { body: '今天又漏了。', photos: [], ...withKey() }, 'author')
  await done(question, number, { body: '是哪一侧？', ...withKey() }, clerk)
  const asked = await db.selectFrom('question').select('id').where('suggestion_id', '=', id).executeTakeFirstOrThrow()
  await done(
    questionAnswer,
    number,
    { body: `东侧，${telling}`, photos: [], question: asked.id, ...withKey() },
    'author',
  )
  const { kind, category, county, place } = await row(number)
  await done(correction, number, { kind, category, county, place, title: `${telling}更正` }, clerk)
  await expectNothing(number, lead, co)
  expect((await findDeskSuggestion(db, personalData, number, lead))?.additions.map(({ body }) => body)).toEqual([
    coverWords.notYet.body,
    '今天又漏了。',
    coverWords.notYet.body,
  ])
  expect(await isWaitingForCover(db, id)).toBe(true)
  const mine = await listQueue(db, { view: 'mine' }, clerk, { limit: 100, now })
  expect(mine.rows.map(row => row.number)).toContain(number)
  const reminders = () =>
    db
      .selectFrom('message')
      .select('read_at')
      .where('template', '=', 'desk-to-cover')
      .where('about_id', '=', String(id))
      .where('to_person_id', '=', clerk.id)
      .execute()
  expect(await reminders()).toEqual([{ read_at: null }])

  expect(await make(unitText, number, {}, clerk)).toEqual({ refused: 'cover-first' })
  await done(unitText, number, await asProposed(number), clerk)
  expect(await isWaitingForCover(db, id)).toBe(false)
  expect(await reminders()).toEqual([{ read_at: now }])
  await expectNothing(number, lead, co)
  expect((await findDeskSuggestion(db, personalData, number, lead))?.title).toContain('更正')

  // Another unit, a letter, an answer, a rating, a reopening, an appeal.
  await done(supervision, number, { words: '请尽快。', request_key: randomUUID() }, supervisor)
  await done(reRouting, number, { lead: 'water-bureau', from: leadUnit, reason: '归水利' }, clerk)
  await expectNothing(number, outsider, co, lead)
  await done(signature, number, {}, outsider)
  await done(answer, number, written('已修好水管。', '示例'), outsider)
  await done(verification, number, {}, clerk)
  await done(rating, number, rated('dissatisfied', false, telling), 'author')
  await expectNothing(number, outsider, co)
  await done(answer, number, written('已再修好水管。', '示例'), outsider)
  await done(verification, number, {}, clerk)
  await done(revisit, number, { way: 'phone', words: telling }, clerk)
  await done(appeal, number, { body: telling, ...withKey() }, 'author')
  await expectNothing(number, outsider, co)
})

describe('a clerk', () => {
  const handedTo = async (number: string, choice: Record<string, unknown>) =>
    make(handOver, number, { lead: leadUnit, ...choice }, desk.people.clerk)

  test('un-ticks what need not be covered, covers further words, and is shown it once more before it goes', async () => {
    const number = await send('三')
    await done(acceptance, number, {}, desk.people.clerk)
    const { id } = await row(number)
    const { seen, cover } = await asProposed(number)
    const choice = { cover: cover.filter(key => !key.includes('-place-')), cover_words: '正文三' }
    expect(await handedTo(number, { ...choice, seen })).toEqual({ refused: 'cover-first' })
    const again = await previewFor(desk.db, id, { ...choice, seen }, personalData)
    expect(await handedTo(number, { ...choice, cover_words: '没有的字', seen: [again.seen] })).toEqual({
      refused: 'cover-unfound',
    })
    expect(await handedTo(number, { ...choice, seen: [again.seen] })).toEqual({ number })
    const read = await findDeskSuggestion(desk.db, personalData, number, desk.people.lead)
    expect(read?.place).toBe(whole('').place)
    expect(read?.body).toBe(
      `我是${coverWords.cover('name')}，电话${coverWords.cover('mobile')}，住${coverWords.cover('address')}。${coverWords.cover('other')}`,
    )
    // What they decided stays when they look again.
    const later = await previewFor(desk.db, id, {}, personalData)
    expect([later.isToBeSeen, later.texts.some(({ isNew }) => isNew)]).toEqual([false, false])
  })

  test('who pressed before something new came is shown that first, covered', async () => {
    const number = await send('四')
    await done(acceptance, number, {}, desk.people.clerk)
    const before = await asProposed(number)
    await done(addition, number, { body: telling, photos: [], ...withKey() }, 'author')
    expect(await handedTo(number, before)).toEqual({ refused: 'cover-first' })
    const { texts } = await previewFor(desk.db, (await row(number)).id, before, personalData)
    expect(texts.at(-1)?.findings.map(({ isCovered }) => isCovered)).toEqual([true, true, true])
  })
})

test('what a unit had before texts were covered is looked through: plain words stay, the rest waits for a clerk', async () => {
  const { db } = desk
  const plain = await bringTo(db, 'signed-for', desk.people, now)
  const { id } = await row(plain)
  // As the migration leaves it.
  const number = await bringTo(db, 'signed-for', desk.people, now)
  const old = await row(number)
  await db.updateTable('suggestion').set({ body: telling }).where('id', '=', old.id).execute()
  await db
    .insertInto('unit_waiting')
    .values([
      { suggestion_id: id, since: null },
      { suggestion_id: old.id, since: null },
    ])
    .execute()
  expect(await passOlder(db, personalData, now)).toBe(2)
  expect([await isWaitingForCover(db, id), await isWaitingForCover(db, old.id)]).toEqual([false, true])
  expect(await passOlder(db, personalData, now)).toBe(0)
})

test('a column of which nobody has said how units read it does not come to them', async () => {
  const { db } = desk
  const number = await bringTo(db, 'handed-over', desk.people, now)
  await sql`ALTER TABLE suggestion ADD COLUMN nobody_has_said text NOT NULL DEFAULT ${sql.lit(telling)}`.execute(db)
  expect(JSON.stringify(await row(number))).toContain(telling)
  expect(await everythingRead(number, desk.people.lead)).not.toContain(telling)
  await sql`ALTER TABLE suggestion DROP COLUMN nobody_has_said`.execute(db)
})

test('of what nobody has let through a unit reads that it waits', async () => {
  const { db } = desk
  const { id } = await row(await bringTo(db, 'accepted', desk.people, now))
  const [read] = await asUnitsRead(db, [{ id, ...whole('') }])
  expect(read).toMatchObject(coverWords.notYet)
})

test('what was let through is only added to', async () => {
  const { db } = desk
  await bringTo(db, 'handed-over', desk.people, now)
  for (const table of ['unit_text', 'unit_photo'] as const)
    for (const statement of [
      sql`UPDATE ${sql.table(table)} SET source_id = 1`,
      sql`DELETE FROM ${sql.table(table)}`,
      sql`TRUNCATE ${sql.table(table)}`,
    ])
      await expect(
        statement.execute(db).then(({ numAffectedRows }) => {
          // An empty table has nothing to refuse.
          if (!numAffectedRows) throw new Error('only added to')
        }),
      ).rejects.toThrow('only added to')
})
