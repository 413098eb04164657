import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readEvidence } from '#assessment/tasks/evidence.ts'
import { type By, makeMove, type TaskMove } from '#assessment/tasks/move.ts'
import { acceptance } from '#assessment/tasks/moves/acceptance.ts'
import { report } from '#assessment/tasks/moves/report.ts'
import { giveBack } from '#assessment/tasks/moves/return.ts'
import { listTaskReports } from '#assessment/tasks/reports.ts'
import { taskWords as words } from '#assessment/tasks/words.ts'
import type { Connection } from '#db/connect.ts'
import type { Task } from '#publishing/types/task.ts'
import { addColleagues, type Colleague, type Colleagues, coUnit, leadUnit } from '../support/course.ts'
import { openTestDatabase } from '../support/database.ts'

const now = new Date('2026-11-20T02:00:00Z')
const task: Task = {
  title: '示例任务',
  year: 2026,
  number: 7,
  standard: '做好',
  lead: leadUnit,
  supporting: [coUnit],
  due: '2026-12-31',
  state: 'planned',
  progress: '还没动',
  notices: ['old'],
  articles: [],
  exposures: [],
  records: [],
  sample: true,
} as never
const said = (more: object = {}) => ({
  unit: leadUnit,
  progress: 'running' as const,
  done_on: undefined,
  words: '已经做了一半。',
  evidence: undefined,
  request_key: randomUUID(),
  ...more,
})

test('evidence is read from addresses and numbers, whatever stands around them', () => {
  expect(
    readEvidence([
      '/notices/a-b',
      'https://wenming.example.cn/news/story?from=wx#top',
      '/exposure/tiles',
      '/suggestions/2026-12',
      '2026-13',
      '/notices/',
      '/desk/tasks/a',
      '见附件',
      '2026-0',
    ]),
  ).toEqual({
    evidence: { notices: ['a-b'], articles: ['story'], exposures: ['tiles'], records: ['2026-12', '2026-13'] },
    unread: ['/notices/', '/desk/tasks/a', '见附件', '2026-0'],
  })
})

