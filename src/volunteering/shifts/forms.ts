import { z } from 'zod'
import { momentOf } from '#calendar/lishui.ts'
import { shiftWords } from '../organiser-words.ts'
import { isCalendarDay } from '#forms/typed/day.ts'

const { errors } = shiftWords
const day = z.string().trim().refine(isCalendarDay, errors.day)
const clock = z.string().trim().regex(/^([01]\d|2[0-3]):[0-5]\d$/, errors.clock)
const wholeNumber = (most: number, message: string) => z.string().trim().refine(typed => /^\d{1,4}$/.test(typed) && Number(typed) >= 1 && Number(typed) <= most, message).transform(Number)
const words = (least: number) => z.string().trim().refine(typed => [...typed].length >= least && [...typed].length <= 500, errors.words)
const meetingPoint = z.string().trim().refine(typed => [...typed].length <= 120, errors.long(120))
const request_key = z.guid('请刷新页面再试')

const times = { on: day, from: clock, until: clock, meeting_point: meetingPoint }
const capacity = wholeNumber(5000, errors.capacity)

/** One shift, or the same one week after week. */
export const addShiftsForm = z.object({ ...times, weeks: wholeNumber(26, errors.weeks), capacity, opens_on: z.string().trim().refine(typed => typed === '' || isCalendarDay(typed), errors.day), request_key })

/** What an organiser does with a shift, by the last part of its address. */
export const shiftForms = {
  notes: z.object({ words: words(1), request_key }),
  times: z.object(times),
  capacity: z.object({ capacity }),
  closing: z.object({}),
  opening: z.object({}),
  cancellation: z.object({ words: words(2) }),
  removal: z.object({ sign_up: z.string().regex(/^[1-9]\d{0,8}$/, errors.signUp), words: words(2) }),
}

/** Half a day: an end earlier than its beginning is the next morning, unless it would be longer than that. */
const longestNight = 12 * 3_600_000

/** Begin and end of a shift as typed, Lishui time. A night shift ends on the next day; any other end before its beginning is left for the domain to refuse. */
export function readTimes({ on, from, until }: { on: string; from: string; until: string }): { startsAt: Date; endsAt: Date } {
  const startsAt = momentOf(on, from)
  const sameDay = momentOf(on, until)
  const nextDay = new Date(sameDay.getTime() + 24 * 3_600_000)
  return { startsAt, endsAt: sameDay < startsAt && nextDay.getTime() - startsAt.getTime() <= longestNight ? nextDay : sameDay }
}

/** Sign-up opens at eight in the morning of that day; at once when none is given. */
export function readOpening(opensOn: string): Date | undefined {
  return opensOn === '' ? undefined : momentOf(opensOn, '08:00')
}
