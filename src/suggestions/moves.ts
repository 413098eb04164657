import type { Db, SuggestionState, Trx } from '../../db/schema.ts'
import { recordEvent } from '../people/events.ts'
import type { Role } from '../people/roles.ts'
import type { DeclineReason } from '../text/decline-reasons.ts'

/** The steps a suggestion takes at the desk: from which state to which, and who may take them. */
export const moves = {
  acceptance: { from: 'received', to: 'accepted', action: 'suggestion.accepted', roles: ['clerk'] },
  declination: { from: 'received', to: 'declined', action: 'suggestion.declined', roles: ['clerk'] },
  answer: { from: 'accepted', to: 'answered', action: 'suggestion.answered', roles: ['clerk'] },
} as const satisfies Record<string, { from: SuggestionState; to: SuggestionState; action: string; roles: [Role, ...Role[]] }>

export type Move = keyof typeof moves

/** The moves that these roles may make from this state, in the order in which the desk offers them. */
export function listMoves(state: SuggestionState, roles: readonly Role[]): Move[] {
  return (Object.keys(moves) as Move[]).filter(move => moves[move].from === state && moves[move].roles.some(role => roles.includes(role)))
}

/** `wrong-state`: it stands in `state`, brought there by `by` (a person's name) at `at`. */
export type MoveRefusal = { refused: 'unknown-code' } | { refused: 'wrong-state'; state: SuggestionState; by: string | undefined; at: Date | undefined }

type Moved = { code: string } | MoveRefusal

/** 受理: the city takes it on. From received only. */
export function acceptSuggestion(db: Db, code: string, by: { id: number }, now: Date): Promise<Moved> {
  return move(db, 'acceptance', code, by, now, { accepted_at: now })
}

/** 不予受理: not for this desk, with a reason from the list and words that say where to turn. From received only. */
export function declineSuggestion(db: Db, code: string, { reason, words }: { reason: DeclineReason; words: string }, by: { id: number }, now: Date): Promise<Moved> {
  const change = { declined_at: now, decline_reason: reason, decline_words: words }
  return move(db, 'declination', code, by, now, change, { detail: { reason } })
}

/** 答复: what the citizen reads. From accepted only: nothing is answered that nobody has taken on. */
export function answerSuggestion(db: Db, code: string, { body }: { body: string }, by: { id: number }, now: Date): Promise<Moved> {
  return move(db, 'answer', code, by, now, { answered_at: now }, {
    alsoWrite: (trx, id) => trx.insertInto('answer').values({ suggestion_id: id, body, answered_by: by.id, answered_at: now }).execute(),
  })
}

/**
 * One conditional UPDATE decides: of two clerks who press at the same moment the row lets one through,
 * and the other finds it in the new state and is told who was first.
 */
function move(
  db: Db,
  name: Move,
  code: string,
  by: { id: number },
  now: Date,
  change: { accepted_at?: Date; declined_at?: Date; decline_reason?: string; decline_words?: string; answered_at?: Date },
  { detail = {}, alsoWrite }: { detail?: Record<string, unknown>; alsoWrite?: (trx: Trx, id: number) => Promise<unknown> } = {},
): Promise<Moved> {
  return db.transaction().execute(async trx => {
    const row = await trx.updateTable('suggestion').set({ ...change, state: moves[name].to }).where('code', '=', code).where('state', '=', moves[name].from).returning('id').executeTakeFirst()
    if (!row) return whyNot(trx, code)
    await alsoWrite?.(trx, row.id)
    await recordEvent(trx, { actor: { kind: 'person', id: by.id }, action: moves[name].action, object: { kind: 'suggestion', id: row.id }, detail, at: now })
    return { code }
  })
}

async function whyNot(trx: Trx, code: string): Promise<MoveRefusal> {
  const suggestion = await trx.selectFrom('suggestion').select(['id', 'state']).where('code', '=', code).executeTakeFirst()
  if (!suggestion) return { refused: 'unknown-code' }
  const last = await trx
    .selectFrom('event')
    .innerJoin('person', 'person.id', 'event.actor_id')
    .select(['person.name', 'event.at'])
    .where('event.object_kind', '=', 'suggestion')
    .where('event.object_id', '=', String(suggestion.id))
    .where('event.action', 'in', Object.values(moves).map(({ action }) => action))
    .orderBy('event.id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return { refused: 'wrong-state', state: suggestion.state, by: last?.name, at: last?.at }
}
