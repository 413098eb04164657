import { createHash } from 'node:crypto'
import type * as z from 'zod'
import { aDay, later } from '#calendar/spans.ts'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { momentOf } from '#calendar/lishui.ts'
import { day, fields, optional, requestKey, wholeNumber } from '#forms/fields.ts'
import { recordEvent } from '#people/events.ts'
import { findActivity } from '../activities/activities.ts'
import { recountAgreementCases } from '../activities/recounting.ts'
import { activityRefusals } from '../activities/refusals.ts'
import { lacksSecondOrganiser } from '../activities/two-organisers.ts'
import { mayOrganise } from '../organisations/organisers.ts'
import { commitmentTo } from '../line/lots.ts'
import { organisationRefusals } from '../organisations/refusals.ts'
import { keyUsed, type Refused } from '../refusals.ts'
import { slotsOf } from '../volunteers/available-times.ts'
import { shiftRefusals } from './refusals.ts'
import { capacityField, findTimesFault, hoursBefore, isCapacity, isUninsured, readTimes, timeFields } from './times.ts'

/** One shift, or the same one week after week. */
export const addShiftsForm = fields(
  {
    ...timeFields,
    weeks: wholeNumber('每周同一时间，一共几周', {
      min: 1,
      max: 26,
      hint: '1 是只这一次，最多 26 周。',
      missing: '请填 1 到 26 的周数',
      wrong: '请填 1 到 26 的周数',
    }),
    capacity: capacityField,
    opens_on: optional(
      day('哪天开始报名', { hint: '这一天早上 8 点开放；不填，发布后马上可以报。', wrong: '请选日期' }),
    ),
    request_key: requestKey(),
  },
  ({ on, from, until, opens_on }, fault) => {
    if (on && from && until && opens_on && opening(opens_on) >= readTimes({ on, from, until }).startsAt)
      fault('opens_on', '报名要在班次开始以前开放')
  },
)

/** Sign-up opens at eight in the morning of that day. */
function opening(day: string): Date {
  return momentOf(day, '08:00')
}

/** The shift that a checked form describes. */
export function readShift({
  capacity,
  meeting_point,
  opens_on,
  request_key,
  ...times
}: z.output<typeof addShiftsForm>): Omit<NewShift, 'activityId'> {
  return {
    requestKey: request_key,
    ...readTimes(times),
    capacity,
    meetingPoint: meeting_point ?? '',
    opensAt: opens_on === undefined ? undefined : opening(opens_on),
  }
}

export interface NewShift {
  requestKey: string
  activityId: number
  startsAt: Date
  endsAt: Date
  capacity: number
  meetingPoint?: string
  /** Sign-up opens then; at once when not given. */
  opensAt?: Date | undefined
}

/** Adds a shift to an activity that is not cancelled. The same request key again returns the same shift. */
export async function addShift(
  db: Db | Trx,
  personId: number,
  shift: NewShift,
  now: Date,
): Promise<{ id: number } | Refused> {
  return inTransaction(db, async trx => {
    // Held, so that the activity is not cancelled while a shift is added.
    const activity = await trx
      .selectFrom('activity')
      .select([
        'id',
        'organisation_id',
        'state',
        'draw_hours',
        'choose_hours',
        'first_timer_places',
        'gate',
        'insured_from',
        'insured_until',
      ])
      .where('id', '=', shift.activityId)
      .forNoKeyUpdate()
      .executeTakeFirst()
    if (!activity) return { refused: activityRefusals.unknown }
    if (!(await mayOrganise(trx, personId, activity.organisation_id, now)))
      return { refused: organisationRefusals.notYours }
    const before = await trx
      .selectFrom('shift')
      .select(['id', 'activity_id'])
      .where('request_key', '=', shift.requestKey)
      .executeTakeFirst()
    if (before) return before.activity_id === activity.id ? { id: before.id } : { refused: keyUsed }
    if (activity.state === 'cancelled') return { refused: activityRefusals.cancelled }
    if (await lacksSecondOrganiser(trx, activity.id, now)) return { refused: shiftRefusals.needsSecondOrganiser }
    const draw_at = hoursBefore(shift.startsAt, activity.draw_hours)
    const choose_by = hoursBefore(shift.startsAt, activity.choose_hours)
    const fault = findTimesFault(shift.startsAt, shift.endsAt, draw_at ?? choose_by, now)
    if (fault) return { refused: fault }
    if (isUninsured(activity, { starts_at: shift.startsAt, ends_at: shift.endsAt }))
      return { refused: shiftRefusals.notInsured }
    if (!isCapacity(shift.capacity)) return { refused: shiftRefusals.capacity }
    if (activity.first_timer_places > shift.capacity) return { refused: shiftRefusals.belowQuota }
    const added = await trx
      .insertInto('shift')
      .values({
        request_key: shift.requestKey,
        activity_id: activity.id,
        starts_at: shift.startsAt,
        ends_at: shift.endsAt,
        slots: slotsOf(shift.startsAt, shift.endsAt),
        capacity: shift.capacity,
        meeting_point: shift.meetingPoint ?? '',
        opens_at: shift.opensAt ?? null,
        draw_at,
        choose_by,
      })
      .returning(['id', 'draw_seed'])
      .executeTakeFirstOrThrow()
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: 'shift.added',
      object: { kind: 'shift', id: added.id },
      detail: { activity: activity.id, capacity: shift.capacity, draw: commitmentTo(added.draw_seed) },
      at: now,
    })
    await recountAgreementCases(trx, activity.id, { kind: 'person', id: personId }, now)
    return { id: added.id }
  })
}

/**
 * The same shift week after week, all or none: `weeks` of them, the first at the times given. Sent twice they are
 * added once. Lishui has no summer time, so a week later is the same time of day.
 */
export async function addWeeklyShifts(
  db: Db | Trx,
  personId: number,
  shift: NewShift,
  weeks: number,
  now: Date,
): Promise<{ ids: number[] } | Refused> {
  return inTransaction(db, async trx => {
    const ids: number[] = []
    const activity = await findActivity(trx, shift.activityId, { drafts: true })
    const last = (moment: Date) => later(moment, (weeks - 1) * 7 * aDay)
    if (activity && isUninsured(activity, { starts_at: shift.startsAt, ends_at: last(shift.endsAt) }))
      return { refused: weeks > 1 ? shiftRefusals.lastWeekNotInsured : shiftRefusals.notInsured }
    for (let week = 0; week < weeks; week += 1) {
      const then = (moment: Date) => later(moment, week * 7 * aDay)
      const requestKey = week === 0 ? shift.requestKey : keyOfWeek(shift.requestKey, week)
      const added = await addShift(
        trx,
        personId,
        {
          ...shift,
          requestKey,
          startsAt: then(shift.startsAt),
          endsAt: then(shift.endsAt),
          opensAt: shift.opensAt && then(shift.opensAt),
        },
        now,
      )
      if (!('refused' in added)) ids.push(added.id)
      else if (week === 0) return added
      else throw new Error(`a later week was refused though the first was not: ${added.refused.words}`)
    }
    return { ids }
  })
}

/** Every week's own key, the same for the same form. */
function keyOfWeek(requestKey: string, week: number): string {
  const hex = createHash('sha256').update(`${requestKey} ${week}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-9${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
