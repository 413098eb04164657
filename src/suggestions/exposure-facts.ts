import { sql } from 'kysely'
import type { Db } from '#db/schema.ts'
import { readSuggestionNumber } from '#forms/typed/suggestion-number.ts'

/**
 * What the exposure board has to know of a suggestion before this unit may be named: whether the unit missed a deadline
 * of its own by `now` (also one that was met late), and whether a supervision letter (督办函) to it stands that was not
 * lifted again. What the desk does late, or another unit, is not held against it: an answer or a rework counts for
 * the unit that led when it was due, a contribution for who owed it. Undefined when no suggestion has this number.
 */
export async function findExposureFacts(
  db: Db,
  typed: string,
  unit: string,
  now: Date,
): Promise<{ overdue: boolean; supervised: boolean } | undefined> {
  const number = readSuggestionNumber(typed)
  const row = number && (await db.selectFrom('suggestion').select('id').where('number', '=', number).executeTakeFirst())
  if (!row) return undefined
  const missed = await db
    .selectFrom('deadline')
    .innerJoin('assignment', 'assignment.suggestion_id', 'deadline.suggestion_id')
    .select('deadline.id')
    .where('deadline.suggestion_id', '=', row.id)
    .where('assignment.unit', '=', unit)
    .where('deadline.due_at', '<', sql<Date>`coalesce(deadline.met_at, deadline.ended_at, ${now})`)
    .where(eb =>
      eb.or([
        eb('deadline.assignment_id', '=', eb.ref('assignment.id')),
        eb.and([
          eb('deadline.step', 'in', ['answer', 'rework']),
          eb('assignment.part', '=', 'lead'),
          eb('assignment.handed_over_at', '<=', eb.ref('deadline.due_at')),
          eb.or([eb('assignment.ended_at', 'is', null), eb('assignment.ended_at', '>', eb.ref('deadline.due_at'))]),
        ]),
      ]),
    )
    .executeTakeFirst()
  const letter = await db
    .selectFrom('supervision_letter')
    .select('id')
    .where('suggestion_id', '=', row.id)
    .where('unit', '=', unit)
    .where('lifted_at', 'is', null)
    .executeTakeFirst()
  return { overdue: missed !== undefined, supervised: letter !== undefined }
}
