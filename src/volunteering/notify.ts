import type { Trx } from '#db/schema.ts'
import { enqueueMessages } from '#messages/outbox.ts'
import type { MessageTemplate } from '#messages/words.ts'

type ShiftTemplate = Extract<MessageTemplate, `shift-${string}`>
type ActivityTemplate = Extract<MessageTemplate, `activity-${string}`>
type NeedTemplate = Extract<MessageTemplate, `need-${string}`>

/** What a message is about: only ids and times. Words that somebody wrote are read on the page it leads to. */
interface ToldShift {
  id: number
  starts_at: Date
}

interface Told {
  personId: number
}

/** Tells each person once, in the transaction of the move: both stand, or neither. Nobody needs it after `until`. */
export async function tellOfShift(
  trx: Trx,
  shift: ToldShift,
  people: Told[],
  template: ShiftTemplate,
  now: Date,
  { until, ...facts }: { until?: Date; confirmBy?: Date; wasAt?: Date; endsAt?: Date } = {},
): Promise<void> {
  const moments = Object.fromEntries(
    Object.entries({ ...facts, startsAt: shift.starts_at }).map(([name, moment]) => [name, moment.toISOString()]),
  )
  await enqueueMessages(
    trx,
    uniquePeople(people).map(personId => ({
      to: { personId },
      template,
      facts: { shift: shift.id, ...moments },
      about: { kind: 'shift', id: shift.id },
      ...(until && { giveUpAt: until }),
    })),
    now,
  )
}

/** The same about a need: to who filed it, or to volunteers who are asked. */
export async function tellOfNeed(
  trx: Trx,
  need: { id: number; wanted_from: Date },
  people: Told[],
  template: NeedTemplate,
  now: Date,
): Promise<void> {
  const facts = { need: need.id, from: need.wanted_from.toISOString() }
  await enqueueMessages(
    trx,
    uniquePeople(people).map(personId => ({ to: { personId }, template, facts, about: { kind: 'need', id: need.id } })),
    now,
  )
}

/** The same about an activity: to its organisers, or to the office. */
export async function tellOfActivity(
  trx: Trx,
  activityId: number,
  personIds: number[],
  template: ActivityTemplate,
  now: Date,
): Promise<void> {
  await enqueueMessages(
    trx,
    personIds.map(personId => ({
      to: { personId },
      template,
      facts: { activity: activityId },
      about: { kind: 'activity', id: activityId },
    })),
    now,
  )
}

/** A parent and their child hear of one shift once. */
function uniquePeople(people: Told[]): number[] {
  return [...new Set(people.map(person => person.personId))]
}
