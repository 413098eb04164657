import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import type { Db, SuggestionState } from '#db/schema.ts'
import { listMoves, makeMove, openStates, type SuggestionMove } from '#suggestions/course.ts'
import { appeal } from '#suggestions/moves/appeal.ts'
import { dispute } from '#suggestions/moves/dispute.ts'
import { extensionRequest } from '#suggestions/moves/extension-request.ts'
import { type MoveName, moves } from '#suggestions/moves/index.ts'
import { suspension } from '#suggestions/moves/suspension.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { refusalOf } from '#suggestions/refusal.ts'
import { stories } from '#suggestions/stories.ts'
import { statusOf } from '#web/outcome.ts'
import {
  addColleagues,
  bringOn,
  bringTo,
  bringToRuling,
  type Colleague,
  type Colleagues,
  coUnit,
  leadUnit,
  rated,
  receive,
  withKey,
  written,
} from '../support/course.ts'
import { openTestDatabase } from '../support/database.ts'

const now = new Date('2026-11-23T02:00:00Z')

/** Of a clerk while a unit has it in hand. */
const atUnits: MoveName[] = ['re-routing', 'co-unit-asking', 'co-unit-release']

type Who = Exclude<keyof Colleagues, 'secondClerk'> | 'author'

/**
 * Who may do what, written down a second time and independently of the program: by state, then by person.
 * Whatever is not named here must be refused.
 */
const allowed: Record<SuggestionState, Partial<Record<Who, MoveName[]>>> = {
  received: { clerk: ['acceptance', 'declination', 'merger'], author: ['addition', 'withdrawal', 'telling'] },
  accepted: { clerk: ['merger', 'hand-over', 'answer'], author: ['addition', 'withdrawal', 'telling'] },
  declined: { clerk: ['taking-back'], supervisor: ['appeal-decision', 'taking-back'], author: ['appeal'] },
  merged: {
    clerk: ['parting'],
    supervisor: ['parting', 'appeal-decision'],
    author: ['addition', 'appeal', 'withdrawal', 'rating', 'telling'],
  },
  'handed-over': {
    clerk: [...atUnits, 'extension', 'suspension', 'resumption'],
    lead: ['signature', 'return', 'dispute', 'extension-request'],
    co: ['contribution'],
    supervisor: ['re-routing', 'ruling', 'supervision'],
    author: ['addition', 'withdrawal', 'telling'],
  },
  'signed-for': {
    clerk: [...atUnits, 'extension', 'suspension', 'resumption'],
    lead: ['answer', 'extension-request'],
    co: ['contribution'],
    supervisor: ['re-routing', 'supervision'],
    author: ['addition', 'withdrawal', 'telling'],
  },
  returned: { clerk: ['hand-over'], author: ['addition', 'withdrawal', 'telling'] },
  answered: { clerk: ['rework', 'verification'], author: ['addition', 'withdrawal', 'telling'] },
  'sent-back': {
    clerk: [...atUnits, 'suspension', 'resumption'],
    lead: ['answer'],
    co: ['contribution'],
    supervisor: ['re-routing', 'supervision'],
    author: ['addition', 'withdrawal', 'telling'],
  },
  revisit: {
    clerk: ['revisit', 'reopening'],
    supervisor: ['reopening'],
    author: ['addition', 'withdrawal', 'rating', 'telling'],
  },
  closed: {
    clerk: ['taking-back'],
    supervisor: ['appeal-decision', 'reopening'],
    author: ['appeal', 'rating'],
  },
  reopened: {
    clerk: [...atUnits, 'extension', 'suspension', 'resumption'],
    lead: ['answer', 'extension-request'],
    co: ['contribution'],
    supervisor: ['re-routing', 'supervision'],
    author: ['addition', 'withdrawal', 'telling'],
  },
  withdrawn: {},
}

