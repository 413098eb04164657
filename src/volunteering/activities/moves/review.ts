import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { fields, passedOn, words } from '#forms/fields.ts'
import { recordEvent } from '#people/events.ts'
import { gardenMove } from '../../move.ts'
import { tellOfActivity } from '../../notify.ts'
import { admits } from '../../organisations/admission.ts'
import { listOrganiserIds, organises } from '../../organisations/standing.ts'
import { ownMatter, type Refused } from '../../refusals.ts'
import { lockActivity, type SeenActivity } from '../activities.ts'
import { listMissing, type Missing, readAround } from '../law-gate.ts'
import { activityRefusals } from '../refusals.ts'
import { makePublic } from './publication.ts'

export const passing = gardenMove({
  name: 'passing',
  title: '可以公开',
  hint: '看过任务、风险、防护、保险和协议，都实在。点了以后大家就能看到、报名。',
  submit: '可以公开',
  done: '已公开，组织者会收到消息。',
  usual: true,
  // Which wording stood on the page.
  form: fields({ version: passedOn() }),
  offered: ({ state, office }: SeenActivity) => office && state === 'submitted',
  act: async (db, activityId, { version }, { person, now }) =>
    admits(person)
      ? reviewActivity(db, { activityId, personId: person.id, passed: true, version: Number(version) }, now)
      : { refused: activityRefusals.notOffice },
})

export const sendingBack = gardenMove({
  name: 'sending-back',
  title: '退回修改',
  submit: '退回',
  done: '已退回，组织者会收到消息。',
  look: 'warning',
  form: fields({
    words: words('要改什么', { min: 4, max: 500, rows: 3, missing: '请写几句，至少 4 个字，500 字以内' }),
  }),
  offered: ({ state, office }: SeenActivity) => office && state === 'submitted',
  act: async (db, activityId, { words }, { person, now }) =>
    admits(person)
      ? reviewActivity(db, { activityId, personId: person.id, passed: false, words }, now)
      : { refused: activityRefusals.notOffice },
})

/** The office (the caller has checked the role) lets an activity out that waits for it, when it still passes the gate, or sends it back with words. */
export async function reviewActivity(
  db: Db | Trx,
  {
    activityId,
    personId,
    ...review
  }: { activityId: number; personId: number } & ({ passed: true; version: number } | { passed: false; words: string }),
  now: Date,
): Promise<{ id: number } | Refused | (Refused & { missing: Missing[] })> {
  return inTransaction(db, async trx => {
    const activity = await lockActivity(trx, activityId, personId, now)
    if ('refused' in activity) return activity
    if (review.passed && activity.state === 'published') return { id: activityId }
    if (await organises(trx, personId, activity.organisation_id)) return { refused: ownMatter }
    if (activity.state !== 'submitted') return { refused: activityRefusals.notSubmitted }
    if (review.passed) {
      if (activity.version !== review.version) return { refused: activityRefusals.changedSince }
      const missing = listMissing(activity, await readAround(trx, activity, now))
      if (missing.length > 0) return { refused: activityRefusals.missing, missing }
      await makePublic(trx, activity, { personId, seen: true }, now)
    } else {
      await trx
        .updateTable('activity')
        .set({ state: 'draft', submitted_at: null, returned_words: review.words })
        .where('id', '=', activityId)
        .execute()
      await recordEvent(trx, {
        actor: { kind: 'person', id: personId },
        action: 'activity.sent-back',
        object: { kind: 'activity', id: activityId },
        at: now,
      })
    }
    const organisers = await listOrganiserIds(trx, activity.organisation_id)
    await tellOfActivity(trx, activityId, organisers, review.passed ? 'activity-passed' : 'activity-sent-back', now)
    return { id: activityId }
  })
}

/** What waits for the office's look, longest first: activities, and changes of public ones. */
export function listSubmitted(db: Db | Trx) {
  return db
    .selectFrom('activity')
    .innerJoin('organisation', 'organisation.id', 'activity.organisation_id')
    .leftJoin('activity_change', 'activity_change.activity_id', 'activity.id')
    .select(['activity.id', 'activity.title', 'organisation.name as organisation_name'])
    .where(eb => eb.or([eb('activity.state', '=', 'submitted'), eb('activity_change.asked_at', 'is not', null)]))
    .orderBy(eb => eb.fn.coalesce('activity.submitted_at', 'activity_change.asked_at'))
    .orderBy('activity.id')
    .execute()
}
