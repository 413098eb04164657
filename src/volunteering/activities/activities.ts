import { sql } from 'kysely'
import type { Db, Trx } from '#db/schema.ts'
import type { ActivityState } from '#db/schema-volunteers.ts'
import { mayOrganise } from '../organisations/organisers.ts'
import { organisationRefusals } from '../organisations/refusals.ts'
import { activityRefusals } from './refusals.ts'

/** An activity, and what still stands between it and its publication. */
export interface SeenActivity {
  state: ActivityState
  missing: readonly unknown[]
  /** They look at what is to be reviewed. */
  office: boolean
  /** A change of it waits for a look. */
  change: boolean
}

/** A training without which nobody is signed up, how one comes by it, and the name of the organisation that gives it. */
export interface RequiredTraining {
  title: string
  how: string
  organisation: string
}

/** A published (or cancelled) activity with its organisation's name, for readers; drafts, and what waits for the office, are found only with `drafts`. */
export function findActivity(db: Db | Trx, activityId: number, { drafts = false } = {}) {
  let query = db
    .selectFrom('activity')
    .innerJoin('organisation', 'organisation.id', 'activity.organisation_id')
    .selectAll('activity')
    .select([
      'organisation.name as organisation_name',
      sql<RequiredTraining[]>`(
        SELECT coalesce(jsonb_agg(jsonb_build_object('title', title, 'how', how, 'organisation', giver.name) ORDER BY qualification.id), '[]')
        FROM qualification JOIN organisation giver ON giver.id = qualification.organisation_id
        WHERE qualification.id = ANY (activity.qualifications))`.as('required_trainings'),
    ])
    .where('activity.id', '=', activityId)
  if (!drafts) query = query.where('activity.state', 'in', ['published', 'cancelled'])
  return query.executeTakeFirst()
}

/** An organisation's activities, newest first; for its organisers, drafts among them. */
export function listActivitiesOf(db: Db | Trx, organisationId: number, { limit = 50, offset = 0 } = {}) {
  return db
    .selectFrom('activity')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .orderBy('id', 'desc')
    .limit(limit)
    .offset(offset)
    .execute()
}

/** Locks the activity for one of its organisers; refuses others. */
export async function lockActivity(trx: Trx, activityId: number, personId: number, now: Date) {
  const activity = await trx
    .selectFrom('activity')
    .selectAll()
    .where('id', '=', activityId)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!activity) return { refused: activityRefusals.unknown }
  if (!(await mayOrganise(trx, personId, activity.organisation_id, now)))
    return { refused: organisationRefusals.notYours }
  return activity
}
