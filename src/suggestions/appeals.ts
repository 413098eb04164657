import type { Db, SuggestionState, Trx } from '#db/schema.ts'
import { calculateDeadline, isInTime } from '#calendar/working-days.ts'
import { isInUse } from '#people/in-use.ts'
import { stopClock } from './clocks/deadlines.ts'
import { findWorkingDays, loadOffice } from './clocks/office.ts'

/** How a suggestion can end by a decision of the desk that may be looked at again. */
export const endedByDesk = ['declined', 'merged', 'closed'] as const satisfies SuggestionState[]

/** The appeal about a suggestion, decided or not; there is one at most. */
export function findAppeal(db: Db | Trx, suggestionId: number) {
  return db
    .selectFrom('appeal')
    .selectAll()
    .where('suggestion_id', '=', suggestionId)
    .where('dropped_at', 'is', null)
    .executeTakeFirst()
}

/** What an appeal asked for has happened without a decision. */
export async function dropAppeal(trx: Trx, suggestionId: number, now: Date): Promise<void> {
  const dropped = await trx
    .updateTable('appeal')
    .set({ dropped_at: now })
    .where('suggestion_id', '=', suggestionId)
    .where('decided_at', 'is', null)
    .where('dropped_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  if (dropped) await stopClock(trx, { suggestionId, step: 'appeal' }, now)
}

/** Who brought a suggestion into the state in which it stands, and when; `by` is null for its author and the portal. */
export async function findEnding(db: Db | Trx, { id, state }: { id: number; state: SuggestionState }) {
  return db
    .selectFrom('event')
    .select(['at', 'actor_id as by', 'actor_kind'])
    .where('object_kind', '=', 'suggestion')
    .where('object_id', '=', String(id))
    .where('result', '=', 'done')
    .where(eb => eb(eb.ref('detail', '->>').key('state' as never), '=', state))
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** Whether what was decided at a moment may still be appealed against or taken back. */
export async function isOpenToSecondLook(db: Db | Trx, at: Date, now: Date): Promise<boolean> {
  const office = await loadOffice(db)
  const { dueAt } = calculateDeadline(office.calendar, {
    begins: at,
    allowance: { workingDays: findWorkingDays(office, 'appeal-limit') },
    closesAt: office.closesAt,
  })
  return isInTime(now, dueAt)
}

/**
 * Whether a supervisor took no part in a suggestion so far; notes and readings are none. Where no supervisor took none,
 * any of them decides: else nobody could.
 */
export async function mayDecide(db: Db | Trx, suggestionId: number, person: { id: number }): Promise<boolean> {
  const others = await db
    .selectFrom('person')
    .select('person.id')
    .where(eb => eb(eb.val('supervisor'), '=', eb.fn.any('person.roles')))
    .where(isInUse())
    .where(eb =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('event')
            .select('event.id')
            .whereRef('event.actor_id', '=', 'person.id')
            .where('event.object_kind', '=', 'suggestion')
            .where('event.object_id', '=', String(suggestionId))
            .where('event.action', 'not in', ['suggestion.noted', 'suggestion.personal-data-read']),
        ),
      ),
    )
    .execute()
  return others.length === 0 || others.some(({ id }) => id === person.id)
}