/**
 * What is not offered although the state allows it, because of what happened before; as `bringTo` leaves a suggestion.
 * Each is refused for its own reason when it is posted all the same.
 */
const notNow = (state: SuggestionState, move: MoveName, who: Who): string | undefined => {
  if (state === 'merged' && move === 'rating') return 'not-yet'
  // What one did oneself another takes back.
  return move === 'taking-back' && who === 'clerk' ? 'own-decision' : notByItself[move]
}
const notByItself: Partial<Record<MoveName, string>> = {
  dispute: 'may-return',
  'appeal-decision': 'not-appealed',
  ruling: 'not-disputed',
  extension: 'not-asked',
  resumption: 'not-suspended',
}

/** Moves that anybody of these roles makes somewhere; anyone who never makes a move is told that it is not theirs. */
const makers: Record<MoveName, Who[]> = {
  acceptance: ['clerk'],
  declination: ['clerk'],
  merger: ['clerk'],
  parting: ['clerk', 'supervisor'],
  'appeal-decision': ['supervisor'],
  'taking-back': ['clerk', 'supervisor'],
  'hand-over': ['clerk'],
  signature: ['lead'],
  return: ['lead'],
  dispute: ['lead'],
  ruling: ['supervisor'],
  're-routing': ['clerk', 'supervisor'],
  'co-unit-asking': ['clerk'],
  'co-unit-release': ['clerk'],
  contribution: ['co'],
  answer: ['clerk', 'lead'],
  rework: ['clerk'],
  verification: ['clerk'],
  revisit: ['clerk'],
  reopening: ['clerk', 'supervisor'],
  'extension-request': ['lead'],
  extension: ['clerk'],
  suspension: ['clerk'],
  resumption: ['clerk'],
  supervision: ['supervisor'],
  taking: ['clerk'],
  correction: ['clerk'],
  note: ['clerk', 'supervisor'],
  addition: ['author'],
  appeal: ['author'],
  withdrawal: ['author'],
  rating: ['author'],
  telling: ['author'],
  publishing: ['author'],
  forgetting: ['author'],
}

/** What somebody types into the form of each move, where it asks for anything. */
const typed: Partial<Record<MoveName, () => Record<string, unknown>>> = {
  declination: () => ({ reason: 'unclear', words: '请补充地点，再提一次。' }),
  merger: () => ({ into: another }),
  parting: () => ({ words: '不是同一处。' }),
  'appeal-decision': () => ({ decision: 'refused', words: '不归本平台受理，请打 12333。' }),
  'taking-back': () => ({ words: '理由选错了。' }),
  'hand-over': () => ({ lead: leadUnit }),
  return: () => ({ reason: '不在辖区', duty: '示例条款' }),
  dispute: () => ({ reason: '不在辖区', duty: '示例条款' }),
  ruling: () => ({ lead: leadUnit, words: '在辖区内。' }),
  're-routing': () => ({ lead: 'water-bureau', reason: '是水利设施', from: leadUnit }),
  'co-unit-asking': () => ({ co_unit: 'water-bureau', co_days: 1 }),
  'co-unit-release': () => ({ released: coUnit }),
  contribution: () => ({ body: '已派人到场。' }),
  answer: () => written('已增设车位四十六个。'),
  rework: () => ({ words: '请写明日期。' }),
  revisit: () => ({ way: 'phone', words: '本人认可。' }),
  reopening: () => ({ words: '现场未见整改。' }),
  'extension-request': () => ({ working_days: 3, reason: '等待材料' }),
  extension: () => ({ decision: 'granted' }),
  suspension: () => ({ reason: '等待雨季结束', until: '2026-12-20' }),
  supervision: () => ({ words: '请尽快办理。', ...withKey() }),
  correction: () => ({
    kind: 'advice',
    title: '大猷街盲道被占',
    category: 'noise',
    county: '331102',
    place: '大猷街与解放街路口',
  }),
  note: () => ({ note: '电话已核。', ...withKey() }),
  appeal: () => ({ body: '这件归你们管。', ...withKey() }),
  addition: () => ({ body: '今天又停满了。', ...withKey() }),
  withdrawal: withKey,
  rating: () => rated('satisfied', true),
  telling: () => ({ tell_by: 'none' }),
  publishing: () => ({ publish: 'no' }),
  forgetting: () => ({}),
}

