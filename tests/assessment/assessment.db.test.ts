import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findAssessment, isSchemeChanged, listObjections, listScores, listTotals } from '#assessment/assessment.ts'
import { beginAssessment } from '#assessment/beginning.ts'
import { type AssessmentMove, makeMove, whyNot } from '#assessment/move.ts'
import { conclusion } from '#assessment/moves/conclusion.ts'
import { counting } from '#assessment/moves/counting.ts'
import { decision } from '#assessment/moves/decision.ts'
import { judging } from '#assessment/moves/judging.ts'
import { objection } from '#assessment/moves/objection.ts'
import { opening } from '#assessment/moves/opening.ts'
import { publication } from '#assessment/moves/publication.ts'
import { voiding } from '#assessment/moves/voiding.ts'
import { withdrawal } from '#assessment/moves/withdrawal.ts'
import { assessmentWords as words } from '#assessment/words.ts'
import type { Connection } from '#db/connect.ts'
import type { FormSchema } from '#forms/read.ts'
import { aKey, assessedYear as year, duringYear, fillYear, sampleFacts, sampleScheme } from '../support/assessing.ts'
import { addColleagues, bringTo, type Colleague, type Colleagues, coUnit, leadUnit } from '../support/course.ts'
import { openTestDatabase } from '../support/database.ts'

const now = new Date('2027-02-01T02:00:00Z')
const later = new Date('2027-02-20T02:00:00Z')
const scheme = sampleScheme as unknown as Parameters<typeof beginAssessment>[1]

