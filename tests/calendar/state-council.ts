/**
 * A second calendar, kept apart from the one under test. The arrangements of 2025 and 2026 are
 * copied by hand from the notices of the General Office of the State Council (国办发明电〔2024〕12号
 * and the notice of 4 November 2025); other years keep the days that the law fixes.
 */
const notices = {
  2025: {
    holidays: ['01-01', '01-28..02-04', '04-04..04-06', '05-01..05-05', '05-31..06-02', '10-01..10-08'],
    makeUpDays: ['01-26', '02-08', '04-27', '09-28', '10-11'],
  },
  2026: {
    holidays: [
      '01-01..01-03',
      '02-15..02-23',
      '04-04..04-06',
      '05-01..05-05',
      '06-19..06-21',
      '09-25..09-27',
      '10-01..10-07',
    ],
    makeUpDays: ['01-04', '02-14', '02-28', '05-09', '09-20', '10-10'],
  },
} as const

const holidays = new Set(
  Object.entries(notices).flatMap(([year, notice]) => notice.holidays.flatMap(range => everyDay(year, range))),
)
const makeUpDays = new Set(
  Object.entries(notices).flatMap(([year, notice]) => notice.makeUpDays.map(date => `${year}-${date}`)),
)

/** Whether offices work on a day (UTC midnight stands for the whole day). */
export function officesWork(day: Date): boolean {
  const text = day.toISOString().slice(0, 10)
  if (makeUpDays.has(text)) return true
  if (holidays.has(text) || day.getUTCDay() === 0 || day.getUTCDay() === 6) return false
  return day.getUTCFullYear() in notices || !isStatutory(day)
}

// 春节, 清明, 端午 and 中秋, written out year by year.
const movable: Record<string, readonly string[]> = {
  2025: ['01-29', '04-04', '05-31', '10-06'],
  2026: ['02-17', '04-05', '06-19', '09-25'],
  2027: ['02-06', '04-05', '06-09', '09-15'],
  2028: ['01-26', '04-04', '05-28', '10-03'],
  2029: ['02-13', '04-04', '06-16', '09-22'],
  2030: ['02-03', '04-05', '06-05', '09-12'],
  2031: ['01-23', '04-05', '06-24', '10-01'],
  2032: ['02-11', '04-04', '06-12', '09-19'],
  2033: ['01-31', '04-04', '06-01', '09-08'],
  2034: ['02-19', '04-05', '06-20', '09-27'],
  2035: ['02-08', '04-05', '06-10', '09-16'],
}

/** The last year whose movable holidays are written down here. */
export const lastYearWritten = 2035

/** One of the thirteen days of 全国年节及纪念日放假办法 as amended for 2025. */
export function isStatutory(day: Date): boolean {
  const date = day.toISOString().slice(5, 10)
  if (['01-01', '05-01', '05-02', '10-01', '10-02', '10-03'].includes(date)) return true
  const [springFestival, ...others] = movable[day.getUTCFullYear()]!
  const fromSpringFestival =
    (day.getTime() - Date.parse(`${day.getUTCFullYear()}-${springFestival}T00:00Z`)) / 86_400_000
  return others.includes(date) || (fromSpringFestival >= -1 && fromSpringFestival <= 2)
}

function everyDay(year: string, range: string): string[] {
  const [from, to = from] = range.split('..')
  const days: string[] = []
  for (
    let day = new Date(`${year}-${from}T00:00Z`);
    day <= new Date(`${year}-${to}T00:00Z`);
    day = new Date(day.getTime() + 86_400_000)
  ) {
    days.push(day.toISOString().slice(0, 10))
  }
  return days
}
