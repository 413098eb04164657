import { sql } from 'kysely'
import type { DayRule, DeadlineSettingTable, Step } from '#db/schema-course.ts'
import type { Db } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { recordEvent } from '#people/events.ts'
import { dayInLishui } from '#calendar/work-calendar.ts'
import type { Allowance } from '#calendar/working-days.ts'
import { moveClocks } from './holidays.ts'

/** The steps whose time is set, in the order of the page; the unit that hands over to a helper says how long that one has. */
export const settledSteps = [
  'accept',
  'hand-over',
  'answer',
  'verify',
  'rework',
  'revisit',
  'ruling',
  'appeal',
  'question',
] as const satisfies Step[]
/** What else is counted in working days. */
export const dayRules = [
  'extension',
  'red',
  'appeal-limit',
  'question-pause',
  'suspension',
  'alarm',
] as const satisfies DayRule[]

export interface DeadlineSetting extends Pick<DeadlineSettingTable, 'step' | 'level' | 'kind' | 'category'> {
  allowance: Allowance
}

/** Every setting, the general one of a step before its exceptions. */
export function listDeadlineSettings(db: Db) {
  return db
    .selectFrom('deadline_setting')
    .selectAll()
    .orderBy(sql`array_position(${[...settledSteps, ...dayRules]}::text[], step)`)
    .orderBy('level')
    .orderBy(sql`kind NULLS FIRST`)
    .orderBy(sql`category NULLS FIRST`)
    .execute()
}

/** Sets how long a step may take for a kind, a category, both or neither. Clocks that run keep what they were started with. */
export function setDeadline(
  db: Db,
  { step, level, kind, category, allowance }: DeadlineSetting,
  by: { id: number },
  now: Date,
): Promise<void> {
  const amount =
    'hours' in allowance
      ? { hours: allowance.hours, working_days: null }
      : { hours: null, working_days: allowance.workingDays }
  return inTransaction(db, async trx => {
    await trx
      .insertInto('deadline_setting')
      .values({ step, level, kind, category, ...amount })
      .onConflict(conflict => conflict.columns(['step', 'level', 'kind', 'category']).doUpdateSet(amount))
      .execute()
    await recordEvent(trx, {
      actor: { kind: 'person', id: by.id },
      action: 'deadline-setting.set',
      object: { kind: 'deadline-setting', id: step },
      detail: { level, kind, category, ...amount },
      at: now,
    })
  })
}

/** Takes an exception back. Refuses `general`: every step keeps its general setting. */
export function removeDeadline(
  db: Db,
  id: number,
  by: { id: number },
  now: Date,
): Promise<{ id: number } | { refused: 'unknown' | 'general' }> {
  return inTransaction(db, async trx => {
    const setting = await trx.selectFrom('deadline_setting').selectAll().where('id', '=', id).executeTakeFirst()
    if (!setting) return { refused: 'unknown' as const }
    if (setting.kind === null && setting.category === null) return { refused: 'general' as const }
    await trx.deleteFrom('deadline_setting').where('id', '=', id).execute()
    const { step, level, kind, category } = setting
    await recordEvent(trx, {
      actor: { kind: 'person', id: by.id },
      action: 'deadline-setting.removed',
      object: { kind: 'deadline-setting', id: step },
      detail: { level, kind, category },
      at: now,
    })
    return { id }
  })
}

/**
 * Sets when the office opens, which is when reminders go out, and when it closes, which is when a day's deadlines end.
 * Clocks that run follow from today on. Refuses `closes-first`.
 */
export function setOfficeHours(
  db: Db,
  { opensAt, closesAt }: { opensAt: string; closesAt: string },
  by: { id: number },
  now: Date,
): Promise<{ moved: number } | { refused: 'closes-first' }> {
  return inTransaction(db, async trx => {
    if (closesAt <= opensAt) return { refused: 'closes-first' as const }
    await trx.updateTable('office_hours').set({ opens_at: opensAt, closes_at: closesAt }).execute()
    await recordEvent(trx, {
      actor: { kind: 'person', id: by.id },
      action: 'office-hours.set',
      object: { kind: 'office-hours', id: 'office' },
      detail: { from: opensAt, to: closesAt },
      at: now,
    })
    return moveClocks(trx, dayInLishui(now), 'office-hours', by, now)
  })
}
