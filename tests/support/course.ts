import { randomUUID } from 'node:crypto'
import type { Satisfaction } from '#db/schema-course.ts'
import type { SuggestionKind, SuggestionState, Db } from '#db/schema.ts'
import { makeMove } from '#suggestions/course.ts'
import { acceptance } from '#suggestions/moves/acceptance.ts'
import { answer } from '#suggestions/moves/answer.ts'
import { declination } from '#suggestions/moves/declination.ts'
import { handOver } from '#suggestions/moves/hand-over.ts'
import { merger } from '#suggestions/moves/merger.ts'
import { rating } from '#suggestions/moves/rating.ts'
import { reRouting } from '#suggestions/moves/re-routing.ts'
import { returnToDesk } from '#suggestions/moves/return.ts'
import { revisit } from '#suggestions/moves/revisit.ts'
import { rework } from '#suggestions/moves/rework.ts'
import { signature } from '#suggestions/moves/signature.ts'
import { verification } from '#suggestions/moves/verification.ts'
import { withdrawal } from '#suggestions/moves/withdrawal.ts'
import type { Role } from '#people/roles.ts'
import { drawCode, openCode, sealCode } from '#suggestions/code.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { dataKey } from './server.ts'
import { takeIn } from '#suggestions/intake.ts'

export interface Colleague {
  id: number
  name: string
  roles: Role[]
}

/** The people around a suggestion, each with a meaning: who leads, who helps, who has nothing to do with it. */
export interface Colleagues {
  clerk: Colleague
  secondClerk: Colleague
  lead: Colleague
  co: Colleague
  outsider: Colleague
  supervisor: Colleague
  admin: Colleague
}

/** With the key of the test servers, so that their pages open what is put into the database. */
const personalData = createPersonalData(dataKey)

export const leadUnit = 'city-management'
export const coUnit = 'zijin-street'

export async function addColleagues(db: Db): Promise<Colleagues> {
  const add = async (name: string, roles: Role[], unit?: string): Promise<Colleague> => {
    const { id } = await db
      .insertInto('person')
      .values({ login: `p${randomUUID().slice(0, 8)}`, name, roles, password_hash: 'none' })
      .returning('id')
      .executeTakeFirstOrThrow()
    if (unit) await db.insertInto('liaison').values({ person_id: id, unit }).execute()
    return { id, name, roles }
  }
  return {
    clerk: await add('受理员甲', ['clerk']),
    secondClerk: await add('受理员乙', ['clerk']),
    lead: await add('牵头联络员', ['officer'], leadUnit),
    co: await add('协办联络员', ['officer'], coUnit),
    outsider: await add('别处联络员', ['officer'], 'water-bureau'),
    supervisor: await add('督办员', ['supervisor']),
    admin: await add('管理员', ['admin']),
  }
}

/** Puts a suggestion into the database as if it had just been received. Returns its number. */
export async function receive(
  db: Db,
  now: Date,
  { kind = 'advice', category = 'bicycle-parking' }: { kind?: SuggestionKind; category?: string } = {},
): Promise<string> {
  const row = {
    request_key: randomUUID(),
    kind,
    title: '大猷街盲道上停满电动车',
    body: '早高峰七点到八点半，盲道整段被占。',
    category,
    county: '331102',
    place: '大猷街与解放街路口',
    publish_consent: true,
    privacy_version: '2026-11-22',
  }
  const takenIn = await takeIn(db, { row, photos: [], now, draw: () => sealCode(personalData, drawCode()) })
  if ('refused' in takenIn) throw new Error(takenIn.refused)
  return takenIn.number
}

/** What somebody typed who answers, with the tokens of their photos. */
export const written = (body: string, because?: string, photos: { before?: string[]; after?: string[] } = {}) => ({
  body,
  as_it_is: true,
  before: [],
  after: [],
  ...photos,
  documents: [],
  no_photos_because: because,
})

/** What an author typed who rates the answer of that number. */
export const rated = (satisfaction: Satisfaction, solved: boolean, words?: string, answer = 1) => ({
  satisfaction,
  solved: solved ? ('yes' as const) : ('no' as const),
  words,
  answer,
  ...withKey(),
})

