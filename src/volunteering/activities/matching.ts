import { sql } from 'kysely'
import { aDay, later } from '#calendar/spans.ts'
import type { Db, Trx } from '#db/schema.ts'
import { freeAtOnce } from '../line/free-at-once.ts'
import { withRest } from '../sign-ups/elsewhere.ts'
import { trainedOn } from '../trainings/lacking.ts'
import { ageOfMajority, ageOn, dayOf } from '../volunteers/age.ts'

export interface Near {
  latitude: number
  longitude: number
}

/** Shifts of one activity that are still to come, cancelled ones among them (they are shown as such). */
export function listShiftsOf(db: Db | Trx, activityId: number, now: Date) {
  return db
    .selectFrom('shift')
    .selectAll()
    .select(freeAtOnce.as('free'))
    .where('activity_id', '=', activityId)
    .where('ends_at', '>', now)
    .orderBy('starts_at')
    .orderBy('id')
    .execute()
}

/** One shift of a published or cancelled activity, whenever it is. */
export function findShift(db: Db | Trx, shiftId: number) {
  return selectShifts(db, { cancelled: true }).where('shift.id', '=', shiftId).executeTakeFirst()
}

/**
 * Shifts of the next four weeks that suit a volunteer: old enough, not booked at that time or too near to it, not signed up yet, open.
 * First those that fit best: a skill of theirs, all of it in their times, their county, a wish; then the nearest
 * (when they say where they are: the place is not kept), then the soonest.
 */
export async function listShiftsFor(
  db: Db | Trx,
  volunteerId: number,
  { near, limit = 20 }: { near?: Near | undefined; limit?: number },
  now: Date,
) {
  const volunteer = await db
    .selectFrom('volunteer')
    .select(['birth_date', 'skills', 'available_times', 'wishes', 'county'])
    .where('id', '=', volunteerId)
    .where('state', '=', 'active')
    .executeTakeFirst()
  if (!volunteer) return []
  const age = ageOn(volunteer.birth_date!, dayOf(now))
  const skilled = sql<boolean>`activity.skills && ${volunteer.skills}::text[]`
  const inTime = sql<boolean>`shift.slots <@ ${volunteer.available_times}::text[]`
  const sameCounty = sql<boolean>`activity.county = ${volunteer.county}`
  const wished = sql<boolean>`activity.kind = ANY (${volunteer.wishes}::text[])`
  const kilometres = near ? distanceTo(near) : sql<number | null>`NULL::double precision`
  let query = selectShifts(db)
    .select([
      skilled.as('skilled'),
      inTime.as('inTime'),
      sameCounty.as('sameCounty'),
      wished.as('wished'),
      kilometres.as('kilometres'),
    ])
    .where('shift.starts_at', '>', now)
    .where('shift.starts_at', '<', later(now, 28 * aDay))
    .where('shift.state', '=', 'open')
    .where(eb => eb.or([eb('shift.opens_at', 'is', null), eb('shift.opens_at', '<=', now)]))
    .where('activity.minimum_age', '<=', age)
    .where(sql<boolean>`(${age >= ageOfMajority} OR activity.guardian_rule <> 'adults')`)
    .where(
      sql<boolean>`activity.qualifications <@ ${trainedOn(sql`${volunteerId}::int`, sql`(shift.starts_at AT TIME ZONE 'Asia/Shanghai')`)}`,
    )
    .where(
      sql<boolean>`NOT EXISTS (
      SELECT 1 FROM sign_up WHERE volunteer_id = ${volunteerId} AND state <> 'ended' AND (shift_id = shift.id OR (
        state = 'booked' AND tstzrange(starts_at, ends_at) && ${withRest(sql`shift.starts_at`, sql`shift.ends_at`)})))`,
    )
    .orderBy(sql`${freeAtOnce} > 0`, 'desc')
    .orderBy(sql`(${skilled})::int * 3 + (${inTime})::int * 2 + (${sameCounty})::int * 2 + (${wished})::int`, 'desc')
  if (near) query = query.orderBy(sql`round(${kilometres})`)
  return query.orderBy('shift.starts_at').orderBy('shift.id').limit(limit).execute()
}

/** Great-circle kilometres from the activity's place; null where it has no coordinates (sorts last). */
function distanceTo(near: Near) {
  return sql<number | null>`6371 * 2 * asin(sqrt(
    power(sin(radians(activity.latitude - ${near.latitude}::double precision) / 2), 2) +
    cos(radians(${near.latitude}::double precision)) * cos(radians(activity.latitude)) * power(sin(radians(activity.longitude - ${near.longitude}::double precision) / 2), 2)))`
}

/** Shifts with what lists say of them and of their activity, in whatever state. */
export const selectAllShifts = (db: Db | Trx) =>
  db
    .selectFrom('shift')
    .innerJoin('activity', 'activity.id', 'shift.activity_id')
    .innerJoin('organisation', 'organisation.id', 'activity.organisation_id')
    .select([
      'shift.id',
      'shift.activity_id',
      'shift.starts_at',
      'shift.ends_at',
      'shift.meeting_point',
      'shift.capacity',
      'shift.taken',
      freeAtOnce.as('free'),
      'shift.state',
      'shift.opens_at',
      'shift.draw_at',
      'shift.drawn_at',
      'shift.choose_by',
      'shift.cancel_words',
      'shift.stop_words',
      'shift.revision',
      'activity.title',
      'activity.kind',
      'activity.county',
      'activity.place',
      'activity.latitude',
      'activity.longitude',
      'activity.minimum_age',
      'activity.guardian_rule',
      'activity.hazardous',
      'activity.waiting_list',
      'activity.sample',
      'activity.organisation_id',
      'organisation.name as organisation_name',
    ])

/** Shifts as lists show them: of published activities, and not called off unless that is asked for. */
export function selectShifts(db: Db | Trx, { cancelled = false } = {}) {
  const query = selectAllShifts(db)
  return cancelled
    ? query.where('activity.state', 'in', ['published', 'cancelled'])
    : query.where('activity.state', '=', 'published').where('shift.state', '<>', 'cancelled')
}
