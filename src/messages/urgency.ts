import { morningAfter, type Night, soonAfterNight } from '#calendar/night.ts'
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

/**
 * When a message may leave the house, if not now: at night nobody's phone rings, but for codes and for what begins, or
 * runs out, before people could act on it in the morning.
 */
export function waitsUntil(
  template: MessageTemplate,
  facts: Record<string, string | number>,
  night: Night,
  now: Date,
): Date | undefined {
  if (template === 'one-time-code') return undefined
  const morning = morningAfter(now, night)
  const presses = [facts.startsAt, facts.wasAt, facts.confirmBy].some(
    moment =>
      moment !== undefined && morning && new Date(String(moment)).getTime() < morning.getTime() + soonAfterNight,
  )
  return presses ? undefined : morning
}
