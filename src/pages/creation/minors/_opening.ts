import { type Day, formatShortDay, formatWeekday } from '#calendar/lishui.ts'
import { type Opening, type OpeningTime, weekdays, weeksOfMonth } from '#calendar/opening-hours.ts'
import { addDays } from '#calendar/work-calendar.ts'

/** `8:30` of `08:30`. */
const clock = (time: string) => time.replace(/^0/, '')

function daysOf({ from_day, to_day, week, from, until }: OpeningTime): string {
  const days = from_day === to_day ? weekdays[from_day] : `${weekdays[from_day]}至${weekdays[to_day]}`
  const part = [from && `${formatShortDay(from)}起`, until && `到${formatShortDay(until)}`].filter(Boolean).join('')
  return `${part && `（${part}）`}${week ? `每月${weeksOfMonth[week]}` : ''}${days}`
}

/** Opening times in words, one line for the times of the same days. */
export function sayTimes(times: readonly OpeningTime[]): string[] {
  const days = [...new Set(times.map(daysOf))]
  return days.map(day => {
    const hours = times
      .filter(time => daysOf(time) === day)
      .map(({ opens, closes }) => `${clock(opens)}–${clock(closes)}`)
    return `${day} ${hours.join('、')}`
  })
}

/** Whether it is open, in words. */
export function sayOpening(opening: Opening, today: Day): string {
  switch (opening.state) {
    case 'open':
      return `现在开放，到 ${clock(opening.until)}`
    case 'unknown':
      return `今天是${opening.holiday}，去之前先打电话`
    case 'closed': {
      const { next, holiday } = opening
      const now = holiday ? `${holiday}，现在不开放` : '现在不开放'
      if (!next) return now
      const day =
        next.day === today
          ? '今天'
          : next.day === addDays(today, 1)
            ? '明天'
            : `${formatShortDay(next.day)}（${formatWeekday(next.day)}）`
      return `${now}，${day} ${clock(next.at)} 开`
    }
  }
}
