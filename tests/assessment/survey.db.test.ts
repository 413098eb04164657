import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { answerSurvey, endSurveys, isOpen } from '#assessment/survey/answers.ts'
import { fieldOf } from '#assessment/survey/form.ts'
import { countAnswers, hideParts, readResults } from '#assessment/survey/results.ts'
import { type Grade, surveyWords as words } from '#assessment/survey/words.ts'
import type { Connection } from '#db/connect.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { surveys } from '#publishing/types/survey.ts'
import { smallestShown } from '#suggestions/public-figures.ts'
import { openTestDatabase } from '../support/database.ts'
import { dataKey } from '../support/server.ts'

const personalData = createPersonalData(dataKey)
const now = new Date('2026-11-20T02:00:00Z')
const survey = {
  id: 'second-half',
  data: {
    title: '示例问卷',
    opens_on: '2026-11-01',
    closes_on: '2026-11-30',
    questions: [
      { code: 'parking', text: '停车' },
      { code: 'traffic', text: '礼让' },
    ],
    sample: true,
    publish_at: undefined,
    expires_at: undefined,
  },
}

test('a survey ends after it begins, and asks nothing twice', () => {
  const { error } = surveys.schema.safeParse({
    title: '示例',
    opens_on: '2026-11-30',
    closes_on: '2026-11-01',
    questions: [survey.data.questions[0], survey.data.questions[0]],
  })
  expect(error?.issues.map(({ path }) => path[0])).toEqual(['closes_on', 'questions'])
})

