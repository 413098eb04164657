import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import type { Db, SuggestionState } from '#db/schema.ts'
import { acceptSuggestion, declineSuggestion, mergeSuggestion } from '#suggestions/moves/acceptance.ts'
import { addToSuggestion, withdrawSuggestion } from '#suggestions/moves/additions.ts'
import { answerSuggestion, sendBackAnswer, verifyAnswer } from '#suggestions/moves/answers.ts'
import { contributeToSuggestion, handOverSuggestion, returnSuggestion, signForSuggestion } from '#suggestions/moves/assignments.ts'
import { listMoves, type Move, moves } from '#suggestions/course.ts'
import { askExtension, decideExtension, resumeSuggestion, suspendSuggestion } from '#suggestions/moves/extensions.ts'
import { writeNote } from '#suggestions/moves/notes.ts'
import { closeAfterRevisit, rateAnswer, reopenSuggestion } from '#suggestions/moves/revisits.ts'
import { superviseSuggestion } from '#suggestions/moves/supervision.ts'
import { addColleagues, bringTo, type Colleague, type Colleagues, leadUnit, receive } from '../support/course.ts'
import { openTestDatabase } from '../support/database.ts'

const now = new Date('2026-11-23T02:00:00Z')

type Who = Exclude<keyof Colleagues, 'secondClerk'> | 'author'

/**
 * Who may do what, written down a second time and independently of the program: by state, then by person.
 * Whatever is not named here must be refused.
 */
const allowed: Record<SuggestionState, Partial<Record<Who, Move[]>>> = {
  received: { clerk: ['acceptance', 'declination', 'merger'], author: ['addition', 'withdrawal'] },
  accepted: { clerk: ['merger', 'hand-over', 'answer'], author: ['addition', 'withdrawal'] },
  declined: {},
  merged: {},
  'handed-over': {
    clerk: ['extension', 'suspension', 'resumption'],
    lead: ['signature', 'return', 'extension-request'],
    co: ['contribution'],
    supervisor: ['supervision'],
    author: ['addition', 'withdrawal'],
  },
  'signed-for': {
    clerk: ['extension', 'suspension', 'resumption'],
    lead: ['answer', 'extension-request'],
    co: ['contribution'],
    supervisor: ['supervision'],
    author: ['addition', 'withdrawal'],
  },
  returned: { clerk: ['hand-over', 'answer'], author: ['addition', 'withdrawal'] },
  answered: { clerk: ['rework', 'verification'], author: ['addition', 'withdrawal'] },
  'sent-back': {
    clerk: ['suspension', 'resumption'],
    lead: ['answer'],
    co: ['contribution'],
    supervisor: ['supervision'],
    author: ['addition', 'withdrawal'],
  },
  revisit: { clerk: ['revisit', 'reopening'], supervisor: ['reopening'], author: ['addition', 'withdrawal', 'rating'] },
  closed: { supervisor: ['reopening'], author: ['rating'] },
  reopened: {
    clerk: ['extension', 'suspension', 'resumption'],
    lead: ['answer', 'extension-request'],
    co: ['contribution'],
    supervisor: ['supervision'],
    author: ['addition', 'withdrawal'],
  },
  withdrawn: {},
}

/** Moves that anybody of these roles makes somewhere; whoever never makes a move is told that it is not theirs. */
const makers: Record<Move, (Who)[]> = {
  acceptance: ['clerk'],
  declination: ['clerk'],
  merger: ['clerk'],
  'hand-over': ['clerk'],
  signature: ['lead'],
  return: ['lead'],
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
  note: ['clerk', 'supervisor'],
  addition: ['author'],
  withdrawal: ['author'],
  rating: ['author'],
}

/** Each move as somebody presses it. The author's moves have no other way in than the code, so nobody else can try them. */
const press: Record<Move, (db: Db, code: string, by: Colleague) => Promise<object>> = {
  acceptance: (db, code, by) => acceptSuggestion(db, code, by, now),
  declination: (db, code, by) => declineSuggestion(db, code, { reason: 'unclear', words: '请补充地点。' }, by, now),
  merger: (db, code, by) => mergeSuggestion(db, code, { into: another }, by, now),
  'hand-over': (db, code, by) => handOverSuggestion(db, code, { lead: leadUnit }, by, now),
  signature: (db, code, by) => signForSuggestion(db, code, by, now),
  return: (db, code, by) => returnSuggestion(db, code, { reason: '不在辖区', duty: '示例条款' }, by, now),
  contribution: (db, code, by) => contributeToSuggestion(db, code, { body: '已派人到场。' }, by, now),
  answer: (db, code, by) => answerSuggestion(db, code, { body: '已增设车位。' }, by, now),
  rework: (db, code, by) => sendBackAnswer(db, code, { words: '请写明日期。' }, by, now),
  verification: (db, code, by) => verifyAnswer(db, code, by, now),
  revisit: (db, code, by) => closeAfterRevisit(db, code, { way: 'phone', words: '认可。' }, by, now),
  reopening: (db, code, by) => reopenSuggestion(db, code, { words: '现场未见整改。' }, by, now),
  'extension-request': (db, code, by) => askExtension(db, code, { workingDays: 3, reason: '等待材料' }, by, now),
  extension: (db, code, by) => decideExtension(db, code, { granted: true }, by, now),
  suspension: (db, code, by) => suspendSuggestion(db, code, { reason: '等待雨季结束', until: '2026-12-20' }, by, now),
  resumption: (db, code, by) => resumeSuggestion(db, code, by, now),
  supervision: (db, code, by) => superviseSuggestion(db, code, { words: '请尽快办理。' }, by, now),
  note: (db, code, by) => writeNote(db, code, { body: '电话已核。' }, by, now),
  addition: (db, code) => addToSuggestion(db, code, { body: '今天又停满了。', requestKey: randomUUID() }, now),
  withdrawal: (db, code) => withdrawSuggestion(db, code, now),
  rating: (db, code) => rateAnswer(db, code, { satisfaction: 'satisfied', solved: true }, now),
}

