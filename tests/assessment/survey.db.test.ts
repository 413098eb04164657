import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { answerSurvey, endSurveys, isOpen, readResults } from '#assessment/survey/answers.ts'
import { fieldOf } from '#assessment/survey/form.ts'
import { type Grade, surveyWords as words } from '#assessment/survey/words.ts'
import type { Connection } from '#db/connect.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { surveys } from '#publishing/types/survey.ts'
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
  const answer = (person: { id: number }, parking: Grade = 'very', county = '331102', at = now) =>
    answerSurvey(
      connection.db,
      personalData,
      survey,
      { county, [fieldOf('parking')]: parking, [fieldOf('traffic')]: 'unknown' },
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
    expect(await answer(await somebody(), 'very', '331102', new Date('2026-11-30T16:00:00Z'))).toMatchObject({
      refused: { words: words.closed },
    })
    const staff = await db
      .insertInto('person')
      .values({ login: 'clerk', name: '受理员', roles: ['clerk'], password_hash: 'none' })
      .returning('id')
      .executeTakeFirstOrThrow()
    expect(await answer(staff)).toMatchObject({ refused: { words: words.staff } })
    const rows = await db.selectFrom('survey_answer').selectAll().execute()
    expect(rows).toMatchObject([{ county: '331102', answers: { parking: 'very', traffic: 'unknown' } }])
    const { phone_hash } = await db
      .selectFrom('person')
      .select('phone_hash')
      .where('id', '=', person.id)
      .executeTakeFirstOrThrow()
    expect(rows[0]!.phone_hash).not.toBe(phone_hash)
    expect(
      await db.selectFrom('event').select(['actor_id', 'detail']).where('action', '=', 'survey.answered').execute(),
    ).toEqual([{ actor_id: null, detail: {} }])
  })

  test('hides small numbers and what would give them away, and does not count who cannot tell', async () => {
    expect((await readResults(connection.db, survey)).total).toBe('few')
    for (const grade of ['very', 'fairly', 'middling', 'not', 'unknown', 'unknown'] as const)
      await answer(await somebody(), grade)
    await answer(await somebody(), 'fairly', '331121')
    const results = await readResults(connection.db, survey)
    expect(results.total).toBe(8)
    expect(results.questions).toEqual([
      { text: '停车', well: { part: 4, of: 6 } },
      { text: '礼让', well: 'few' },
    ])
    // One alone would follow from the sum: the other is withheld too.
    expect(results.byCounty).toEqual([
      { county: '331102', count: 'withheld' },
      { county: '331121', count: 'few' },
    ])
  })

  test('forgets who has answered once it is over, and not before', async () => {
    const { db } = connection
    const known = async () =>
      (await db.selectFrom('survey_answer').select('id').where('phone_hash', 'is not', null).execute()).length
    await endSurveys(db, [survey], new Date('2026-11-30T15:00:00Z'))
    expect(await known()).toBe(8)
    await endSurveys(db, [survey], new Date('2026-11-30T17:00:00Z'))
    expect(await known()).toBe(0)
    expect((await readResults(db, survey)).total).toBe(8)
  })
})
