import { type Expression, sql, type SqlBool } from 'kysely'
import type { Db, Trx } from '#db/schema.ts'
import type { Builder } from './marks.ts'

/** `unit` null: to the supervisors. */
interface NewRise {
  suggestionId: number
  deadlineId: number
  position: number
  lead: string
  unit: string | null
}

/** Puts a red matter on the list of a unit, or of the supervisors. */
export async function recordRise(trx: Trx, rise: NewRise, now: Date): Promise<void> {
  await trx
    .insertInto('rise')
    .values({
      suggestion_id: rise.suggestionId,
      deadline_id: rise.deadlineId,
      position: rise.position,
      lead: rise.lead,
      unit: rise.unit,
      risen_at: now,
    })
    .execute()
}

/** Takes it from those lists again: the deadline turned out to be later, or it is the matter of another unit. */
export async function liftRises(
  trx: Trx,
  of: { deadlineId: number } | { suggestionId: number },
  now: Date,
): Promise<void> {
  await trx
    .updateTable('rise')
    .set({ lifted_at: now })
    .where('lifted_at', 'is', null)
    .$if('deadlineId' in of, query => query.where('deadline_id', '=', (of as { deadlineId: number }).deadlineId))
    .$if('suggestionId' in of, query =>
      query.where('suggestion_id', '=', (of as { suggestionId: number }).suggestionId),
    )
    .execute()
}

/** Whether it has gone up and waits still; with `units` to one of these. */
export function hasRisen(eb: Builder, units?: string[]): Expression<SqlBool> {
  const rises = eb
    .selectFrom('rise')
    .innerJoin('deadline', 'deadline.id', 'rise.deadline_id')
    .select('rise.id')
    .whereRef('rise.suggestion_id', '=', 'suggestion.id')
    .where('rise.lifted_at', 'is', null)
    .where('deadline.ended_at', 'is', null)
  return eb.exists(units ? rises.where(sql<boolean>`rise.unit = ANY (${units})`) : rises)
}

/** Where a matter stands now after it has gone up, the last step last. */
export function listRises(db: Db | Trx, suggestionId: number) {
  return db
    .selectFrom('rise')
    .innerJoin('deadline', 'deadline.id', 'rise.deadline_id')
    .select(['rise.unit', 'rise.position', 'rise.risen_at'])
    .where('rise.suggestion_id', '=', suggestionId)
    .where('rise.lifted_at', 'is', null)
    .where('deadline.ended_at', 'is', null)
    .orderBy('rise.id')
    .execute()
}

/** How many matters have gone up and wait still, by the unit that leads. */
export async function countRisen(db: Db): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('rise')
    .innerJoin('deadline', 'deadline.id', 'rise.deadline_id')
    .select(({ fn }) => ['rise.lead', fn.count<number>('rise.suggestion_id').distinct().as('count')])
    .where('rise.lifted_at', 'is', null)
    .where('deadline.ended_at', 'is', null)
    .groupBy('rise.lead')
    .execute()
  return new Map(rows.map(({ lead, count }) => [lead, count]))
}
