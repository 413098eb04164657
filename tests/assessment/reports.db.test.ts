import { randomUUID } from 'node:crypto'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fileReport, type Filing } from '#assessment/reports/move.ts'
import { correction } from '#assessment/reports/moves/correction.ts'
import { filing } from '#assessment/reports/moves/filing.ts'
import { dueAt, periodsBefore, periodsOf, sayPeriod, spanOf } from '#assessment/reports/periods.ts'
import { remindOfReports } from '#assessment/reports/reminders.ts'
import { findReport, listReportDocuments, listReports, listVersions } from '#assessment/reports/reports.ts'
import { reportWords as words } from '#assessment/reports/words.ts'
import { answeringUnits } from '#assessment/units.ts'
import type { Connection } from '#db/connect.ts'
import { documentErrors } from '#suggestions/document-words.ts'
import { addColleagues, type Colleagues, coUnit, leadUnit } from '../support/course.ts'
import { openTestDatabase } from '../support/database.ts'
import { waitingDocument } from '../support/waiting.ts'

const rules = { rhythm: 'half-year', days: 15, public: true } as const
const inTime = new Date('2027-01-10T02:00:00Z')
const after = new Date('2027-01-16T02:00:00Z')
const said = () => ({
  done: '上门核实了三十件建言。',
  problems: '停车位不够。',
  next: '明年再划一批。',
  led: 3,
  in_time: 2,
  late: 1,
  reopened: 0,
  rectified: 1,
  inspections: 4,
  documents: [] as string[],
  fill: undefined,
  request_key: randomUUID(),
})

test('a year has two half-years or four quarters, and each knows its months and its last day', () => {
  expect(periodsOf(2026, 'half-year')).toEqual(['2026-H1', '2026-H2'])
  expect(periodsOf(2026, 'quarter').map(sayPeriod).at(-1)).toBe('2026年第四季度')
  expect(spanOf('2026-Q3')).toEqual({ from: '2026-07', to: '2026-09', begins: '2026-07-01', ends: '2026-10-01' })
  expect(periodsBefore('2027-01-01', 'half-year', 3)).toEqual(['2026-H2', '2026-H1', '2025-H2'])
  expect(periodsBefore('2026-12-31', 'half-year', 1)).toEqual(['2026-H1'])
  expect(dueAt('2026-H2', rules)).toEqual(new Date('2027-01-15T16:00:00Z'))
})

test('counties and departments answer, also one that was dissolved in between, and says so', () => {
  const entry = (id: string, level: string, dissolved_on?: string) =>
    ({ id, data: { level, short_name: id, dissolved_on } }) as never
  const register = [
    entry('city', 'city'),
    entry('street', 'street'),
    entry('office', 'department'),
    entry('county', 'county'),
    entry('gone', 'department', '2026-06-30'),
    entry('going', 'department', '2026-10-01'),
  ]
  expect(answeringUnits(register, '2026-07-01', '2027-01-01')).toEqual([
    { id: 'office', name: 'office', until: undefined },
    { id: 'county', name: 'county', until: undefined },
    { id: 'going', name: 'going', until: '2026-10-01' },
  ])
})

