import { aDay, earlier } from '#calendar/spans.ts'
import type { Db } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { recordEvent } from '#people/events.ts'
import { dayInLishui } from '#calendar/work-calendar.ts'
import { calculateDeadline, isInTime } from '#calendar/working-days.ts'
import { openStates } from '../course.ts'
import type { Builder } from '../marks.ts'
import { tellRole } from '../tell.ts'
import { findWorkingDays, loadOffice } from './office.ts'

/** An alarm is raised again after so many days: nothing is forgotten because it was seen once. */
const againAfter = 30 * aDay

/**
 * Tells supervisors and administrators of everything that waits for an answer longer than the rule allows, whoever has
 * it and whether its clock stands still or not, also for the decision about an appeal: a message without an answer for
 * three months fails the inspection of a government site. Run once a day; what was told in the last thirty days is not told again. Returns how many.
 */
export async function raiseAlarms(db: Db, now: Date): Promise<number> {
  const office = await loadOffice(db)
  const allowance = { workingDays: findWorkingDays(office, 'alarm') }
  const waiting = await db
    .selectFrom('suggestion')
    .select(['id', 'number', 'received_at', 'reopened_at'])
    .select(eb => appealedAt(eb).as('appealed_at'))
    .where('due_at', 'is not', null)
    // What was reopened waits for its next answer.
    .where(eb =>
      eb.or([
        eb.and([
          eb('state', 'in', openStates),
          eb.or([eb('shown_at', 'is', null), eb('state', 'not in', ['revisit'])]),
        ]),
        eb(appealedAt(eb), 'is not', null),
      ]),
    )
    .where(eb =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('alarm')
            .select('alarm.id')
            .whereRef('alarm.suggestion_id', '=', 'suggestion.id')
            .where('raised_at', '>', earlier(now, againAfter)),
        ),
      ),
    )
    .orderBy('id')
    .execute()
  let raised = 0
  for (const { received_at, reopened_at, appealed_at, ...suggestion } of waiting) {
    const since = appealed_at ?? reopened_at ?? received_at
    const { calendar, closesAt } = office
    if (isInTime(now, calculateDeadline(calendar, { begins: since, allowance, closesAt }).dueAt)) continue
    await inTransaction(db, async trx => {
      await trx.insertInto('alarm').values({ suggestion_id: suggestion.id, raised_at: now }).execute()
      const facts = { since: dayInLishui(since) }
      await tellRole(trx, suggestion, 'supervisor', 'desk-alarm', facts, now)
      await tellRole(trx, suggestion, 'admin', 'desk-alarm', facts, now)
      await recordEvent(trx, {
        actor: { kind: 'system' },
        action: 'suggestion.alarm-raised',
        object: { kind: 'suggestion', id: suggestion.id },
        at: now,
      })
    })
    raised++
  }
  return raised
}

/** When the appeal was made that waits for its decision. */
const appealedAt = (eb: Builder) =>
  eb
    .selectFrom('deadline')
    .select('begins_at')
    .whereRef('deadline.suggestion_id', '=', 'suggestion.id')
    .where('step', '=', 'appeal')
    .where('ended_at', 'is', null)
    .limit(1)
