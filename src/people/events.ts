import type { Db, Trx } from '#db/schema.ts'
import { asking } from './asking.ts'
import type { Action } from './trail-words.ts'

/** Who did it: a signed-in person, a citizen whom we do not name, or the portal itself. */
export type Actor = { kind: 'person'; id: number } | { kind: 'citizen' } | { kind: 'system' }

export interface EventInput {
  actor: Actor
  /** Object and past participle: `suggestion.accepted`, `person.signed-in`. */
  action: Action
  object: { kind: string; id: string | number }
  result?: 'done' | 'refused'
  /** Facts of the move; never personal data and never what a citizen wrote. */
  detail?: Record<string, unknown>
  at?: Date
}

/** Appends to the audit trail, with the address of the request that is being answered. Call it in the transaction of the change, so that neither stands without the other. */
export function recordEvent(trx: Trx | Db, event: EventInput): Promise<void> {
  return recordEvents(trx, [event])
}

/** The same for several moves at once, in their order. */
export async function recordEvents(trx: Trx | Db, events: EventInput[]): Promise<void> {
  if (events.length === 0) return
  const rows = events.map(event => ({
    actor_kind: event.actor.kind,
    actor_id: event.actor.kind === 'person' ? event.actor.id : null,
    action: event.action,
    object_kind: event.object.kind,
    object_id: String(event.object.id),
    result: event.result ?? ('done' as const),
    detail: JSON.stringify(event.detail ?? {}),
    at: event.at,
    address: event.actor.kind === 'system' ? null : (asking.getStore()?.address.slice(0, 45) ?? null),
  }))
  await trx.insertInto('event').values(rows).execute()
}

/** From where something was done is taken out of the events before a moment. Returns of how many. */
export async function forgetAddresses(trx: Trx, before: Date): Promise<number> {
  const { numUpdatedRows } = await trx
    .updateTable('event')
    .set({ address: null })
    .where('address', 'is not', null)
    .where('at', '<', before)
    .executeTakeFirst()
  return Number(numUpdatedRows)
}