/** The author's moves have no other way in than the number, so nobody else can try them. */
const press = (db: Db, move: SuggestionMove, number: string, by: Colleague | 'author') =>
  makeMove(db, move, number, move.form.parse(typed[move.name as MoveName]?.() ?? {}), by, now, {
    personalData: createPersonalData(Buffer.alloc(32, 1)),
  })

/** What it was merged into is answered. */
async function answerTarget(db: Db, number: string): Promise<void> {
  const { number: target } = await db
    .selectFrom('suggestion')
    .select('number')
    .where('id', '=', eb => eb.selectFrom('suggestion').select('merged_into').where('number', '=', number))
    .executeTakeFirstOrThrow()
  await bringOn(db, target, 'revisit', people, now)
}

let people: Colleagues

/** The open suggestion that others are merged into. */
let another: string

const states = Object.keys(allowed) as SuggestionState[]
const authorsMoves: MoveName[] = ['addition', 'appeal', 'withdrawal', 'rating', 'telling', 'publishing', 'forgetting']
const persons = ['clerk', 'lead', 'co', 'outsider', 'supervisor', 'admin'] as const

const isOpen = (state: SuggestionState) => (openStates as readonly SuggestionState[]).includes(state)
const isAllowed = (state: SuggestionState, move: MoveName, who: Who) => {
  if (move === 'note') return who === 'clerk' || who === 'supervisor'
  if (move === 'taking' || move === 'correction') return who === 'clerk' && isOpen(state)
  if (move === 'publishing' || move === 'forgetting') return who === 'author'
  return allowed[state][who]?.includes(move) ?? false
}

/** The states in which the lead unit and the co-unit hold the suggestion at all. */
const withUnits: SuggestionState[] = [
  'handed-over',
  'signed-for',
  'answered',
  'sent-back',
  'revisit',
  'closed',
  'reopened',
]

function expectedRefusal(state: SuggestionState, move: MoveName, who: Who): string {
  const isOfficer = who === 'lead' || who === 'co' || who === 'outsider'
  const officersMove = makers[move].includes('lead') || makers[move].includes('co')
  if (isOfficer && officersMove)
    return makers[move].includes(who) && withUnits.includes(state) ? 'wrong-state' : 'not-your-unit'
  return makers[move].includes(who) ? 'wrong-state' : 'wrong-role'
}