describe('a survey', () => {
  let connection: Connection
  beforeAll(async () => {
    connection = await openTestDatabase()
  })
  afterAll(() => connection.close())

  let phones = 13_800_000_000
  const somebody = () =>
    connection.db
      .insertInto('person')
      .values({
        name: '市民',
        phone_hash: personalData.lookup(String((phones += 1)), 'phone'),
        phone_sealed: personalData.seal(String(phones), 'person.phone_sealed'),
      })
      .returning('id')
      .executeTakeFirstOrThrow()
  const over = '2026-12-01'
  const counties = ['331102', '331121', '331122']
  const read = () => readResults(connection.db, survey, counties, over)
  const answer = (
    person: { id: number },
    parking: Grade = 'very',
    county = '331102',
    { at = now, key = randomUUID() as string } = {},
  ) =>
    answerSurvey(
      connection.db,
      personalData,
      survey,
      { county, request_key: key, [fieldOf('parking')]: parking, [fieldOf('traffic')]: 'unknown' },
      person,
      at,
    )

  test('is open from its first to the end of its last day', () => {
    expect(['2026-10-31', '2026-11-01', '2026-11-30', '2026-12-01'].map(day => isOpen(survey.data, day))).toEqual([
      false,
      true,
      true,
      false,
    ])
  })

  test('takes one answer of a phone, from a proven phone alone, and keeps nothing that tells whose it is', async () => {
    const { db } = connection
    const person = await somebody()
    const both = await Promise.all([answer(person), answer(person)])
    expect(both.filter(outcome => 'refused' in outcome)).toMatchObject([{ refused: { words: words.already } }])
    expect(await answer(person, 'not')).toMatchObject({ refused: { words: words.already } })
    expect(await answer(await somebody(), 'very', '331102', { at: new Date('2026-11-30T16:00:00Z') })).toMatchObject({
      refused: { words: words.closed },
    })
    const staff = await db
      .insertInto('person')
      .values({ login: 'clerk', name: '受理员', roles: ['clerk'], password_hash: 'none' })
      .returning('id')
      .executeTakeFirstOrThrow()
    expect(await answer(staff)).toMatchObject({ refused: { words: words.staff } })
    expect(await db.selectFrom('survey_tally').selectAll().orderBy('question').execute()).toEqual([
      { survey: survey.id, question: '', answer: '331102', count: 1 },
      { survey: survey.id, question: 'parking', answer: 'very', count: 1 },
      { survey: survey.id, question: 'traffic', answer: 'unknown', count: 1 },
    ])
    const { phone_hash } = await db
      .selectFrom('person')
      .select('phone_hash')
      .where('id', '=', person.id)
      .executeTakeFirstOrThrow()
    const [respondent] = await db.selectFrom('survey_respondent').selectAll().execute()
    // Nothing beside the hash and the key of the form: no minute, no order, no answer. And no event.
    expect(Object.keys(respondent!).toSorted()).toEqual(['phone_hash', 'request_key', 'survey'])
    expect(respondent!.phone_hash).not.toBe(phone_hash)
    expect(await db.selectFrom('event').selectAll().where('object_kind', '=', 'survey').execute()).toEqual([])
  })

  test('takes the same form once more as the same answer', async () => {
    const person = await somebody()
    const key = randomUUID()
    expect([await answer(person, 'very', '331102', { key }), await answer(person, 'very', '331102', { key })]).toEqual([
      {},
      {},
    ])
    expect(await answer(person)).toMatchObject({ refused: { words: words.already } })
  })

  test('hides small numbers and what would give them away, and shows nothing before it is over', async () => {
    expect((await read())!.total).toBe('few')
    for (const grade of ['very', 'fairly', 'middling', 'not', 'hardly', 'unknown', 'unknown'] as const)
      await answer(await somebody(), grade)
    await answer(await somebody(), 'fairly', '331121')
    expect(await readResults(connection.db, survey, counties, survey.data.closes_on)).toBeUndefined()
    expect(await countAnswers(connection.db, survey.id)).toBe(10)
    const results = (await read())!
    expect(results.total).toBe(10)
    expect(results.questions).toEqual([
      { text: '停车', parts: { well: 5, badly: 'few', unknown: 'few' }, atLeast: undefined },
      { text: '礼让', parts: { well: 'few', badly: 'few', unknown: 'withheld' }, atLeast: undefined },
    ])
    // Of ten all but nine live there: the sum would say so of the one county, were the other shown.
    expect(results.byCounty).toEqual([
      { county: '331102', count: 'withheld' },
      { county: '331121', count: 'few' },
      { county: '331122', count: 'few' },
    ])
  })

  test('says of nearly all that they are at least so many, and of the few no number', async () => {
    const { db } = connection
    const tally = (question: string, answer: string, count: number) => ({ survey: 'many', question, answer, count })
    await db
      .insertInto('survey_tally')
      .values([
        ...[tally('', '331102', 100), tally('', '331121', 100)],
        ...[tally('parking', 'very', 198), tally('parking', 'not', 2)],
        ...[tally('traffic', 'fairly', 120), tally('traffic', 'middling', 60), tally('traffic', 'unknown', 20)],
      ])
      .execute()
    expect((await readResults(db, { ...survey, id: 'many' }, counties.slice(0, 2), over))!.questions).toEqual([
      { text: '停车', parts: { well: 'withheld', badly: 'few', unknown: 'few' }, atLeast: 95 },
      { text: '礼让', parts: { well: 120, badly: 60, unknown: 20 }, atLeast: undefined },
    ])
  })

  test('nothing that is hidden follows from the sum and what is shown', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.nat(5), fc.nat(30)), { minLength: 2, maxLength: 9 }), counts => {
        const hidden = hideParts(counts)
        const sumOf = (is: (at: number) => boolean) => counts.reduce((sum, count, at) => sum + (is(at) ? count : 0), 0)
        expect([...counts.keys()].filter(at => counts[at]! < smallestShown && !hidden[at])).toEqual([])
        const left = sumOf(at => hidden[at] !== undefined)
        if (hidden.every(why => why === undefined) || sumOf(() => true) < smallestShown) return
        // As many as may be shown, or nobody beside several, or nothing is shown at all.
        const shown = hidden.filter(why => why === undefined).length
        expect(left >= smallestShown || shown === 0 || (left === 0 && shown > 1)).toBe(true)
        if (left === 0) return
        const few = hidden.filter(why => why === 'few').length
        const fewest = hidden.includes('withheld') ? 0 : left
        expect(few === 0 || (few > 1 && fewest < few * (smallestShown - 1)) || hidden.includes('withheld')).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })

  test('forgets who has answered once it is over, and not before', async () => {
    const { db } = connection
    const known = async () => (await db.selectFrom('survey_respondent').select('survey').execute()).length
    await endSurveys(db, [survey], new Date('2026-11-30T15:00:00Z'))
    expect(await known()).toBe(10)
    await endSurveys(db, [survey], new Date('2026-11-30T17:00:00Z'))
    expect(await known()).toBe(0)
    expect((await read())!.total).toBe(10)
  })
})
