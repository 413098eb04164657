import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect } from 'vitest'
import type { Connection } from '#db/connect.ts'
import type { FormSchema } from '#forms/read.ts'
import type { Refusal } from '#forms/refusals.ts'
import { type Applicant, fileApplication, findApplicant, object } from '#honours/applications.ts'
import { type HonourMove, makeMove } from '#honours/move.ts'
import { notice } from '#honours/moves/notice.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { addColleagues, leadUnit } from './course.ts'
import { openTestDatabase } from './database.ts'
import { dataKey } from './server.ts'

// A Monday; five working days later is the next one.
export const now = new Date('2026-11-23T02:00:00Z')
export const until = '2026-11-30'
export const afterwards = new Date('2026-11-30T16:00:00Z')
export const personalData = createPersonalData(dataKey)
/** What an award says. */
export const batch = { batch: '2026 年第二批', awarded_by: '示例文明办' }

type Hand = 'clerk' | 'officer' | 'outsider' | 'supervisor' | 'editor' | 'both' | 'everything' | 'former'

/** A database with people who apply for honours and decide on them, and the ways there, for the tests of a file. */
export function honourDesk() {
  const connection = {} as Connection
  const people = {} as Record<Hand, Applicant>
  beforeAll(async () => {
    Object.assign(connection, await openTestDatabase())
    const { db } = connection
    const { clerk, secondClerk, lead, co, outsider, supervisor } = await addColleagues(db)
    await db.insertInto('liaison').values({ person_id: secondClerk.id, unit: leadUnit }).execute()
    Object.assign(people, {
      clerk: await findApplicant(db, clerk),
      officer: await findApplicant(db, lead),
      outsider: await findApplicant(db, outsider),
      supervisor: await findApplicant(db, supervisor),
      editor: { id: clerk.id, roles: ['contributor'], units: [] },
      everything: await findApplicant(db, { id: secondClerk.id, roles: ['officer', 'clerk', 'supervisor'] }),
      // Files for a unit that they answer for no more afterwards.
      former: { id: co.id, roles: ['officer'], units: [leadUnit] },
      both: { id: clerk.id, roles: ['clerk', 'supervisor'], units: [] },
    } satisfies typeof people)
  })
  afterAll(() => connection.close())

  let count = 0
  const written = (more: object = {}) => ({
    unit: leadUnit,
    kind: 'residence' as const,
    title: `示例小区${(count += 1)}`,
    level: 'city' as const,
    county: '331102',
    management: 'none' as const,
    reasons: '居民自己管事，楼道没有堆物，账目每月贴在门口给大家看。',
    looked: false,
    request_key: randomUUID(),
    ...more,
  })
  const refused = async (outcome: Promise<object>) => ((await outcome) as { refused?: Refusal }).refused?.words
  async function filed(by = people.officer) {
    const outcome = await fileApplication(connection.db, written(), by, now)
    if ('refused' in outcome) throw new Error(outcome.refused.words)
    return outcome.id
  }
  const press = <Schema extends FormSchema>(
    move: HonourMove<Schema>,
    id: number,
    data: Parameters<typeof makeMove<Schema>>[3],
    person: Applicant,
    at = now,
  ) => makeMove(connection.db, move, id, data, { person, now: at, personalData })
  async function noticed() {
    const id = await filed()
    expect(await press(notice, id, { until, looked: false }, people.clerk)).toEqual({})
    return id
  }
  const objection = () => ({
    words: '三单元的过道上还停着电动车，晚上在充电。',
    name: '蓝小桥',
    contact: '13912345678',
    request_key: randomUUID(),
  })
  const say = (id: number, at = now, form = objection()) => object(connection.db, id, form, { personalData, now: at })

  return { connection, people, written, refused, filed, press, noticed, objection, say }
}
