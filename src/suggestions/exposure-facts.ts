import { sql } from 'kysely'
import type { Db } from '../../db/schema.ts'
import { parseCode } from './code.ts'

/**
 * What the exposure board has to know of a suggestion before a unit may be named: whether a deadline of it was missed
 * by `now` (also one that was met late), and whether a supervision letter (督办函) stands that was not lifted again.
 * Undefined when no suggestion has this code.
 */
export async function findExposureFacts(db: Db, typed: string, now: Date): Promise<{ overdue: boolean; supervised: boolean } | undefined> {
  const code = parseCode(typed)
  const row = code && (await db.selectFrom('suggestion').select('id').where('code', '=', code).executeTakeFirst())
  if (!row) return undefined
  const missed = await db.selectFrom('deadline').select('id').where('suggestion_id', '=', row.id).where('due_at', '<', sql<Date>`coalesce(met_at, ended_at, ${now})`).executeTakeFirst()
  const letter = await db.selectFrom('supervision_letter').select('id').where('suggestion_id', '=', row.id).where('lifted_at', 'is', null).executeTakeFirst()
  return { overdue: missed !== undefined, supervised: letter !== undefined }
}
