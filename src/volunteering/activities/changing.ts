import { sql, type Updateable } from 'kysely'
import type { Db, Trx } from '#db/schema.ts'
import type { ActivityTable } from '#db/schema-volunteers.ts'
import { inTransaction } from '#db/transaction.ts'
import { recordEvent } from '#people/events.ts'
import { listOfficeIds, organises } from '../organisations/standing.ts'
import { tellOfShift } from '../notify.ts'
import type { Refused } from '../refusals.ts'
import { lockShift } from '../shifts/lock.ts'
import { selectStanding } from '../shifts/organising.ts'
import { lockActivity } from './activities.ts'
import { findAgreementCases, listMissing, type Missing, readAround } from './law-gate.ts'
import { askOnComingShifts } from './recounting.ts'
import { needsLook } from './moves/publication.ts'
import { askForLook, dropPendingChange, keepPendingUpToDate } from './pending-change.ts'
import { activityRefusals } from './refusals.ts'
import { type ActivityRules, type ActivityWords, columnsOf, ruleColumns } from './terms.ts'
import { agreedColumns, keepWording, lookedAtColumns } from './wordings.ts'

/**
 * Changes a draft, or the words of a published activity; one that waits for the office is a draft again. A published one
 * must stay complete, and what the office looked at before it was public it looks at again before other words hold. When its task, place, risks or protection change, everyone on a coming shift is asked again: they
 * agreed to something else (志愿服务条例 Art. 12). Of other words they are told. As it was: nobody is told.
 */
export async function changeActivity(
  db: Db | Trx,
  personId: number,
  activityId: number,
  changes: Partial<ActivityWords & ActivityRules>,
  now: Date,
): Promise<{ id: number; waits?: boolean } | Refused | (Refused & { missing: Missing[] })> {
  return inTransaction(db, async trx => {
    const activity = await lockActivity(trx, activityId, personId, now)
    if ('refused' in activity) return activity
    if (activity.state === 'cancelled') return { refused: activityRefusals.notDraft }
    const columns = Object.fromEntries(
      Object.entries(columnsOf(changes)).filter(
        ([name, value]) => JSON.stringify(value) !== JSON.stringify(activity[name as keyof typeof activity]),
      ),
    ) as Updateable<ActivityTable>
    if (Object.keys(columns).length === 0) {
      await dropPendingChange(trx, activityId)
      return { id: activityId }
    }
    if (activity.state === 'published') {
      if (ruleColumns.some(column => columns[column] !== undefined)) return { refused: activityRefusals.notDraft }
      const changed = { ...activity, ...(columns as Partial<typeof activity>) }
      const missing = listMissing(
        changed,
        await readAround(trx, activity, now),
        // Who calls the last shift off may still mend the words.
      ).filter(one => one !== 'coming-shift')
      if (missing.length > 0) return { refused: activityRefusals.missing, missing }
      const office = await listOfficeIds(trx)
      const isLookedAt = lookedAtColumns.some(column => columns[column] !== undefined)
      const seen = office.includes(personId) && !(await organises(trx, personId, activity.organisation_id))
      if (isLookedAt && !seen && (await needsLook(trx, changed))) {
        await askForLook(trx, activityId, { changes, personId, office }, now)
        return { id: activityId, waits: true }
      }
      if (isLookedAt || seen) await dropPendingChange(trx, activityId)
      else await keepPendingUpToDate(trx, activityId, onlyThose(changes, columns))
    }
    if (
      columns.first_timer_places !== undefined &&
      (await hasShiftSmallerThan(trx, activityId, Number(columns.first_timer_places)))
    )
      return { refused: activityRefusals.quotaTooLarge }
    await trx
      .updateTable('activity')
      .set(columns)
      .set(eb => ({
        version: eb('version', '+', 1),
        ...(activity.state === 'submitted' && { state: 'draft' as const, submitted_at: null }),
        ...(activity.state === 'published' && { gate: 2 }),
      }))
      .where('id', '=', activityId)
      .execute()
    if (columns.draw_hours !== undefined || columns.choose_hours !== undefined) await moveDecisions(trx, activityId)
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: 'activity.changed',
      object: { kind: 'activity', id: activityId },
      detail: { fields: Object.keys(columns) },
      at: now,
    })
    if (activity.state !== 'published') return { id: activityId }
    const by = { kind: 'person' as const, id: personId }
    if (agreedColumns.some(column => columns[column] !== undefined)) {
      const changed = { ...activity, ...(columns as Partial<typeof activity>) }
      await trx
        .updateTable('activity')
        .set({ agreement_cases: await findAgreementCases(trx, changed) })
        .where('id', '=', activityId)
        .execute()
      await keepWording(trx, activityId, now)
      await askOnComingShifts(trx, activityId, by, now)
    } else await tellEveryone(trx, activityId, now)
    return { id: activityId }
  })
}

/** Of what a form says that of these columns. */
function onlyThose<Changes extends object>(changes: Changes, columns: object): Changes {
  return Object.fromEntries(
    Object.entries(changes).filter(one =>
      Object.keys(columnsOf(Object.fromEntries([one]))).some(name => name in columns),
    ),
  ) as Changes
}

async function tellEveryone(trx: Trx, activityId: number, now: Date): Promise<void> {
  const coming = await trx
    .selectFrom('shift')
    .select('id')
    .where('activity_id', '=', activityId)
    .where('starts_at', '>', now)
    .where('state', '<>', 'cancelled')
    .orderBy('id')
    .execute()
  for (const { id } of coming) {
    const shift = (await lockShift(trx, id))!
    await tellOfShift(trx, shift, await selectStanding(trx, shift).execute(), 'shift-changed', now, {
      until: shift.starts_at,
    })
  }
}

async function hasShiftSmallerThan(trx: Trx, activityId: number, places: number): Promise<boolean> {
  const smaller = await trx
    .selectFrom('shift')
    .select('id')
    .where('activity_id', '=', activityId)
    .where('state', '<>', 'cancelled')
    .where('capacity', '<', places)
    .executeTakeFirst()
  return smaller !== undefined
}

/** Shifts of a draft follow its rule on how places are given; after publication the rule is settled. */
async function moveDecisions(trx: Trx, activityId: number): Promise<void> {
  const before = (hours: 'draw_hours' | 'choose_hours') =>
    sql<Date>`starts_at - (SELECT ${sql.ref(hours)} FROM activity WHERE id = ${activityId}) * interval '1 hour'`
  await trx
    .updateTable('shift')
    .set({ draw_at: before('draw_hours'), choose_by: before('choose_hours') })
    .where('activity_id', '=', activityId)
    .where('drawn_at', 'is', null)
    .execute()
}
