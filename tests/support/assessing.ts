import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { CityFacts } from '#assessment/counting.ts'
import { fileReport } from '#assessment/reports/move.ts'
import { filing } from '#assessment/reports/moves/filing.ts'
import type { Db } from '#db/schema.ts'
import { makeMove } from '#suggestions/course.ts'
import { rating } from '#suggestions/moves/rating.ts'
import { bringTo, type Colleague, type Colleagues, coUnit, leadUnit, rated } from './course.ts'

/** The year that tests assess. */
export const assessedYear = 2026

/** A scheme of everything that can be counted and one thing to judge. */
export const sampleScheme = {
  id: 'scheme-2026',
  data: {
    title: '示例方案',
    year: assessedYear,
    criteria: [
      { code: 'in-time', name: '按时答复', weight: 30, source: 'answered-in-time', minimum: 1, meaning: '示例' },
      { code: 'returned', name: '少退单', weight: 10, source: 'returned', minimum: 1, meaning: '示例' },
      { code: 'reopened', name: '一次办好', weight: 10, source: 'reopened', minimum: 1, meaning: '示例' },
      { code: 'satisfied', name: '市民满意', weight: 10, source: 'satisfied', minimum: 3, meaning: '示例' },
      { code: 'rectified', name: '曝光整改', weight: 10, source: 'exposures-rectified', minimum: 1, meaning: '示例' },
      { code: 'reports', name: '工作报告', weight: 10, source: 'reports-filed', minimum: 1, meaning: '示例' },
      { code: 'tasks', name: '任务清单', weight: 10, source: 'tasks-done', minimum: 1, meaning: '示例' },
      { code: 'standing', name: '实地查看', weight: 10, source: 'judged', minimum: undefined, meaning: '示例' },
    ],
    sample: true,
    publish_at: undefined,
    expires_at: undefined,
  },
} as const

/** What content says of two units: one with an exposure put right, one not, and two tasks. */
export const sampleFacts: CityFacts = {
  units: [
    { id: leadUnit, name: '城管', until: undefined },
    { id: coUnit, name: '紫金', until: '2026-09-01' },
  ],
  rules: { rhythm: 'half-year', days: 15, public: true },
  evidence: {
    'exposures-rectified': [
      { unit: leadUnit, title: '占道', href: '/exposure/a', on: '2026-03-01', good: true },
      { unit: leadUnit, title: '积水', href: '/exposure/b', on: '2026-04-01', good: false },
    ],
    'tasks-done': [{ unit: leadUnit, title: '任务一', on: '2026-12-31', good: true }],
  },
}

/** The sample scheme as the file of another year: a year that is not over is not opened. */
export async function schemeOfYear(year: number): Promise<Record<string, string>> {
  const text = await readFile(new URL('../../content/schemes/scheme-2026.md', import.meta.url), 'utf8')
  return { [`content/schemes/scheme-${year}.md`]: text.replaceAll('2026', String(year)) }
}

export const aKey = () => ({ request_key: randomUUID() })

/** A day of it. */
export const duringYear = new Date('2026-06-03T02:00:00Z')

/** Suggestions in many states, a rating and two reports of one unit in the year; returns who publishes. */
export async function fillYear(db: Db, people: Colleagues): Promise<Colleague> {
  const publisher: Colleague = {
    ...(await db
      .insertInto('person')
      .values({ login: 'publisher', name: '签发人', roles: ['publisher'], password_hash: 'none' })
      .returning('id')
      .executeTakeFirstOrThrow()),
    name: '签发人',
    roles: ['publisher'],
  }
  for (const state of [
    'signed-for',
    'revisit',
    'revisit',
    'reopened',
    'returned',
    'closed',
    'received',
    'withdrawn',
  ] as const)
    await bringTo(db, state, people, duringYear)
  const number = await bringTo(db, 'revisit', people, duringYear)
  await makeMove(db, rating, number, rated('satisfied', true), 'author', duringYear)
  // Of another year it is nobody's business here.
  await bringTo(db, 'returned', people, new Date('2025-06-03T02:00:00Z'))
  for (const [period, at] of [
    ['2026-H1', '2026-07-10T02:00:00Z'],
    ['2026-H2', '2027-01-20T02:00:00Z'],
  ] as const)
    await fileReport(
      db,
      filing,
      { unit: { id: leadUnit, name: '', until: undefined }, period, rules: sampleFacts.rules, rectified: 0 },
      {
        ...{
          done: '做了很多事情，都在这里。',
          problems: '无处停车',
          next: '再划一批',
          documents: [],
          fill: undefined,
        },
        ...{ led: 0, in_time: 0, late: 0, reopened: 0, rectified: 0, inspections: 0, request_key: randomUUID() },
      },
      { person: people.lead, now: new Date(at) },
    )
  return publisher
}
