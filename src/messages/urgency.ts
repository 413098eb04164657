import { addDays } from '#calendar/work-calendar.ts'
import { clockOf, dayOf, momentOf } from '#calendar/lishui.ts'
import type { MessageTemplate } from './words.ts'

const offers: readonly MessageTemplate[] = [
  'shift-place-offered',
  'shift-moved-confirm',
  'shift-changed-confirm',
  'need-asks-you',
]
const reminders: readonly MessageTemplate[] = [
  'shift-tomorrow',
  'volunteer-training-expiring',
  'desk-half-time',
  'desk-eve',
  'desk-promise-eve',
  'drafts-wait',
  'report-wanted',
  'report-eve',
  'report-late',
]

/** From this priority on a message has workers of its own: somebody sits in front of a page and waits for it. */
export const urgent = 40

/** What goes first: a code, then what somebody has to answer in time, then what changed, then reminders. */
export function priorityOf(template: MessageTemplate): number {
  if (template === 'one-time-code') return urgent
  return offers.includes(template) ? 30 : reminders.includes(template) ? 10 : 20
}

const quietFrom = '22:00'
const quietUntil = '08:00'
/** What begins, or has to be answered, before this much after the morning is told at night all the same. */
const soon = 2 * 3_600_000

/**
 * When a message may leave the house, if not now: nobody's phone rings from 22 to 8 in Lishui, but for codes and for
 * what begins, or runs out, before people could act on it in the morning.
 */
export function waitsUntil(
  template: MessageTemplate,
  facts: Record<string, string | number>,
  now: Date,
): Date | undefined {
  if (template === 'one-time-code') return undefined
  const clock = clockOf(now)
  if (clock >= quietUntil && clock < quietFrom) return undefined
  const morning = momentOf(clock < quietUntil ? dayOf(now) : addDays(dayOf(now), 1), quietUntil)
  const presses = [facts.startsAt, facts.wasAt, facts.confirmBy].some(
    moment => moment !== undefined && new Date(String(moment)).getTime() < morning.getTime() + soon,
  )
  return presses ? undefined : morning
}