describe('the progress of a task', () => {
  let connection: Connection
  let people: Colleagues
  let id: string
  /** What was made a draft of, and what becomes of the next. */
  let drafted: Task[]
  let becomes: Awaited<ReturnType<By['city']['draft']>>
  beforeAll(async () => {
    connection = await openTestDatabase()
    people = await addColleagues(connection.db)
  })
  afterAll(() => connection.close())
  beforeEach(() => {
    id = `task-${randomUUID().slice(0, 8)}`
    drafted = []
    becomes = 'handed-in'
  })

  const unitsOf = ({ id }: Colleague) => (id === people.lead.id ? [leadUnit] : id === people.co.id ? [coUnit] : [])
  const by = (person: Colleague): By => ({
    person: { ...person, units: unitsOf(person) },
    now,
    city: {
      unitName: unit => unit,
      isPublished: (_, entry) => entry !== 'hidden',
      draft: after => {
        drafted.push(after)
        return Promise.resolve(becomes)
      },
    },
  })
  const make = (move: object, person: Colleague, data: object, of: Task = task) =>
    makeMove(connection.db, move as TaskMove, { id, task: of }, data as never, by(person))
  const reports = () => listTaskReports(connection.db, [id])
  const openId = async () => String((await reports()).find(({ state }) => state === 'filed')!.id)
  const eventsOf = () =>
    connection.db
      .selectFrom('event')
      .select(['action', 'actor_id'])
      .where('object_kind', '=', 'task')
      .where('object_id', '=', id)
      .orderBy('id')
      .execute()

  test('is reported by an officer of a unit of the task, told to the supervisors, and once alone however often it is sent', async () => {
    const data = said({ evidence: '/notices/new\n\n/notices/new\n' })
    expect(await Promise.all([make(report, people.lead, data), make(report, people.lead, data)])).toEqual([{}, {}])
    expect(await make(report, people.lead, data)).toEqual({})
    expect(await eventsOf()).toEqual([{ action: 'task.reported', actor_id: people.lead.id }])
    expect(await reports()).toMatchObject([{ unit: leadUnit, state: 'filed', evidence: ['/notices/new'] }])
    const told = await connection.db
      .selectFrom('message')
      .select(['template', 'to_person_id'])
      .where('about_kind', '=', 'task')
      .where('about_id', '=', id)
      .execute()
    expect(told).toEqual([{ template: 'task-reported', to_person_id: people.supervisor.id }])
  })

  test.each([
    ['another unit', { unit: 'water-bureau' }, 'unit', words.notYourUnit],
    ['a day to come', { progress: 'done', done_on: '2026-11-21' }, 'done_on', words.fields.doneOnLater],
    ['what is no evidence', { evidence: '见附件' }, 'evidence', words.fields.evidenceUnknown(['见附件'])],
    [
      'what readers do not see',
      { evidence: '/news/hidden' },
      'evidence',
      words.fields.evidenceUnknown(['/news/hidden']),
    ],
    [
      'an answer that is not public',
      { evidence: '2026-999' },
      'evidence',
      words.fields.evidenceUnknown(['/suggestions/2026-999']),
    ],
  ])('is refused with %s, at its field', async (_, more, field, refused) => {
    expect(await make(report, people.lead, said(more))).toEqual({
      refused: { kind: 'at-field', field, words: refused },
    })
    expect(await reports()).toEqual([])
  })

  test.each(['clerk', 'supervisor', 'admin', 'outsider'] as const)('is not reported by a %s', async who => {
    expect(await make(report, people[who], said())).toHaveProperty('refused')
    expect(await reports()).toEqual([])
  })

  test.each(['done', 'dropped'] as const)('is not reported any more of what is %s', async state => {
    expect(await make(report, people.lead, said(), { ...task, state })).toMatchObject({
      refused: { words: words.ended },
    })
  })

  test('waits once for each unit, and that it is done the lead unit alone says', async () => {
    expect(await make(report, people.lead, said())).toEqual({})
    expect(await make(report, people.lead, said())).toMatchObject({ refused: { words: words.open } })
    const done = said({ unit: coUnit, progress: 'done', done_on: '2026-11-19' })
    expect(await make(report, people.co, done)).toMatchObject({ refused: { words: words.helperDone } })
    expect(await make(report, people.co, said({ unit: coUnit }))).toEqual({})
    await expect(
      connection.db
        .insertInto('task_report')
        .values({ ...said(), evidence: [], done_on: null, task: id, filed_by: people.lead.id, filed_at: now })
        .execute(),
    ).rejects.toThrow(/task_report_open/)
  })

  test('becomes a draft of the task when it is accepted: evidence is added to, the lead unit says how far it is', async () => {
    const done = said({ progress: 'done', done_on: '2026-11-19', words: '全部做完。', evidence: '/notices/new' })
    await make(report, people.lead, done)
    const chosen = { report: await openId() }
    expect(await make(acceptance, people.clerk, chosen)).toMatchObject({ refused: { words: words.notYours } })
    expect(await make(acceptance, people.lead, chosen)).toMatchObject({ refused: { words: words.notYours } })
    expect(await make(acceptance, people.supervisor, chosen)).toEqual({})
    expect(drafted).toEqual([
      { ...task, state: 'done', done_on: '2026-11-19', progress: '全部做完。', notices: ['old', 'new'] },
    ])
    expect(await make(acceptance, people.admin, chosen)).toMatchObject({ refused: { words: words.decided } })
    expect(await eventsOf()).toEqual([
      { action: 'task.reported', actor_id: people.lead.id },
      { action: 'task.report-accepted', actor_id: people.supervisor.id },
    ])
  })

  test('of a unit that helps adds a line, and leaves the rest as the list has it', async () => {
    await make(report, people.co, said({ unit: coUnit, words: '我们帮了忙。' }))
    expect(await make(acceptance, people.admin, { report: await openId() })).toEqual({})
    expect(drafted).toMatchObject([
      { state: 'running', progress: `还没动\n${words.byHelper(coUnit, '我们帮了忙。')}`, notices: ['old'] },
    ])
  })

  test.each([
    ['exists', words.hasDraft],
    ['unfinished', words.draftFailed],
    ['taken', words.decided],
  ] as const)('is not accepted while its draft %s', async (outcome, refused) => {
    becomes = outcome
    await make(report, people.lead, said())
    expect(await make(acceptance, people.supervisor, { report: await openId() })).toMatchObject({
      refused: { words: refused },
    })
    expect(await reports()).toMatchObject([{ state: 'filed', decided_by: null }])
  })

  test('is given back with a reason, of which its officer is told, and reported anew', async () => {
    await make(report, people.lead, said())
    const chosen = { report: await openId(), reason: '差几户，写清楚。' }
    const outcomes = await Promise.all([
      make(giveBack, people.supervisor, chosen),
      make(giveBack, people.admin, chosen),
    ])
    expect(outcomes.filter(outcome => 'refused' in outcome)).toHaveLength(1)
    expect(await reports()).toMatchObject([{ state: 'returned', reason: chosen.reason }])
    expect(drafted).toEqual([])
    expect(await make(report, people.lead, said())).toEqual({})
    const told = await connection.db
      .selectFrom('message')
      .select('template')
      .where('about_id', '=', id)
      .where('to_person_id', '=', people.lead.id)
      .execute()
    expect(told).toEqual([{ template: 'task-returned' }])
  })

  test('is decided by another than who reported it; SQL asks the same', async () => {
    const both = { ...people.lead, roles: ['officer', 'supervisor'] as Colleague['roles'] }
    await make(report, both, said())
    await connection.db.updateTable('task_report').set({ unit: 'another-unit' }).where('task', '=', id).execute()
    const chosen = { report: await openId() }
    expect(await make(acceptance, both, chosen)).toMatchObject({ refused: { words: words.own } })
    expect(drafted).toEqual([])
    await expect(
      connection.db
        .updateTable('task_report')
        .set({ state: 'accepted', decided_by: both.id, decided_at: now })
        .where('task', '=', id)
        .execute(),
    ).rejects.toThrow(/decided_by_another/)
  })

  test('is decided by nobody who answers for the unit that reported; SQL asks the same', async () => {
    const { db } = connection
    const colleague = { ...people.secondClerk, roles: ['officer', 'supervisor', 'admin'] as Colleague['roles'] }
    await db.insertInto('liaison').values({ person_id: colleague.id, unit: leadUnit, is_deputy: true }).execute()
    const theirs = { ...by(colleague), person: { ...colleague, units: [leadUnit] } }
    await make(report, people.lead, said())
    const chosen = { report: await openId(), reason: '这样就好' }
    const own = { refused: { kind: 'forbidden', words: words.ownUnit } }
    for (const move of [acceptance, giveBack])
      expect(await makeMove(db, move as TaskMove, { id, task }, chosen, theirs)).toEqual(own)
    // Beside a report of another unit it is the choice that is refused.
    await make(report, people.co, said({ unit: coUnit }))
    expect(await makeMove(db, acceptance as TaskMove, { id, task }, chosen, theirs)).toMatchObject({
      refused: { field: 'report', words: words.ownUnit },
    })
    expect(drafted).toEqual([])
    await expect(
      db
        .updateTable('task_report')
        .set({ state: 'accepted', decided_by: colleague.id, decided_at: now })
        .where('task', '=', id)
        .where('unit', '=', leadUnit)
        .execute(),
    ).rejects.toThrow('their own unit')
    await db.deleteFrom('liaison').where('person_id', '=', colleague.id).execute()
  })
})
