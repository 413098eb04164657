import type { Trx } from '#db/schema.ts'
import { endClocks } from './clocks/deadlines.ts'

/** Ends what units still have to do with a suggestion, and their clocks. */
export async function endAssignments(trx: Trx, suggestionId: number, now: Date): Promise<void> {
  const ended = await trx
    .updateTable('assignment')
    .set({ ended_at: now })
    .where('suggestion_id', '=', suggestionId)
    .where('ended_at', 'is', null)
    .returning('id')
    .execute()
  for (const { id } of ended) await endClocks(trx, { suggestionId, assignmentId: id }, now)
}

/** Refuses what a unit asked for and nobody has decided: it gave the suggestion back, or has answered. */
export async function dropRequests(trx: Trx, suggestionId: number, now: Date): Promise<void> {
  await trx
    .updateTable('extension')
    .set({ decided_at: now, granted: false })
    .where('suggestion_id', '=', suggestionId)
    .where('decided_at', 'is', null)
    .execute()
}
