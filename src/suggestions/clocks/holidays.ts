import { sql } from 'kysely'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { recordEvent } from '#people/events.ts'
import { firstDue, recalculate } from './deadlines.ts'
import { loadOffice } from './office.ts'
import { addDays, type Day, instantInLishui } from '#calendar/work-calendar.ts'

export interface HolidayEdit {
  day: Day
  /** `calendar` gives the day back to the published calendar. */
  kind: 'workday' | 'holiday' | 'calendar'
  /** What citizens read when the day does not count, such as 防台风停工. */
  name: string
}

export interface Arrangement {
  year: number
  /** The notice it was taken from, such as 国办发明电〔2026〕9号. */
  notice: string
  holidays: { from: Day; to: Day; name: string }[]
  makeUpDays: Day[]
}

/**
 * Changes one day of the office's calendar. Every clock still running is recalculated in the same
 * transaction, and each deadline that moved is an event of its suggestion. Returns how many moved.
 */
export function editHoliday(
  db: Db,
  { day, kind, name }: HolidayEdit,
  by: { id: number },
  now: Date,
): Promise<{ moved: number }> {
  return inTransaction(db, async trx => {
    await trx.deleteFrom('holiday_override').where('day', '=', day).execute()
    if (kind !== 'calendar')
      await trx.insertInto('holiday_override').values({ day, kind, name, edited_by: by.id, edited_at: now }).execute()
    await recordEvent(trx, {
      actor: { kind: 'person', id: by.id },
      action: 'holiday.edited',
      object: { kind: 'holiday', id: day },
      detail: { kind, name },
      at: now,
    })
    return recomputeFrom(trx, day, by, now)
  })
}

/**
 * Enters a year's arrangement as the State Council announced it, instead of whatever the table had for that
 * year; its dates are provisional no longer. Refuses `outside-year` for a day of another year, except the last
 * days of December before it, which the notice of a New Year has made working days (2018-12-29).
 */
export function enterArrangement(
  db: Db,
  { year, notice, holidays, makeUpDays }: Arrangement,
  by: { id: number },
  now: Date,
): Promise<{ moved: number } | { refused: 'outside-year'; day: Day }> {
  return inTransaction(db, async trx => {
    const days = [
      ...holidays.flatMap(everyDay),
      ...makeUpDays.map(day => ({ day, kind: 'workday' as const, name: '调休补班' })),
    ]
    const first = `${year - 1}-12-25`
    const stray = days.find(({ day }) => day < first || day > `${year}-12-31`)
    if (stray) return { refused: 'outside-year' as const, day: stray.day }

    await trx
      .deleteFrom('holiday_override')
      .where('day', '>=', `${year}-01-01`)
      .where('day', '<=', `${year}-12-31`)
      .execute()
    const edited = { edited_by: by.id, edited_at: now }
    if (days.length > 0) {
      await trx
        .insertInto('holiday_override')
        .values(days.map(day => ({ ...day, ...edited })))
        .onConflict(conflict =>
          conflict
            .column('day')
            .doUpdateSet(eb => ({ kind: eb.ref('excluded.kind'), name: eb.ref('excluded.name'), ...edited })),
        )
        .execute()
    }
    await trx
      .insertInto('holiday_year')
      .values({ year, notice, entered_by: by.id, entered_at: now })
      .onConflict(conflict => conflict.column('year').doUpdateSet({ notice, entered_by: by.id, entered_at: now }))
      .execute()
    await recordEvent(trx, {
      actor: { kind: 'person', id: by.id },
      action: 'holiday.year-entered',
      object: { kind: 'holiday-year', id: year },
      detail: { notice },
      at: now,
    })
    return recomputeFrom(trx, first, by, now)
  })
}

/** What the office has set for a year, by day, with who set it; and the notice when the whole year was entered. */
export async function listHolidays(db: Db, year: number) {
  const days = await db
    .selectFrom('holiday_override')
    .innerJoin('person', 'person.id', 'holiday_override.edited_by')
    .select(['day', 'kind', 'holiday_override.name', 'edited_at', 'person.name as edited_by'])
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

/** Recalculates every clock that still runs on or after a day. */
async function recomputeFrom(trx: Trx, day: Day, by: { id: number }, now: Date): Promise<{ moved: number }> {
  const running = await trx
    .selectFrom('suggestion')
    .select('id')
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
  for (const { suggestionId, step, from, to } of moved) {
    await recordEvent(trx, {
      actor: { kind: 'person', id: by.id },
      action: 'suggestion.deadline-moved',
      object: { kind: 'suggestion', id: suggestionId },
      detail: { step, from, to, because: 'calendar' },
      at: now,
    })
  }
  return { moved: moved.length }
}

function everyDay({ from, to, name }: { from: Day; to: Day; name: string }) {
  const days: { day: Day; kind: 'holiday'; name: string }[] = []
  for (let day = from; day <= to && days.length < 31; day = addDays(day, 1)) days.push({ day, kind: 'holiday', name })
  return days
}
