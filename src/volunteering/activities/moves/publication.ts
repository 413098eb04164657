import { sql } from 'kysely'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { fields } from '#forms/fields.ts'
import { recordEvent } from '#people/events.ts'
import { gardenMove } from '../../move.ts'
import { listOfficeIds, organises } from '../../organisations/standing.ts'
import type { Refused } from '../../refusals.ts'
import { tellOfActivity } from '../../notify.ts'
import { lockActivity, type SeenActivity } from '../activities.ts'
import { isHazardous, namesDanger } from '../agreements.ts'
import { findAgreementCases, listMissing, type Missing, readAround } from '../law-gate.ts'
import { activityRefusals } from '../refusals.ts'
import { keepWording } from '../wordings.ts'

export const publication = gardenMove({
  name: 'publication',
  title: '发布',
  hint: '要写的都写齐了。有危险或者写到下水、登高这类事的活动，和一个组织最初的两个活动，先交文明办看过再公开；别的马上公开。',
  submit: '发布',
  done: '交出去了：已经公开，或者文明办看过就公开。',
  form: fields({}),
  offered: ({ state, missing }: SeenActivity) => state === 'draft' && missing.length === 0,
  act: (db, activityId, _data, { person, now }) => publishActivity(db, person.id, activityId, now),
})

/** So many activities of an organisation are looked at by the office first; no law names a figure. */
export const firstReviewed = 2

/**
 * Publishes a draft that passes the law's gate, or, an organisation's first ones and whatever is hazardous, hands it to
 * the office; otherwise says what is missing. What the office itself publishes it has seen, unless it is of its own organisation. Twice is once.
 */
export async function publishActivity(
  db: Db | Trx,
  personId: number,
  activityId: number,
  now: Date,
): Promise<{ id: number; state: 'published' | 'submitted' } | Refused | (Refused & { missing: Missing[] })> {
  return inTransaction(db, async trx => {
    const activity = await lockActivity(trx, activityId, personId, now)
    if ('refused' in activity) return activity
    if (activity.state === 'published' || activity.state === 'submitted')
      return { id: activityId, state: activity.state }
    if (activity.state === 'cancelled') return { refused: activityRefusals.notDraft }
    const missing = listMissing(activity, await readAround(trx, activity, now))
    if (missing.length > 0) return { refused: activityRefusals.missing, missing }
    const office = await listOfficeIds(trx)
    const seen = office.includes(personId) && !(await organises(trx, personId, activity.organisation_id))
    if (seen || !(await needsLook(trx, activity))) {
      await makePublic(trx, activity, { personId, seen }, now)
      return { id: activityId, state: 'published' }
    }
    await trx
      .updateTable('activity')
      .set({
        state: 'submitted',
        submitted_at: now,
        hazardous: isHazardous(activity),
        agreement_cases: await findAgreementCases(trx, activity),
      })
      .where('id', '=', activityId)
      .execute()
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: 'activity.submitted',
      object: { kind: 'activity', id: activityId },
      detail: { version: activity.version },
      at: now,
    })
    await tellOfActivity(trx, activityId, office, 'activity-waits', now)
    return { id: activityId, state: 'submitted' }
  })
}

/** Makes an activity public that passes the gate and that the transaction holds. `seen`: the office has looked at it. */
export async function makePublic(
  trx: Trx,
  activity: Parameters<typeof findAgreementCases>[1] & { version: number },
  { personId, seen }: { personId: number; seen: boolean },
  now: Date,
): Promise<void> {
  await trx
    .updateTable('activity')
    .set({
      state: 'published',
      published_at: now,
      gate: 2,
      hazardous: isHazardous(activity),
      agreement_cases: await findAgreementCases(trx, activity),
      returned_words: null,
    })
    .where('id', '=', activity.id)
    .execute()
  await keepWording(trx, activity.id, now)
  await recordEvent(trx, {
    actor: { kind: 'person', id: personId },
    action: 'activity.published',
    object: { kind: 'activity', id: activity.id },
    detail: { version: activity.version, seen },
    at: now,
  })
}

/** Whether the office looks at an activity before it is public, and at what becomes of its wording afterwards. */
export async function needsLook(
  trx: Trx,
  activity: Parameters<typeof isHazardous>[0] &
    Parameters<typeof namesDanger>[0] & { id: number; organisation_id: number; published_at: Date | null },
): Promise<boolean> {
  if (isHazardous(activity) || namesDanger(activity)) return true
  const { id, organisation_id, published_at } = activity
  const earlier = trx
    .selectFrom('activity')
    .select(eb => eb.fn.countAll<number>().as('count'))
    .where('organisation_id', '=', organisation_id)
    .where(sql<boolean>`(published_at, id) < (${published_at ?? sql`'infinity'`}::timestamptz, ${id}::integer)`)
  return Number((await earlier.executeTakeFirstOrThrow()).count) < firstReviewed
}
