import { daysBetween } from '#calendar/lishui.ts'
import { addDays, type Day, isWeekend } from '#calendar/work-calendar.ts'

export interface Arrangement {
  year: number
  /** The notice it was taken from, such as 国办发明电〔2026〕9号. */
  notice: string
  holidays: { from: Day; to: Day; name: string }[]
  makeUpDays: Day[]
}

/** What is wrong with the holidays or with the make-up days, and from which day on. */
export interface ArrangementFault {
  of: 'holidays' | 'makeUpDays'
  fault: 'outside-year' | 'too-long' | 'twice' | 'in-holiday' | 'ordinary'
  day: Day
}

/** No holiday is longer; a range that is has a wrong month or year in it. */
const longestHoliday = 31

/**
 * Everything that is wrong with a year's arrangement: days of another year (but for the last days of December before
 * it, which the notice of a New Year has made working days, 2018-12-29), a range longer than a month, days that stand
 * in two ranges, a make-up day that is written twice, lies in a holiday, or would be worked anyhow.
 */
export function findArrangementFaults({
  year,
  holidays,
  makeUpDays,
}: Pick<Arrangement, 'year' | 'holidays' | 'makeUpDays'>): ArrangementFault[] {
  const faults: ArrangementFault[] = []
  const isOutside = (day: Day) => day < `${year - 1}-12-25` || day > `${year}-12-31`
  const rests = new Set<Day>()
  for (const { from, to } of holidays) {
    const stray = [from, to].find(isOutside)
    if (stray) faults.push({ of: 'holidays', fault: 'outside-year', day: stray })
    else if (daysBetween(from, to) >= longestHoliday) faults.push({ of: 'holidays', fault: 'too-long', day: from })
    else {
      const days = everyDay({ from, to })
      const twice = days.find(day => rests.has(day))
      if (twice) faults.push({ of: 'holidays', fault: 'twice', day: twice })
      days.forEach(day => rests.add(day))
    }
  }
  makeUpDays.forEach((day, at) => {
    if (isOutside(day)) faults.push({ of: 'makeUpDays', fault: 'outside-year', day })
    else if (rests.has(day)) faults.push({ of: 'makeUpDays', fault: 'in-holiday', day })
    else if (makeUpDays.indexOf(day) < at) faults.push({ of: 'makeUpDays', fault: 'twice', day })
    else if (!isWeekend(day)) faults.push({ of: 'makeUpDays', fault: 'ordinary', day })
  })
  return faults
}

/** The days of a range, both ends included. */
export function everyDay({ from, to }: { from: Day; to: Day }): Day[] {
  return Array.from({ length: daysBetween(from, to) + 1 }, (_, at) => addDays(from, at))
}

/** The other way round: days in their order as ranges of one name. */
export function rangesOf(days: readonly { day: Day; name: string }[]): Arrangement['holidays'] {
  const ranges: Arrangement['holidays'] = []
  for (const { day, name } of days) {
    const last = ranges.at(-1)
    if (last?.name === name && addDays(last.to, 1) === day) last.to = day
    else ranges.push({ from: day, to: day, name })
  }
  return ranges
}