describe('an assessment', () => {
  let connection: Connection
  let people: Colleagues
  let publisher: Colleague
  beforeAll(async () => {
    connection = await openTestDatabase()
    people = await addColleagues(connection.db)
    publisher = await fillYear(connection.db, people)
  })
  afterAll(() => connection.close())

  const press = <Schema extends FormSchema>(
    move: AssessmentMove<Schema>,
    data: Parameters<typeof makeMove<Schema>>[3],
    person: Colleague,
    { at = now, unit }: { at?: Date; unit?: string } = {},
  ) => makeMove(connection.db, move, { year, ...(unit && { unit }) }, data, { person, now: at, facts: sampleFacts })
  const begin = (key = aKey()) =>
    beginAssessment(connection.db, scheme, key, { person: people.supervisor, now, facts: sampleFacts })
  const idOf = async () => (await findAssessment(connection.db, year))!.id
  const lineOf = async (unit: string, code: string) =>
    (await listScores(connection.db, await idOf(), unit)).find(({ criterion }) => criterion === code)!

  test('is begun once a year, and keeps the scheme that it began with', async () => {
    const key = aKey()
    expect(await Promise.all([begin(key), begin(key)])).toEqual([{ year }, { year }])
    expect(await begin()).toMatchObject({ refused: { words: words.oneAYear } })
    expect(
      await beginAssessment(connection.db, undefined, aKey(), { person: people.supervisor, now, facts: sampleFacts }),
    ).toMatchObject({
      refused: { words: words.schemeGone },
    })
    await expect(connection.db.updateTable('assessment').set({ scheme: 'other' }).execute()).rejects.toThrow(
      'an assessment keeps its scheme',
    )
    const assessment = (await findAssessment(connection.db, year))!
    expect(assessment.criteria).toHaveLength(8)
    const { criteria } = sampleScheme.data
    const heavier = criteria.map(each => (each.code === 'in-time' ? { ...each, weight: 40 } : each))
    expect([criteria, heavier].map(each => isSchemeChanged(assessment, { criteria: [...each] }))).toEqual([false, true])
    expect((await listTotals(connection.db, await idOf())).map(({ unit, until_day }) => [unit, until_day])).toEqual([
      [leadUnit, null],
      [coUnit, '2026-09-01'],
    ])
  })

  test('a line with too few is not scored, its weight is spread over the others, and few returned are good', async () => {
    const satisfied = await lineOf(leadUnit, 'satisfied')
    expect([satisfied.whole! < satisfied.minimum, satisfied.share]).toEqual([true, null])
    const returned = await lineOf(leadUnit, 'returned')
    expect(Number(returned.share)).toBeCloseTo(100 - (100 * returned.part!) / returned.whole!, 6)
    const scores = (await listScores(connection.db, await idOf(), leadUnit)).filter(({ share }) => share !== null)
    const sum = (of: (score: (typeof scores)[number]) => number) =>
      scores.reduce((total, score) => total + of(score), 0)
    const [total] = await listTotals(connection.db, await idOf())
    expect(Number(total!.total)).toBeCloseTo(
      sum(({ weight, share }) => weight * Number(share)) / sum(({ weight }) => weight),
      2,
    )
  })

  test('whoever answers for a unit does not judge it, decide its objections, or conclude; SQL asks the same', async () => {
    const { db } = connection
    const both = { ...people.lead, roles: ['officer', 'clerk', 'supervisor', 'publisher'] as Colleague['roles'] }
    const own = { unit: leadUnit }
    const theirs = { refused: { kind: 'forbidden', words: words.ownUnit } }
    expect(await press(judging, { criterion: 'standing', points: 100 }, both, own)).toEqual(theirs)
    const line = await lineOf(leadUnit, 'standing')
    const judge = (set: object) => db.updateTable('assessment_line').set(set).where('id', '=', line.id).execute()
    await expect(judge({ first_by: both.id, first_points: 100 })).rejects.toThrow('their own unit')
    const subject = { assessment: (await findAssessment(db, year))!, unit: leadUnit, own: [leadUnit] }
    const objections = { ...subject, assessment: { ...subject.assessment, state: 'objections' as const } }
    expect(whyNot(decision, objections, { person: both, now })).toEqual(theirs.refused)
    expect(whyNot(decision, { ...objections, own: [coUnit] }, { person: both, now })).toBeUndefined()
    expect(await press(voiding, { reason: '对我们不利' }, both)).toMatchObject({
      refused: { words: words.assessedThemselves },
    })
    // One that units were asked of before the year was over is not concluded before either.
    const early = { person: people.supervisor, now: new Date('2026-12-31T15:59:00Z') }
    expect(whyNot(conclusion, { ...objections, own: [] }, early)).toMatchObject({ words: words.yearNotOver(year) })
    for (const [move, state] of [
      [conclusion, 'objections'],
      [publication, 'result'],
      [withdrawal, 'published'],
    ] as const)
      expect(
        whyNot<FormSchema>(move, { ...subject, assessment: { ...subject.assessment, state } }, { person: both, now }),
      ).toMatchObject({ words: words.assessedThemselves })
  })

  test('is judged by two people, each once, and nothing is opened before', async () => {
    const give = (person: Colleague, points: number, unit = leadUnit, criterion = 'standing') =>
      press(judging, { criterion, points }, person, { unit })
    expect(await give(people.lead, 90)).toMatchObject({ refused: { words: words.notYours } })
    expect(await give(people.clerk, 90, leadUnit, 'in-time')).toMatchObject({ refused: { words: words.notJudgedLine } })
    expect(await give(people.clerk, 90, 'nobody')).toMatchObject({ refused: { words: words.unitGone } })
    expect(await give(people.clerk, 90)).toEqual({})
    expect(await give(people.clerk, 80)).toMatchObject({ refused: { words: words.judgedByYou } })
    const once = await lineOf(leadUnit, 'standing')
    expect([once.share, once.first_by, once.first_points]).toEqual([null, people.clerk.id, null])
    expect(await press(opening, { until: '2027-02-10' }, people.supervisor)).toMatchObject({
      refused: { words: words.waitingFor(1) },
    })
    await expect(
      connection.db
        .updateTable('assessment')
        .set({ state: 'objections', opened_at: now, objections_until: later })
        .execute(),
    ).rejects.toThrow('two have not judged yet')
    expect(await give(people.secondClerk, 80)).toEqual({})
    expect(await give(people.supervisor, 70)).toMatchObject({ refused: { words: words.alreadyJudged } })
    expect(Number((await lineOf(leadUnit, 'standing')).share)).toBe(85)
    await expect(
      connection.db
        .updateTable('assessment_line')
        .set({ second_by: people.clerk.id })
        .where('id', '=', (await lineOf(leadUnit, 'standing')).id)
        .execute(),
    ).rejects.toThrow(/assessment_line_is_judged_by_two/)
    // The other unit was dissolved: it need not be judged.
    expect(
      await press(opening, { until: '2027-02-10' }, people.supervisor, { at: new Date('2026-12-31T15:59:00Z') }),
    ).toEqual({
      refused: { kind: 'too-late', words: words.yearNotOver(year) },
    })
    await expect(
      connection.db
        .updateTable('assessment')
        .set({ state: 'objections', opened_at: new Date('2026-12-31T15:59:00Z'), objections_until: later })
        .execute(),
    ).rejects.toThrow('the year is not over')
  })

  test('is counted anew while it is a draft, and what was judged stays', async () => {
    await bringTo(connection.db, 'returned', people, duringYear)
    const before = (await lineOf(leadUnit, 'returned')).part!
    expect(await press(counting, {}, people.supervisor, { at: later })).toEqual({})
    expect((await lineOf(leadUnit, 'returned')).part).toBe(before + 1)
    expect((await lineOf(leadUnit, 'standing')).first_points).toBe(90)
  })

  test('is opened for some days, its numbers stand still, and its units are told', async () => {
    expect(await press(opening, { until: '2027-02-02' }, people.supervisor)).toMatchObject({
      refused: { field: 'until' },
    })
    expect(await press(opening, { until: '2027-02-10' }, people.clerk)).toMatchObject({
      refused: { words: words.notYours },
    })
    expect(await press(opening, { until: '2027-02-10' }, people.supervisor)).toEqual({})
    expect(await press(counting, {}, people.supervisor)).toMatchObject({ refused: { words: words.wrongState } })
    const line = await lineOf(leadUnit, 'standing')
    await expect(
      connection.db.updateTable('assessment_line').set({ first_points: 10 }).where('id', '=', line.id).execute(),
    ).rejects.toThrow('the numbers of this assessment stand')
    const told = await connection.db
      .selectFrom('message')
      .select('to_person_id')
      .where('template', '=', 'assessment-opened')
      .orderBy('to_person_id')
      .execute()
    expect(told.map(({ to_person_id }) => to_person_id)).toEqual([people.lead.id, people.co.id])
  })

  test('a unit objects to its own, one at a time, and somebody decides who neither judged nor objected', async () => {
    const object = (person: Colleague, key = aKey(), at = now) =>
      press(objection, { criterion: 'standing', words: '那天正在抢修，路面没有来得及清。', ...key }, person, {
        unit: leadUnit,
        at,
      })
    expect(await object(people.co)).toMatchObject({ refused: { words: words.notYours } })
    const key = aKey()
    expect([await object(people.lead, key), await object(people.lead, key)]).toEqual([{}, {}])
    expect(await object(people.lead)).toMatchObject({ refused: { words: words.objectionOpen } })
    const said = connection.db.selectFrom('event').select('detail').where('action', '=', 'assessment.objected')
    expect(await said.execute()).toHaveLength(1)
    expect(await object(people.lead, aKey(), later)).toMatchObject({ refused: { words: words.objectionLate } })
    const [open] = await listObjections(connection.db, await idOf(), leadUnit)
    const decide = (person: Colleague, data: object) =>
      press(decision, { objection: String(open!.id), words: '看过现场照片，理由成立。', ...data } as never, person, {
        unit: leadUnit,
      })
    expect(await decide({ ...people.clerk, roles: ['supervisor'] }, { upheld: 'yes', share: 90 })).toMatchObject({
      refused: { words: words.decisionOwn },
    })
    // Who objected does not decide either, once they answer for the unit no more.
    const { db } = connection
    await db.deleteFrom('liaison').where('person_id', '=', people.lead.id).execute()
    expect(await decide({ ...people.lead, roles: ['supervisor'] }, { upheld: 'yes', share: 90 })).toMatchObject({
      refused: { words: words.decisionFiled },
    })
    await db.insertInto('liaison').values({ person_id: people.lead.id, unit: leadUnit }).execute()
    await expect(
      connection.db
        .updateTable('assessment_objection')
        .set({ decided_by: people.clerk.id, decided_at: now, upheld: true, decision: '成立' })
        .execute(),
    ).rejects.toThrow('who judged does not decide')
    await connection.db.insertInto('liaison').values({ person_id: people.admin.id, unit: leadUnit }).execute()
    expect(await decide(people.admin, { upheld: 'yes', share: 90 })).toMatchObject({
      refused: { words: words.ownUnit },
    })
    await expect(
      connection.db
        .updateTable('assessment_objection')
        .set({ decided_by: people.admin.id, decided_at: now, upheld: true, decision: '成立' })
        .execute(),
    ).rejects.toThrow('their own unit')
    expect(await press(conclusion, {}, people.supervisor)).toMatchObject({ refused: { words: words.notOver } })
    expect(await press(conclusion, {}, people.supervisor, { at: later })).toMatchObject({
      refused: { words: words.openObjections(1) },
    })
    expect(await decide(people.supervisor, { upheld: 'yes', share: 90 })).toEqual({})
    expect(Number((await lineOf(leadUnit, 'standing')).share)).toBe(90)
    expect(await decide(people.supervisor, { upheld: 'no' })).toMatchObject({ refused: { words: words.decisionGone } })
  })

  test('is concluded by one and published by another; nothing is published by itself, and a result changes no more', async () => {
    const { db } = connection
    expect(await press(publication, {}, publisher)).toMatchObject({ refused: { words: words.wrongState } })
    expect(await press(conclusion, {}, people.supervisor, { at: later })).toEqual({})
    expect((await findAssessment(db, year))!.published_at).toBeNull()
    expect(await press(publication, {}, people.supervisor, { at: later })).toMatchObject({
      refused: { words: words.concludedByYou },
    })
    await expect(
      db
        .updateTable('assessment')
        .set({ state: 'published', published_by: people.supervisor.id, published_at: later })
        .execute(),
    ).rejects.toThrow(/assessment_is_published_by_another/)
    await expect(
      db.updateTable('assessment').set({ concluded_by: people.admin.id }).where('state', '=', 'result').execute(),
    ).rejects.toThrow('their own unit')
    await expect(db.updateTable('assessment_line').set({ revised: 100 }).execute()).rejects.toThrow(
      'the numbers of this assessment stand',
    )
    expect(await press(publication, {}, publisher, { at: later })).toEqual({})
    expect(await press(voiding, { reason: '统计错了' }, people.supervisor)).toMatchObject({
      refused: { words: words.wrongState },
    })
    expect(await press(withdrawal, {}, publisher, { at: later })).toEqual({})
    expect((await findAssessment(db, year))!.state).toBe('result')
    expect(await press(voiding, { reason: '统计错了' }, people.supervisor)).toEqual({})
    expect(await findAssessment(db, year)).toBeUndefined()
    expect(await begin()).toEqual({ year })
    const events = await db
      .selectFrom('event')
      .select('action')
      .where('object_kind', '=', 'assessment')
      .orderBy('id')
      .execute()
    expect([...new Set(events.map(({ action }) => action))]).toEqual([
      'assessment.begun',
      'assessment.judged',
      'assessment.counted',
      'assessment.opened',
      'assessment.objected',
      'assessment.objection-decided',
      'assessment.concluded',
      'assessment.published',
      'assessment.withdrawn',
      'assessment.voided',
    ])
  })
})
