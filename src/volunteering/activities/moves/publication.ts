import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { fields } from '#forms/fields.ts'
import { recordEvent } from '#people/events.ts'
import { gardenMove } from '../../move.ts'
import type { Refused } from '../../refusals.ts'
import { lockActivity, type SeenActivity } from '../activities.ts'
import { listMissingOf, type Missing } from '../law-gate.ts'
import { activityRefusals } from '../refusals.ts'

export const publication = gardenMove({
  name: 'publication',
  title: '发布',
  hint: '要写的都写齐了。发布以后大家就能看到、报名。',
  submit: '发布',
  done: '发布了，大家能看到、报名了。',
  form: fields({}),
  offered: ({ state, missing }: SeenActivity) => state === 'draft' && missing.length === 0,
  act: (db, activityId, _data, { person, now }) => publishActivity(db, person.id, activityId, now),
})

/** Publishes a draft that passes the law's gate; otherwise says what is missing. Twice is once. */
export async function publishActivity(
  db: Db | Trx,
  personId: number,
  activityId: number,
  now: Date,
): Promise<{ id: number } | Refused | (Refused & { missing: Missing[] })> {
  return inTransaction(db, async trx => {
    const activity = await lockActivity(trx, activityId, personId)
    if ('refused' in activity) return activity
    if (activity.state === 'published') return { id: activityId }
    if (activity.state === 'cancelled') return { refused: activityRefusals.notDraft }
    const missing = (await listMissingOf(trx, activityId, now))!
    if (missing.length > 0) return { refused: activityRefusals.missing, missing }
    await trx
      .updateTable('activity')
      .set({ state: 'published', published_at: now })
      .where('id', '=', activityId)
      .execute()
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: 'activity.published',
      object: { kind: 'activity', id: activityId },
      detail: { version: activity.version },
      at: now,
    })
    return { id: activityId }
  })
}
