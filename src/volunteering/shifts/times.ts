import { momentOf } from '#calendar/lishui.ts'
import { aDay, anHour, earlier, later } from '#calendar/spans.ts'
import { clock, day, line, optional, wholeNumber } from '#forms/fields.ts'
import type { ActivityState } from '#db/schema-volunteers.ts'
import type { Refusal } from '#forms/refusals.ts'
import { isInsured } from '../activities/law-gate.ts'
import { shiftRefusals } from './refusals.ts'

/** When and where a shift is, in the forms that add and move one. */
export const timeFields = {
  on: day('哪一天', { wrong: '请选日期' }),
  from: clock('几点开始', { missing: '请写钟点，例如 09:00', wrong: '请写钟点，例如 09:00' }),
  until: clock('几点结束', {
    hint: '过了半夜的，照写第二天的钟点。',
    missing: '请写钟点，例如 09:00',
    wrong: '请写钟点，例如 09:00',
  }),
  meeting_point: optional(line('集合的地方', { max: 120, hint: '和服务地点一样就不填。' })),
}

export const capacityField = wholeNumber('名额', {
  min: 1,
  max: 5000,
  missing: shiftRefusals.capacity.words,
  wrong: shiftRefusals.capacity.words,
})

/** Half a day: an end earlier than its beginning is the next morning, unless it would be longer than that. */
const longestNight = 12 * anHour

/** Begin and end of a shift as typed, Lishui time. A night shift ends on the next day; any other end before its beginning is left for the domain to refuse. */
export function readTimes({ on, from, until }: { on: string; from: string; until: string }): {
  startsAt: Date
  endsAt: Date
} {
  const startsAt = momentOf(on, from)
  const sameDay = momentOf(on, until)
  const nextDay = later(sameDay, aDay)
  return {
    startsAt,
    endsAt: sameDay < startsAt && nextDay.getTime() - startsAt.getTime() <= longestNight ? nextDay : sameDay,
  }
}

/** What is wrong with the times of a shift, or undefined; `decidedAt`: when it is still to be drawn or chosen. */
export function findTimesFault(startsAt: Date, endsAt: Date, decidedAt: Date | null, now: Date): Refusal | undefined {
  const length = endsAt.getTime() - startsAt.getTime()
  if (!(length > 0 && length <= aDay)) return shiftRefusals.times
  if (startsAt <= now) return shiftRefusals.past
  return decidedAt && decidedAt <= now ? shiftRefusals.tooSoonForDraw : undefined
}

/** Whether a shift of a published activity would lie outside the period of its insurance; before that the law's gate asks. */
export function isUninsured(
  activity: { state: ActivityState; gate: number } & Parameters<typeof isInsured>[0],
  times: { starts_at: Date; ends_at: Date },
): boolean {
  return activity.state === 'published' && activity.gate > 1 && !isInsured(activity, times)
}

/** When the places of a shift are drawn, or chosen at the latest, by the hours that its activity says; null without. */
export function hoursBefore(startsAt: Date, hours: number | null): Date | null {
  return hours === null ? null : earlier(startsAt, hours * anHour)
}

export function isCapacity(capacity: number): boolean {
  return Number.isInteger(capacity) && capacity >= 1 && capacity <= 5000
}