/** A form that asks for nothing but its key. */
export const withKey = () => ({ request_key: randomUUID() })

/** The shortest way to each state, as the moves that lead there from the state before. */
const ways: {
  [State in SuggestionState]:
    | [from: SuggestionState, move: (db: Db, number: string, people: Colleagues, now: Date) => Promise<object>]
    | undefined
} = {
  received: undefined,
  accepted: ['received', (db, number, { clerk }, now) => makeMove(db, acceptance, number, {}, clerk, now)],
  declined: [
    'received',
    (db, number, { clerk }, now) =>
      makeMove(db, declination, number, { reason: 'not-ours', words: '请拨打 12306。' }, clerk, now),
  ],
  merged: [
    'received',
    async (db, number, { clerk }, now) => makeMove(db, merger, number, { into: await receive(db, now) }, clerk, now),
  ],
  'handed-over': [
    'accepted',
    (db, number, { clerk }, now) =>
      makeMove(db, handOver, number, { lead: leadUnit, co_unit_1: coUnit, co_days_1: 2 }, clerk, now, { personalData }),
  ],
  'signed-for': ['handed-over', (db, number, { lead }, now) => makeMove(db, signature, number, {}, lead, now)],
  returned: [
    'handed-over',
    (db, number, { lead }, now) =>
      makeMove(db, returnToDesk, number, { reason: '不在辖区', duty: '《丽水市城市管理职责规定》示例条款' }, lead, now),
  ],
  answered: [
    'signed-for',
    (db, number, { lead }, now) => makeMove(db, answer, number, written('已增设车位。', '示例'), lead, now),
  ],
  'sent-back': [
    'answered',
    (db, number, { clerk }, now) => makeMove(db, rework, number, { words: '请写明完成日期。' }, clerk, now),
  ],
  revisit: ['answered', (db, number, { clerk }, now) => makeMove(db, verification, number, {}, clerk, now)],
  closed: [
    'revisit',
    (db, number, { clerk }, now) =>
      makeMove(db, revisit, number, { way: 'phone', words: '本人表示认可。' }, clerk, now),
  ],
  reopened: [
    'revisit',
    (db, number, _people, now) => makeMove(db, rating, number, rated('dissatisfied', false), 'author', now),
  ],
  withdrawn: ['received', (db, number, _people, now) => makeMove(db, withdrawal, number, withKey(), 'author', now)],
}

/** A suggestion that has gone the whole way to a state, by the real moves. Returns its number. */
export async function bringTo(
  db: Db,
  state: SuggestionState,
  people: Colleagues,
  now: Date,
  more: { kind?: SuggestionKind; category?: string } = {},
): Promise<string> {
  const number = await receive(db, now, more)
  await bringOn(db, number, state, people, now)
  return number
}

/** The same way for a suggestion that has just been received. */
export async function bringOn(
  db: Db,
  number: string,
  state: SuggestionState,
  people: Colleagues,
  now: Date,
): Promise<void> {
  const way = ways[state]
  if (!way) return
  await bringOn(db, number, way[0], people, now)
  const outcome = await way[1](db, number, people, now)
  if ('refused' in outcome) throw new Error(`on the way to ${state}: ${JSON.stringify(outcome)}`)
}

/** Goes from the lead unit to another and back: it may not be returned, and a ruling may be asked for. */
export async function bringToRuling(db: Db, number: string, { clerk }: Colleagues, now: Date): Promise<void> {
  for (const [from, lead] of [
    [leadUnit, 'water-bureau'],
    ['water-bureau', leadUnit],
  ] as const)
    await makeMove(db, reRouting, number, { lead, from, reason: '交错了单位' }, clerk, now)
}

/** The code that the author of a suggestion was given. */
export async function codeOf(db: Db, number: string): Promise<string> {
  const { code_sealed } = await db
    .selectFrom('suggestion')
    .select('code_sealed')
    .where('number', '=', number)
    .executeTakeFirstOrThrow()
  return openCode(personalData, code_sealed)
}
