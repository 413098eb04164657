import { sql } from 'kysely'
import type { Db } from '#db/schema.ts'

export interface TrailFilter {
  /** A person's id; `citizen` and `system` are actors too. */
  actor?: number | 'citizen' | 'system' | undefined
  /** An action, or the beginning of one before a dot: `suggestion` finds every `suggestion.…`. */
  action?: string | undefined
  objectKind?: string | undefined
  objectId?: string | undefined
  /** Moments, half-open. */
  from?: Date | undefined
  until?: Date | undefined
  result?: 'done' | 'refused' | undefined
}

/** One page of the audit trail, newest first: who did what, when, on what, with what result. `before` is an event's id. */
export async function listTrail(
  db: Db,
  { actor, action, objectKind, objectId, from, until, result }: TrailFilter,
  { before, limit }: { before?: number | undefined; limit: number },
) {
  let query = db
    .selectFrom('event')
    .leftJoin('person', 'person.id', 'event.actor_id')
    .select([
      'event.id',
      'event.at',
      'event.actor_kind',
      'event.actor_id',
      'event.action',
      'event.object_kind',
      'event.object_id',
      'event.result',
      'event.detail',
      'event.address',
      'person.name as actor_name',
      'person.login as actor_login',
    ])
  if (typeof actor === 'number') query = query.where('event.actor_id', '=', actor)
  else if (actor) query = query.where('event.actor_kind', '=', actor).where('event.actor_id', 'is', null)
  if (action)
    query = action.includes('.')
      ? query.where('event.action', '=', action)
      : query.where('event.action', '>=', `${action}.`).where('event.action', '<', `${action}/`)
  if (objectKind) query = query.where('event.object_kind', '=', objectKind)
  if (objectId) query = query.where('event.object_id', '=', objectId)
  if (from) query = query.where('event.at', '>=', from)
  if (until) query = query.where('event.at', '<', until)
  if (result) query = query.where('event.result', '=', result)
  if (before !== undefined)
    query = query.where(sql<boolean>`(event.at, event.id) < (SELECT at, id FROM event WHERE id = ${before})`)
  const rows = await query
    .orderBy('event.at', 'desc')
    .orderBy('event.id', 'desc')
    .limit(limit + 1)
    .execute()
  return { rows: rows.slice(0, limit), next: rows.length > limit ? rows[limit - 1]!.id : undefined }
}

/** Every action that ever was recorded, for the filter: from one to the next by the index, not over millions of rows. */
export async function listActions(db: Db): Promise<string[]> {
  const { rows } = await sql<{ action: string }>`
    WITH RECURSIVE step AS (
      (SELECT action FROM event ORDER BY action LIMIT 1)
      UNION ALL
      SELECT (SELECT action FROM event WHERE action > step.action ORDER BY action LIMIT 1) FROM step WHERE step.action IS NOT NULL
    )
    SELECT action FROM step WHERE action IS NOT NULL`.execute(db)
  return rows.map(({ action }) => action)
}
