import { sql } from 'kysely'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { recordEvent } from '#people/events.ts'
import { firstDue, recalculate } from './deadlines.ts'
import { loadOffice } from './office.ts'
import { type Arrangement, type ArrangementFault, everyDay, findArrangementFaults } from './arrangement.ts'
import { recordMoved } from './moved.ts'
import { type Day, instantInLishui } from '#calendar/work-calendar.ts'

export interface HolidayEdit {
  day: Day
  /** `calendar` gives the day back to the year's arrangement. */
  kind: 'workday' | 'holiday' | 'calendar'
  /** What citizens read when the day does not count, such as 防台风停工. */
  name: string
}

/**
 * Changes one day of the office's own, which goes before the year's arrangement. Every clock still running is recalculated in the same
 * transaction, and each deadline that moved is an event of its suggestion. Returns how many moved.
 */
export function editHoliday(
  db: Db,
  { day, kind, name }: HolidayEdit,
  by: { id: number },
  now: Date,
): Promise<{ moved: number }> {
  return inTransaction(db, async trx => {
    await trx.deleteFrom('holiday_override').where('day', '=', day).where('arranged_for', 'is', null).execute()
    if (kind !== 'calendar')
      await trx.insertInto('holiday_override').values({ day, kind, name, edited_by: by.id, edited_at: now }).execute()
    await recordEvent(trx, {
      actor: { kind: 'person', id: by.id },
      action: 'holiday.edited',
      object: { kind: 'holiday', id: day },
      detail: { kind, name },
      at: now,
    })
    return moveClocks(trx, day, 'calendar', by, now)
  })
}

/**
 * Enters a year's arrangement as the State Council announced it, instead of what was entered for that year before; its
 * dates are provisional no longer, and days of the office's own stay. Refuses with all that is wrong with it, and
 * `already-entered` when other days were entered before, unless `replaces` names the notice that they were taken from.
 */
export function enterArrangement(
  db: Db,
  { year, notice, holidays, makeUpDays, replaces }: Arrangement & { replaces?: string | undefined },
  by: { id: number },
  now: Date,
): Promise<
  { moved: number } | { refused: 'wrong-arrangement'; faults: ArrangementFault[] } | { refused: 'already-entered' }
> {
  return inTransaction(db, async trx => {
    const faults = findArrangementFaults({ year, holidays, makeUpDays })
    if (faults.length > 0) return { refused: 'wrong-arrangement' as const, faults }
    const days = [
      ...holidays.flatMap(({ name, ...range }) =>
        everyDay(range).map(day => ({ day, kind: 'holiday' as const, name })),
      ),
      ...makeUpDays.map(day => ({ day, kind: 'workday' as const, name: '调休补班' })),
    ]
    const entered = await trx.selectFrom('holiday_year').select('notice').where('year', '=', year).executeTakeFirst()
    if (entered && replaces !== entered.notice && !isSame(days, await listArranged(trx, year)))
      return { refused: 'already-entered' as const }
    await trx
      .insertInto('holiday_year')
      .values({ year, notice, entered_by: by.id, entered_at: now })
      .onConflict(conflict => conflict.column('year').doUpdateSet({ notice, entered_by: by.id, entered_at: now }))
      .execute()
    await trx.deleteFrom('holiday_override').where('arranged_for', '=', year).execute()
    if (days.length > 0)
      await trx
        .insertInto('holiday_override')
        .values(days.map(day => ({ ...day, arranged_for: year, edited_by: by.id, edited_at: now })))
        .execute()
    await recordEvent(trx, {
      actor: { kind: 'person', id: by.id },
      action: 'holiday.year-entered',
      object: { kind: 'holiday-year', id: year },
      detail: { notice },
      at: now,
    })
    return moveClocks(trx, `${year - 1}-12-25`, 'calendar', by, now)
  })
}

/** The days that were entered with a year's arrangement, in their order. */
export function listArranged(db: Db | Trx, year: number) {
  return db
    .selectFrom('holiday_override')
    .select(['day', 'kind', 'name'])
    .where('arranged_for', '=', year)
    .orderBy('day')
    .execute()
}

type Days = readonly { day: Day; kind: string; name: string }[]
const isSame = (one: Days, other: Days): boolean => keyOf(one) === keyOf(other)
const keyOf = (days: Days) =>
  days
    .map(({ day, kind, name }) => `${day} ${kind} ${name}`)
    .toSorted()
    .join()

/** The days of the office's own in a year, with who set them; and the notice when the whole year was entered. */
export async function listHolidays(db: Db, year: number) {
  const days = await db
    .selectFrom('holiday_override')
    .innerJoin('person', 'person.id', 'holiday_override.edited_by')
    .select(['day', 'kind', 'holiday_override.name', 'edited_at', 'person.name as edited_by'])
    .where('arranged_for', 'is', null)
    .where('day', '>=', `${year}-01-01`)
    .where('day', '<=', `${year}-12-31`)
    .orderBy('day')
    .execute()
  const entered = await db
    .selectFrom('holiday_year')
    .select(['notice', 'entered_at'])
    .where('year', '=', year)
    .executeTakeFirst()
  return { days, entered }
}

/**
 * Recalculates every clock that still runs on or after a day, because the calendar or the hours of the office changed.
 * Each deadline that moved is an event, and an author whose next step was promised for another day is told the new one.
 */
export async function moveClocks(
  trx: Trx,
  day: Day,
  because: 'calendar' | 'office-hours',
  by: { id: number },
  now: Date,
): Promise<{ moved: number }> {
  const running = await trx
    .selectFrom('suggestion')
    .select(['id', 'number', 'state'])
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('deadline')
          .select('deadline.id')
          .whereRef('suggestion_id', '=', 'suggestion.id')
          .where('ended_at', 'is', null)
          .where('deadline.due_at', '>=', instantInLishui(day, '00:00')),
      ),
    )
    .orderBy('id')
    .forUpdate()
    .execute()
  const moved = await recalculate(
    trx,
    await loadOffice(trx),
    running.map(({ id }) => id),
    now,
  )
  const suggestions = [...new Set(moved.map(({ suggestionId }) => suggestionId))]
  if (suggestions.length > 0)
    await trx
      .updateTable('suggestion')
      .set({ due_at: firstDue(sql.ref('suggestion.id')), changed_at: now })
      .where('id', 'in', suggestions)
      .execute()
  await recordMoved(trx, running, moved, because, by, now)
  return { moved: moved.length }
}
