import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { fields, words } from '#forms/fields.ts'
import { recordEvent } from '#people/events.ts'
import { gardenMove } from '../../move.ts'
import type { Refused } from '../../refusals.ts'
import { lockShift } from '../../shifts/lock.ts'
import { endOrCancel } from '../../shifts/ending.ts'
import { lockActivity, type SeenActivity } from '../activities.ts'
import { returnNeedOf } from '../../needs/returning.ts'
import { activityRefusals } from '../refusals.ts'

export const cancellation = gardenMove({
  name: 'cancellation',
  title: '取消活动',
  hint: '还没开始的班次一起取消，正在进行的现在结束，报了名的人都会收到消息，并能看到下面的话。',
  submit: '取消活动',
  done: '活动已取消，报了名的人都会收到消息。',
  look: 'warning',
  form: fields({
    words: words('为什么取消', {
      min: 2,
      max: 500,
      rows: 3,
      hint: '例：台风预警，改期另行通知',
      missing: '请写几句，500 字以内',
    }),
  }),
  offered: ({ state }: SeenActivity) => state !== 'cancelled',
  act: (db, activityId, { words }, { person, now }) =>
    cancelActivity(db, { personId: person.id, activityId, words }, now),
})

/**
 * Calls the activity off with every shift that has not begun, ends those that run, and tells everyone on them. Past shifts stay
 * as they were; the need that it came of may be taken up by others.
 */
export async function cancelActivity(
  db: Db | Trx,
  { personId, activityId, words }: { personId: number; activityId: number; words: string },
  now: Date,
): Promise<{ told: number } | Refused> {
  return inTransaction(db, async trx => {
    const activity = await lockActivity(trx, activityId, personId, now)
    if ('refused' in activity) return activity
    // The same form, sent once more, is done; other words are nobody's yet.
    if (activity.state === 'cancelled')
      return activity.cancel_words === words ? { told: 0 } : { refused: activityRefusals.cancelled }
    const unfinished = await trx
      .selectFrom('shift')
      .select('id')
      .where('activity_id', '=', activityId)
      .where('state', '<>', 'cancelled')
      .where('ends_at', '>', now)
      .orderBy('id')
      .execute()
    let told = 0
    for (const { id } of unfinished) {
      const shift = (await lockShift(trx, id))!
      told += await endOrCancel(trx, shift, { personId, words }, now)
    }
    await trx
      .updateTable('activity')
      .set({ state: 'cancelled', cancelled_at: now, cancel_words: words })
      .where('id', '=', activityId)
      .execute()
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: 'activity.cancelled',
      object: { kind: 'activity', id: activityId },
      detail: { shifts: unfinished.length, told },
      at: now,
    })
    await returnNeedOf(trx, activity, now)
    return { told }
  })
}
