import type { Db, Trx } from '#db/schema.ts'
import { selectAllShifts } from '../activities/matching.ts'

/*
 * What organisers see of their own activities and shifts, drafts and past ones among them. The caller has checked
 * that the person may organise for the organisation.
 */

/** Shifts of these organisations that have not ended and are not cancelled, soonest first. */
export function listOrganisedShifts(
  db: Db | Trx,
  organisationIds: number[],
  { until, limit = 100 }: { until: Date; limit?: number },
  now: Date,
) {
  if (organisationIds.length === 0) return Promise.resolve([])
  return selectShifts(db)
    .where('activity.organisation_id', 'in', organisationIds)
    .where('shift.ends_at', '>', now)
    .where('shift.starts_at', '<', until)
    .where('shift.state', '<>', 'cancelled')
    .orderBy('shift.starts_at')
    .orderBy('shift.id')
    .limit(limit)
    .execute()
}

/** Every shift of an activity: those to come in the order of time, then the past ones, newest first. */
export async function listAllShiftsOf(db: Db | Trx, activityId: number, now: Date, { past = 20 } = {}) {
  const ofActivity = selectShifts(db).where('shift.activity_id', '=', activityId)
  return {
    coming: await ofActivity.where('shift.ends_at', '>', now).orderBy('shift.starts_at').orderBy('shift.id').execute(),
    past: await ofActivity
      .where('shift.ends_at', '<=', now)
      .orderBy('shift.starts_at', 'desc')
      .orderBy('shift.id')
      .limit(past)
      .execute(),
  }
}

export function findOrganisedShift(db: Db | Trx, shiftId: number) {
  return selectShifts(db).where('shift.id', '=', shiftId).executeTakeFirst()
}

/** An organisation's activities with how many shifts are to come and how many people hold a place on them; newest first. */
export function listOrganisedActivities(
  db: Db | Trx,
  organisationId: number,
  { limit = 100, offset = 0 } = {},
  now: Date,
) {
  return db
    .selectFrom('activity')
    .select(['id', 'title', 'kind', 'county', 'place', 'state', 'sample', 'created_at', 'need_id'])
    .select(eb =>
      eb
        .selectFrom('shift')
        .select(eb.fn.countAll<number>().as('coming'))
        .whereRef('activity_id', '=', 'activity.id')
        .where('starts_at', '>', now)
        .where('state', '<>', 'cancelled')
        .as('coming'),
    )
    .select(eb =>
      eb
        .selectFrom('shift')
        .select(shift => shift.fn.min('shift.starts_at').as('next'))
        .whereRef('activity_id', '=', 'activity.id')
        .where('starts_at', '>', now)
        .where('state', '<>', 'cancelled')
        .as('next'),
    )
    .where('organisation_id', '=', organisationId)
    .orderBy('id', 'desc')
    .limit(limit)
    .offset(offset)
    .execute()
}

/** The activity that came of a need, if an organisation took it up. */
export function findActivityOfNeed(db: Db | Trx, needId: number) {
  return db
    .selectFrom('activity')
    .select(['id', 'title', 'state', 'organisation_id'])
    .where('need_id', '=', needId)
    .orderBy('id')
    .executeTakeFirst()
}

function selectShifts(db: Db | Trx) {
  return selectAllShifts(db)
    .select('activity.state as activity_state')
    .select(eb =>
      eb
        .selectFrom('sign_up')
        .select(eb.fn.countAll<number>().as('waiting'))
        .whereRef('shift_id', '=', 'shift.id')
        .where('state', 'in', ['waiting', 'entered'])
        .as('waiting'),
    )
    .select(eb =>
      eb
        .selectFrom('sign_up')
        .select(eb.fn.countAll<number>().as('applied'))
        .whereRef('shift_id', '=', 'shift.id')
        .where('state', '=', 'applied')
        .as('applied'),
    )
    .select(eb =>
      eb
        .selectFrom('sign_up')
        .select(eb.fn.countAll<number>().as('offered'))
        .whereRef('shift_id', '=', 'shift.id')
        .where('state', '=', 'offered')
        .as('offered'),
    )
}
