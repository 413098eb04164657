import { addDays, type Day, instantInLishui } from '#calendar/work-calendar.ts'
import type { ReportRhythm, Settings } from '#publishing/types/settings.ts'

/** A half-year or a quarter that units report on: '2026-H2', '2026-Q3'. */
export type Period = string

/** How often units report, how many days after the end of a period it may take, and whether readers see who has. */
export interface ReportRules {
  rhythm: ReportRhythm
  days: number
  public: boolean
}

/** What the city's settings say of reports; half-yearly and seen by nobody else where they say nothing. */
export const reportRules = ({
  reports,
  reports_public,
}: Pick<Settings, 'reports' | 'reports_public'>): ReportRules => ({
  rhythm: reports?.rhythm ?? 'half-year',
  days: reports?.days ?? 15,
  public: reports_public,
})

const letters = { 'half-year': 'H', quarter: 'Q' } as const
const counts = { 'half-year': 2, quarter: 4 } as const

/** The periods of a year, in order. */
export const periodsOf = (year: number, rhythm: ReportRhythm): Period[] =>
  Array.from({ length: counts[rhythm] }, (_, at) => `${year}-${letters[rhythm]}${at + 1}`)

/** What an address names, if it is a period. */
export const periodIn = (text: string | undefined): Period | undefined =>
  text !== undefined && /^20\d\d-(?:H[12]|Q[1-4])$/.test(text) ? text : undefined

/** The months of a period, and the first day after it. */
export function spanOf(period: Period): { from: string; to: string; begins: Day; ends: Day } {
  const [, year, letter, number] = /^(\d{4})-([HQ])(\d)$/.exec(period)!
  const months = letter === 'H' ? 6 : 3
  const monthAt = (index: number) => new Date(Date.UTC(Number(year), index, 1)).toISOString().slice(0, 7)
  const first = (Number(number) - 1) * months
  return {
    from: monthAt(first),
    to: monthAt(first + months - 1),
    begins: `${monthAt(first)}-01`,
    ends: `${monthAt(first + months)}-01`,
  }
}

/** Until the end of which day a report may come in time. */
export const lastDayFor = (period: Period, { days }: Pick<ReportRules, 'days'>): Day =>
  addDays(spanOf(period).ends, days - 1)

/** From when on it is late. */
export const dueAt = (period: Period, rules: Pick<ReportRules, 'days'>): Date =>
  instantInLishui(lastDayFor(period, rules), '24:00')

/** On how many of the last periods a report is still taken, and listed. */
export const periodsAsked = 8

/** The last periods that are over on a day, the newest first. */
export function periodsBefore(day: Day, rhythm: ReportRhythm, most: number): Period[] {
  const year = Number(day.slice(0, 4))
  const years = Array.from({ length: Math.ceil(most / counts[rhythm]) + 1 }, (_, at) => year - at)
  return years
    .flatMap(each => periodsOf(each, rhythm).toReversed())
    .filter(period => spanOf(period).ends <= day)
    .slice(0, most)
}

/** `2026年下半年`, `2026年第三季度` */
export function sayPeriod(period: Period): string {
  const [, year, letter, number] = /^(\d{4})-([HQ])(\d)$/.exec(period)!
  return letter === 'H'
    ? `${year}年${number === '1' ? '上' : '下'}半年`
    : `${year}年第${'一二三四'[Number(number) - 1]}季度`
}
