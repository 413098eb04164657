import type { Db } from '#db/schema.ts'
import { endAssignments } from './assignments.ts'
import { makeMove } from '../course.ts'
import { endClocks } from '../clocks/deadlines.ts'
import { tellRole, tellUnit } from '../tell.ts'

/** More than anybody has to add; whoever goes on is a machine. */
const mostAdditions = 20

/** 补充: its author adds something while it is open. The same `requestKey` twice is one addition and the same answer. Refuses `too-many`. */
export function addToSuggestion(db: Db, code: string, { body, requestKey }: { body: string; requestKey: string }, now: Date) {
  return makeMove<'too-many'>(db, 'addition', code, 'author', now, async (trx, suggestion) => {
    const earlier = await trx.selectFrom('addition').select('request_key').where('suggestion_id', '=', suggestion.id).execute()
    if (earlier.length >= mostAdditions && !earlier.some(addition => addition.request_key === requestKey)) return { refused: 'too-many' }
    const added = await trx
      .insertInto('addition')
      .values({ suggestion_id: suggestion.id, request_key: requestKey, body, added_at: now })
      .onConflict(conflict => conflict.column('request_key').doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!added) return undefined
    if (suggestion.lead_unit) await tellUnit(trx, suggestion, suggestion.lead_unit, 'desk-added-to', {}, now)
    else await tellRole(trx, suggestion, 'clerk', 'desk-added-to', {}, now)
    return { change: {} }
  })
}

/** 撤回 by its author, at any time before it is closed: every clock ends, and its letters are lifted. */
export function withdrawSuggestion(db: Db, code: string, now: Date) {
  return makeMove(db, 'withdrawal', code, 'author', now, async (trx, suggestion) => {
    if (suggestion.lead_unit) await tellUnit(trx, suggestion, suggestion.lead_unit, 'desk-withdrawn', {}, now)
    await endAssignments(trx, suggestion.id, now)
    await endClocks(trx, { suggestionId: suggestion.id }, now)
    await trx.updateTable('supervision_letter').set({ lifted_at: now }).where('suggestion_id', '=', suggestion.id).where('settled_at', 'is', null).where('lifted_at', 'is', null).execute()
    return { change: { state: 'withdrawn', withdrawn_at: now } }
  })
}
