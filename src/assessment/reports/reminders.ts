import { sql } from 'kysely'
import type { Db } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { addDays, dayInLishui } from '#calendar/work-calendar.ts'
import { enqueueMessages } from '#messages/outbox.ts'
import { isInUse } from '#people/in-use.ts'
import type { AnsweringUnit } from '../units.ts'
import { lastDayFor, type Period, periodsBefore, type ReportRules, sayPeriod } from './periods.ts'
import { listReports } from './reports.ts'

/**
 * Tells the officers of each unit, once each, that a report is wanted, that it is due the next day, that it is late. Called
 * every night; returns how many units were told. `unitsIn`: who answers in a period.
 */
export async function remindOfReports(
  db: Db,
  rules: ReportRules,
  unitsIn: (period: Period) => readonly AnsweringUnit[],
  now: Date,
): Promise<number> {
  const today = dayInLishui(now)
  const [period] = periodsBefore(today, rules.rhythm, 1)
  if (!period) return 0
  const last = lastDayFor(period, rules)
  const kind = today > last ? 'late' : addDays(today, 1) >= last ? 'eve' : 'wanted'
  return inTransaction(db, async trx => {
    const filed = new Set((await listReports(trx, [period])).map(({ unit }) => unit))
    const owing = unitsIn(period).filter(({ id, until }) => until === undefined && !filed.has(id))
    if (owing.length === 0) return 0
    const told = await trx
      .insertInto('report_reminder')
      .values(owing.map(({ id }) => ({ unit: id, period, kind, told_at: now })))
      .onConflict(conflict => conflict.doNothing())
      .returning('unit')
      .execute()
    if (told.length === 0) return 0
    const officers = await trx
      .selectFrom('liaison')
      .innerJoin('person', 'person.id', 'liaison.person_id')
      .select(['person.id', 'liaison.unit'])
      .where(
        'liaison.unit',
        'in',
        told.map(({ unit }) => unit),
      )
      .where(sql<boolean>`'officer' = ANY (person.roles)`)
      .where(isInUse())
      .orderBy('person.id')
      .execute()
    await enqueueMessages(
      trx,
      officers.map(({ id, unit }) => ({
        to: { personId: id },
        template: `report-${kind}` as const,
        facts: { period: sayPeriod(period), due: last },
        about: { kind: 'report', id: `${unit}/${period}` },
      })),
      now,
    )
    return told.length
  })
}
