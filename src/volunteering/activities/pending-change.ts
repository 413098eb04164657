import type { Db, Trx } from '#db/schema.ts'
import { metaOf } from '#forms/meta.ts'
import { recordEvent } from '#people/events.ts'
import { tellOfActivity } from '../notify.ts'
import { activityWordsForm } from './form.ts'
import { type ActivityRules, type ActivityWords, columnsOf } from './terms.ts'
import { listWordingChanges } from './wordings.ts'

/** What an organiser wants to be otherwise in a public activity, before the office has looked at it. */
export interface PendingChange {
  changes: Partial<ActivityWords & ActivityRules>
  asked_at: Date
}

export async function findPendingChange(db: Db | Trx, activityId: number): Promise<PendingChange | undefined> {
  return db
    .selectFrom('activity_change')
    .select(['changes', 'asked_at'])
    .where('activity_id', '=', activityId)
    .executeTakeFirst()
}

/** An activity as a waiting change wants it: what people agree to, before and after, and what else differs, in words. */
export function withChange<Activity extends object>(activity: Activity, { changes }: PendingChange) {
  const changed: Activity = { ...activity, ...columnsOf(changes) }
  const shown = listWordingChanges(activity, changed)
  const others = Object.entries(activityWordsForm.shape)
    .filter(([name]) => !shown.some(({ column }) => column === name))
    .filter(([name]) => activity[name as keyof Activity] !== changed[name as keyof Activity])
    .map(([name, field]) => {
      const becomes: unknown = changed[name as keyof Activity]
      const { label } = metaOf(field)
      return typeof becomes === 'string' ? `${label}（改成：${becomes || '空白'}）` : label
    })
  return { changed, shown, others }
}

/** Lays a change before the office, in the place of one that waits already. */
export async function askForLook(
  trx: Trx,
  activityId: number,
  { changes, personId, office }: { changes: PendingChange['changes']; personId: number; office: number[] },
  now: Date,
): Promise<void> {
  const row = { changes: JSON.stringify(changes), asked_by: personId, asked_at: now }
  await trx
    .insertInto('activity_change')
    .values({ activity_id: activityId, ...row })
    .onConflict(conflict => conflict.column('activity_id').doUpdateSet(row))
    .execute()
  await trx.updateTable('activity').set({ returned_words: null }).where('id', '=', activityId).execute()
  await recordEvent(trx, {
    actor: { kind: 'person', id: personId },
    action: 'activity.change-submitted',
    object: { kind: 'activity', id: activityId },
    detail: { fields: Object.keys(columnsOf(changes)) },
    at: now,
  })
  await tellOfActivity(trx, activityId, office, 'activity-waits', now)
}

/** What needs no look holds at once, and with the change that waits too: letting that hold takes nothing back. */
export async function keepPendingUpToDate(
  trx: Trx,
  activityId: number,
  changes: PendingChange['changes'],
): Promise<void> {
  const pending = await findPendingChange(trx, activityId)
  if (!pending) return
  await trx
    .updateTable('activity_change')
    .set({ changes: JSON.stringify({ ...pending.changes, ...changes }) })
    .where('activity_id', '=', activityId)
    .execute()
}

/** Takes a waiting change off the table: it was looked at, or its organiser wants it no more. */
export async function dropPendingChange(trx: Trx, activityId: number): Promise<void> {
  await trx.deleteFrom('activity_change').where('activity_id', '=', activityId).execute()
}