describe('a report', () => {
  let connection: Connection
  let people: Colleagues
  beforeAll(async () => {
    connection = await openTestDatabase()
    people = await addColleagues(connection.db)
  })
  afterAll(() => connection.close())

  const about = (period: string, unit = leadUnit, until?: string): Filing => ({
    unit: { id: unit, name: unit, until },
    period,
    rules,
    rectified: 2,
  })
  const file = (given: Filing, data = said(), now = inTime, person = people.lead) =>
    fileReport(connection.db, filing, given, data, { person, now })

  test('is filed once for a unit and a period, with what the system counted beside it and an event', async () => {
    const data = said()
    expect(await file(about('2026-H2'), data)).toEqual({})
    // Sent twice it is one, at the same moment too.
    expect(await file(about('2026-H2'), data)).toEqual({})
    const twice = said()
    expect(await Promise.all([file(about('2024-H2'), twice), file(about('2024-H2'), twice)])).toEqual([{}, {}])
    expect(await file(about('2026-H2'))).toMatchObject({ refused: { words: words.alreadyFiled } })
    const report = (await findReport(connection.db, leadUnit, '2026-H2'))!
    expect([report.is_late, report.version]).toEqual([false, 1])
    expect(await listVersions(connection.db, report.id)).toMatchObject([
      { version: 1, done: data.done, led: 3, counted: { led: 0, rectified: 2 }, name: people.lead.name },
    ])
    expect(
      await connection.db
        .selectFrom('event')
        .select(['action', 'detail'])
        .where('object_kind', '=', 'report')
        .where('object_id', '=', String(report.id))
        .execute(),
    ).toEqual([{ action: 'report.filed', detail: { unit: leadUnit, period: '2026-H2', version: 1, late: false } }])
    await expect(
      connection.db
        .insertInto('report')
        .values({ unit: leadUnit, period: '2026-H2', due_at: inTime, filed_at: inTime, version: 1 })
        .execute(),
    ).rejects.toThrow(/report_is_one_for_each/)
  })

  test('of two officers at the same moment one alone files', async () => {
    const outcomes = await Promise.all([file(about('2025-H1')), file(about('2025-H1'))])
    expect(outcomes.filter(outcome => 'refused' in outcome)).toMatchObject([{ refused: { words: words.alreadyFiled } }])
  })

  test('that comes after the limit is taken and marked, and stays marked', async () => {
    expect(await file(about('2026-H1'), said(), after)).toEqual({})
    const report = (await findReport(connection.db, leadUnit, '2026-H1'))!
    expect(report.is_late).toBe(true)
    await expect(
      connection.db.updateTable('report').set({ filed_at: inTime }).where('id', '=', report.id).execute(),
    ).rejects.toThrow('what was reported stays')
  })

  test('is corrected by a new version with its reason, and the version before stays', async () => {
    const correct = (period: string) =>
      fileReport(
        connection.db,
        correction,
        about(period),
        { ...said(), led: 5, reason: '少写了两件' },
        {
          person: people.lead,
          now: after,
        },
      )
    expect(await correct('2024-H1')).toMatchObject({ refused: { words: words.notFiled } })
    expect(await correct('2026-H2')).toEqual({})
    const report = (await findReport(connection.db, leadUnit, '2026-H2'))!
    expect([report.is_late, report.version, report.filed_at]).toEqual([false, 2, inTime])
    expect(
      (await listVersions(connection.db, report.id)).map(({ version, led, reason }) => [version, led, reason]),
    ).toEqual([
      [2, 5, '少写了两件'],
      [1, 3, null],
    ])
    await expect(connection.db.deleteFrom('report_version').execute()).rejects.toThrow('what was reported stays')
  })

  test('is refused before its period is over, to a unit that is no more, and to officers of another unit', async () => {
    expect(await file(about('2027-H1'))).toMatchObject({ refused: { words: words.notEnded } })
    for (const period of ['2026-Q3', '2001-H1'])
      expect(await file(about(period))).toMatchObject({ refused: { words: words.notAsked } })
    expect(await file(about('2024-H1', leadUnit, '2024-03-01'))).toMatchObject({ refused: { words: words.gone } })
    expect(await file({ ...about('2024-H1'), unit: undefined })).toMatchObject({ refused: { words: words.gone } })
    for (const person of [people.co, people.clerk, people.supervisor])
      expect(await file(about('2024-H1'), said(), inTime, person)).toMatchObject({ refused: { words: words.notYours } })
    expect(await listReports(connection.db, ['2024-H1'])).toEqual([])
  })

  test('takes its papers with it, each once', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'portal-reports-'))
    const documents = [await waitingDocument(connection.db, dataDir, inTime)]
    expect(await file(about('2023-H2'), { ...said(), documents })).toEqual({})
    const report = (await findReport(connection.db, leadUnit, '2023-H2'))!
    expect(await listReportDocuments(connection.db, report.id)).toMatchObject([{ name: '整改清单.pdf' }])
    expect(await file(about('2023-H1'), { ...said(), documents })).toMatchObject({
      refused: { field: 'documents', words: documentErrors.gone },
    })
    expect(await findReport(connection.db, leadUnit, '2023-H1')).toBeUndefined()
  })

  test('is reminded of once when it is wanted, on the eve and when it is late, and no more once it is filed', async () => {
    const { db } = connection
    const units = [leadUnit, coUnit].map(id => ({ id, name: id, until: undefined }))
    const gone = { id: 'water-bureau', name: '', until: '2027-02-01' }
    const remind = (day: string) =>
      remindOfReports(db, { ...rules, rhythm: 'quarter' }, () => [...units, gone], new Date(`${day}T20:00:00Z`))
    const told = (person: { id: number }) =>
      db
        .selectFrom('message')
        .select(['template', 'facts', 'read_at'])
        .where('to_person_id', '=', person.id)
        .where('about_kind', '=', 'report')
        .orderBy('id')
        .execute()
    expect([await remind('2027-04-01'), await remind('2027-04-02')]).toEqual([2, 0])
    expect(await told(people.co)).toMatchObject([
      { template: 'report-wanted', facts: { period: '2027年第一季度', due: '2027-04-15' }, read_at: null },
    ])
    const now = new Date('2027-04-10T02:00:00Z')
    expect(
      await fileReport(db, filing, { ...about('2027-Q1', coUnit), rules: { ...rules, rhythm: 'quarter' } }, said(), {
        person: people.co,
        now,
      }),
    ).toEqual({})
    expect(await told(people.co)).toMatchObject([{ read_at: now }])
    expect([await remind('2027-04-13'), await remind('2027-04-15'), await remind('2027-04-16')]).toEqual([1, 1, 0])
    expect((await told(people.lead)).map(({ template }) => template)).toEqual([
      'report-wanted',
      'report-eve',
      'report-late',
    ])
    expect(await told(people.co)).toHaveLength(1)
  })
})