/** The open suggestion that others are merged into. */
let another: string

const states = Object.keys(allowed) as SuggestionState[]
const everyMove = Object.keys(moves) as Move[]
const authorsMoves: Move[] = ['addition', 'withdrawal', 'rating']
const persons = ['clerk', 'lead', 'co', 'outsider', 'supervisor', 'admin'] as const

const isAllowed = (state: SuggestionState, move: Move, who: Who) => {
  if (move === 'note') return who === 'clerk' || who === 'supervisor'
  return allowed[state][who]?.includes(move) ?? false
}

/** The states in which the lead unit and the co-unit hold the suggestion at all. */
const withUnits: SuggestionState[] = ['handed-over', 'signed-for', 'answered', 'sent-back', 'revisit', 'closed', 'reopened']

function expectedRefusal(state: SuggestionState, move: Move, who: Who): string {
  const isOfficer = who === 'lead' || who === 'co' || who === 'outsider'
  const officersMove = makers[move].includes('lead') || makers[move].includes('co')
  if (isOfficer && officersMove) return makers[move].includes(who) && withUnits.includes(state) ? 'wrong-state' : 'not-your-unit'
  return makers[move].includes(who) ? 'wrong-state' : 'wrong-role'
}

describe('state × move × person', () => {
  let connection: Connection
  let people: Colleagues
  beforeAll(async () => {
    connection = await openTestDatabase()
    people = await addColleagues(connection.db)
    another = await receive(connection.db, now)
  })
  afterAll(() => connection.close())

  test.each(states)('from %s every move that is not allowed is refused with its reason and changes nothing', async state => {
    const { db } = connection
    const code = await bringTo(db, state, people, now)
    const read = () => db.selectFrom('suggestion').selectAll().where('code', '=', code).executeTakeFirstOrThrow()
    const before = await read()
    const eventsBefore = await db.selectFrom('event').select(eb => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow()
    let tried = 0
    for (const move of everyMove) {
      for (const who of authorsMoves.includes(move) ? (['author'] as const) : persons) {
        if (isAllowed(state, move, who)) continue
        const outcome = await press[move](db, code, who === 'author' ? people.admin : people[who])
        expect([move, who, outcome]).toEqual([move, who, expect.objectContaining({ refused: expectedRefusal(state, move, who) })])
        tried++
      }
    }
    expect(tried).toBeGreaterThan(70)
    expect(await read()).toEqual(before)
    expect(await db.selectFrom('event').select(eb => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow()).toEqual(eventsBefore)
  })

  test.each(states)('from %s every move that is allowed is made, with its event', async state => {
    const { db } = connection
    for (const who of [...persons, 'author'] as const) {
      for (const move of everyMove.filter(move => authorsMoves.includes(move) === (who === 'author') && isAllowed(state, move, who))) {
        const code = await bringTo(db, state, people, now)
        const by = who === 'author' ? people.admin : people[who]
        if (move === 'extension') await askExtension(db, code, { workingDays: 3, reason: '等待材料' }, people.lead, now)
        if (move === 'resumption') await suspendSuggestion(db, code, { reason: '等待', until: '2026-12-20' }, people.clerk, now)
        expect([who, move, await press[move](db, code, by)]).toEqual([who, move, { code }])
        const { id } = await db.selectFrom('suggestion').select('id').where('code', '=', code).executeTakeFirstOrThrow()
        const event = await db
          .selectFrom('event')
          .selectAll()
          .where('object_kind', '=', 'suggestion')
          .where('object_id', '=', String(id))
          .where('action', '=', moves[move].action)
          .orderBy('id', 'desc')
          .executeTakeFirstOrThrow()
        expect(event).toMatchObject(who === 'author' ? { actor_kind: 'citizen', actor_id: null } : { actor_kind: 'person', actor_id: by.id })
      }
    }
  })

  test.each(states)('at %s the desk offers exactly what is allowed', async state => {
    const { db } = connection
    const code = await bringTo(db, state, people, now)
    const suggestion = await db.selectFrom('suggestion').select(['id', 'state', 'lead_unit']).where('code', '=', code).executeTakeFirstOrThrow()
    for (const who of persons) expect([who, await listMoves(db, suggestion, people[who])]).toEqual([who, everyMove.filter(move => isAllowed(state, move, who))])
    expect(await listMoves(db, suggestion, 'author')).toEqual(everyMove.filter(move => isAllowed(state, move, 'author')))
  })

  test('an unknown code is refused by every move', async () => {
    for (const move of everyMove) expect(await press[move](connection.db, '000000000000', people.clerk)).toEqual({ refused: 'unknown-code' })
  })
})
