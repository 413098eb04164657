import type { Db, Trx } from '#db/schema.ts'

/** Who did it: a signed-in person, a citizen whom we do not name, or the portal itself. */
export type Actor = { kind: 'person'; id: number } | { kind: 'citizen' } | { kind: 'system' }

export interface EventInput {
  actor: Actor
  /** Object and past participle: `suggestion.accepted`, `person.signed-in`. */
  action: string
  object: { kind: string; id: string | number }
  result?: 'done' | 'refused'
  /** Facts of the move; never personal data and never what a citizen wrote. */
  detail?: Record<string, unknown>
  at?: Date
}

/** Appends to the audit trail. Call it in the transaction of the change, so that neither stands without the other. */
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
  }))
  await trx.insertInto('event').values(rows).execute()
}
