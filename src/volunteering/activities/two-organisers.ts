import type { Db, Trx } from '#db/schema.ts'
import { listAble } from '../organisations/organisers.ts'
import { isForChildren } from './law-gate.ts'

/** Whether a shift is to come to which children under 14 come, or which is about them. */
export async function hasChildrenComing(db: Db | Trx, organisationId: number, now: Date): Promise<boolean> {
  const activities = await db
    .selectFrom('activity')
    .innerJoin('shift', 'shift.activity_id', 'activity.id')
    .select(['activity.kind', 'activity.minimum_age', 'activity.guardian_rule'])
    .where('organisation_id', '=', organisationId)
    .where('activity.state', '=', 'published')
    .where('shift.state', '<>', 'cancelled')
    .where('shift.ends_at', '>', now)
    .execute()
  return activities.some(isForChildren)
}

/**
 * Whether it is a published activity for children whose organisation has one organiser who may act: then nobody else is to
 * come to it.
 */
export async function lacksSecondOrganiser(db: Db | Trx, activityId: number, now: Date): Promise<boolean> {
  const { organisation_id, state, ...activity } = await db
    .selectFrom('activity')
    .select(['organisation_id', 'kind', 'minimum_age', 'guardian_rule', 'state'])
    .where('id', '=', activityId)
    .executeTakeFirstOrThrow()
  return state === 'published' && isForChildren(activity) && (await listAble(db, organisation_id, now)).length < 2
}
