import { sql } from 'kysely'
import type { AnswerLevel, DayRule, DeadlineSettingTable, Step } from '#db/schema-course.ts'
import type { Db, SuggestionKind, Trx } from '#db/schema.ts'
import type { RiseRuleTable } from '#db/schema-second-looks.ts'
import { createCalendar, type OfficeCalendar, type WorkCalendar } from '#calendar/work-calendar.ts'
import type { Allowance } from '#calendar/working-days.ts'

type Setting = Pick<DeadlineSettingTable, 'step' | 'level' | 'kind' | 'category' | 'hours' | 'working_days'>

/** Everything that decides when something is due: the calendar, the hours of the office, its settings. */
export interface Office {
  calendar: WorkCalendar
  /** 'HH:MM' in Lishui; reminders go out when the office opens, a deadline ends when it closes. */
  opensAt: string
  closesAt: string
  settings: Setting[]
  /** Where a red matter goes, step by step. */
  rises: RiseRuleTable[]
}

/** Reads calendar, hours and settings in one statement, so that a move stays one short transaction. */
export async function loadOffice(db: Db | Trx): Promise<Office> {
  const { rows } = await sql<{
    opens_at: string
    closes_at: string
    settings: Setting[]
    rises: RiseRuleTable[]
    overrides: OfficeCalendar['overrides']
    years: number[]
  }>`
    SELECT opens_at, closes_at,
      (SELECT json_agg(deadline_setting) FROM deadline_setting) AS settings,
      COALESCE((SELECT json_agg(rise_rule ORDER BY position) FROM rise_rule), '[]') AS rises,
      COALESCE((SELECT json_agg(holiday_override ORDER BY arranged_for NULLS LAST) FROM holiday_override), '[]') AS overrides,
      COALESCE((SELECT json_agg(year) FROM holiday_year), '[]') AS years
    FROM office_hours`.execute(db)
  const { opens_at, closes_at, settings, rises, overrides, years } = rows[0]!
  return {
    calendar: createCalendar({ overrides, announcedYears: years }),
    opensAt: opens_at,
    closesAt: closes_at,
    settings,
    rises,
  }
}

/**
 * How long a step may take: the setting for this kind and category, else for the category, else for the
 * kind, else the general one. An answer may be asked for at a level (立即 at-once, 一般 ordinary, 复杂 complex).
 */
export function findAllowance(
  office: Office,
  step: Exclude<Step, 'contribute'>,
  { kind, category, level = null }: { kind: SuggestionKind; category: string; level?: AnswerLevel | null | undefined },
): Allowance {
  const particularity = (setting: Setting) => (setting.category ? 2 : 0) + (setting.kind ? 1 : 0)
  const setting = office.settings
    .filter(
      row =>
        row.step === step &&
        row.level === level &&
        [null, kind].includes(row.kind) &&
        [null, category].includes(row.category),
    )
    .sort((a, b) => particularity(b) - particularity(a))[0]
  if (!setting) throw new Error(`no deadline is set for ${step} (${level ?? 'any level'}, ${kind}, ${category})`)
  return setting.hours === null ? { workingDays: setting.working_days! } : { hours: setting.hours }
}

/** The working days of a rule. */
export function findWorkingDays(office: Office, step: DayRule): number {
  const setting = office.settings.find(row => row.step === step)
  if (!setting) throw new Error(`no working days are set for ${step}`)
  return setting.working_days!
}
