import type { Db } from '#db/schema.ts'
import { changeActivity } from '#volunteering/activities/changing.ts'
import { passChange } from '#volunteering/activities/moves/change-review.ts'
import { findPendingChange } from '#volunteering/activities/pending-change.ts'
import { addPerson, granted, monday } from './volunteering.ts'

/** Changes an activity as its organiser; where the office looks at it first, it lets it hold. */
export async function changeAndPass(
  db: Db,
  organiser: number,
  activityId: number,
  changes: Parameters<typeof changeActivity>[3],
  now = monday,
): Promise<void> {
  granted(await changeActivity(db, organiser, activityId, changes, now))
  const pending = await findPendingChange(db, activityId)
  if (!pending) return
  const office = await addPerson(db, '示例审核', ['admin'])
  granted(await passChange(db, activityId, { change: pending.asked_at.toISOString(), personId: office }, now))
}