describe('state × move × person', () => {
  let connection: Connection
  beforeAll(async () => {
    connection = await openTestDatabase()
    people = await addColleagues(connection.db)
    another = await receive(connection.db, now)
  })
  afterAll(() => connection.close())

  const byOf = (who: Who) => (who === 'author' ? who : people[who])
  /** Who could try a move at all. */
  const triers = ({ name }: SuggestionMove) =>
    authorsMoves.includes(name as MoveName) ? (['author'] as const) : persons
  const subjectOf = (number: string) =>
    connection.db
      .selectFrom('suggestion')
      .select(['id', 'state', 'lead_unit'])
      .where('number', '=', number)
      .executeTakeFirstOrThrow()

  test.each(states)(
    'from %s every move that is not offered is refused with its reason when it is posted, and changes nothing',
    async state => {
      const { db } = connection
      const number = await bringTo(db, state, people, now)
      const read = () => db.selectFrom('suggestion').selectAll().where('number', '=', number).executeTakeFirstOrThrow()
      const before = await read()
      const eventsBefore = await db
        .selectFrom('event')
        .select(eb => eb.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow()
      let tried = 0
      for (const move of moves) {
        for (const who of triers(move)) {
          const offered = await listMoves<SuggestionMove>(db, moves, await subjectOf(number), byOf(who), now)
          if (offered.includes(move)) continue
          // Withdrawn is withdrawn, however often it is asked for.
          if (move.name === 'withdrawal' && state === 'withdrawn') continue
          const reason = isAllowed(state, move.name, who)
            ? notNow(state, move.name, who)
            : expectedRefusal(state, move.name, who)
          const outcome = await press(db, move, number, byOf(who))
          expect([move.name, who, outcome]).toEqual([move.name, who, expect.objectContaining({ refused: reason })])
          const status = statusOf(refusalOf(move, outcome as { refused: string }, now))
          expect([move.name, who, status]).toEqual([
            move.name,
            who,
            ['wrong-role', 'not-your-unit', 'own-decision'].includes(reason!) ? 403 : 409,
          ])
          tried++
        }
      }
      expect(tried).toBeGreaterThan(70)
      expect(await read()).toEqual(before)
      expect(
        await db
          .selectFrom('event')
          .select(eb => eb.fn.countAll<number>().as('count'))
          .executeTakeFirstOrThrow(),
      ).toEqual(eventsBefore)
    },
  )

  test.each(states)('from %s every move that is allowed is made, with its event', async state => {
    const { db } = connection
    for (const move of moves) {
      for (const who of triers(move)) {
        if (!isAllowed(state, move.name, who)) continue
        const number = await bringTo(db, state, people, now)
        if (move.name === 'extension') await press(db, extensionRequest, number, people.lead)
        if (move.name === 'resumption') await press(db, suspension, number, people.clerk)
        if (state === 'merged' && move.name === 'rating') await answerTarget(db, number)
        if (move.name === 'appeal-decision') await press(db, appeal, number, 'author')
        if (move.name === 'dispute' || move.name === 'ruling') await bringToRuling(db, number, people, now)
        if (move.name === 'ruling') await press(db, dispute, number, people.lead)
        const by = move.name === 'taking-back' && who === 'clerk' ? people.secondClerk : byOf(who)
        expect([who, move.name, await press(db, move, number, by)]).toEqual([who, move.name, { number }])
        const { id } = await subjectOf(number)
        const event = await db
          .selectFrom('event')
          .selectAll()
          .where('object_kind', '=', 'suggestion')
          .where('object_id', '=', String(id))
          .where('action', '=', move.action)
          .orderBy('id', 'desc')
          .executeTakeFirstOrThrow()
        expect(event).toMatchObject(
          by === 'author' ? { actor_kind: 'citizen', actor_id: null } : { actor_kind: 'person', actor_id: by.id },
        )
      }
    }
  })

  test.each(states)(
    'at %s the desk and the author are offered exactly what is allowed and makes sense',
    async state => {
      const { db } = connection
      const subject = await subjectOf(await bringTo(db, state, people, now))
      for (const who of [...persons, 'author'] as const) {
        const expected = moves
          .filter(({ name }) => isAllowed(state, name, who) && !notNow(state, name, who))
          .map(({ name }) => name)
        expect([
          who,
          (await listMoves<SuggestionMove>(db, moves, subject, byOf(who), now)).map(({ name }) => name),
        ]).toEqual([who, expected])
      }
    },
  )

  test('an unknown number is refused by every move', async () => {
    for (const move of moves)
      expect(await press(connection.db, move, '000000000000', people.clerk)).toEqual({ refused: 'unknown-number' })
  })

  test.each(moves.map(move => [move.name, move] as const))(
    '%s has words for each reason it may be refused for, and tells what happened',
    (_name, move: SuggestionMove) => {
      for (const refusal of Object.values(move.refusals ?? {})) expect(refusal.words).not.toBe('')
      expect(stories[move.action]).toBe(move.story)
      expect(move.story.desk.title).not.toBe('')
    },
  )
})
