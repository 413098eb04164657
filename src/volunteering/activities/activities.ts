import { type Insertable, sql, type Updateable } from 'kysely'
import type { Db, Trx } from '#db/schema.ts'
import type { ActivityTable, AgreementCase, GuardianRule } from '#db/schema-volunteers.ts'
import { inTransaction } from '#db/transaction.ts'
import { recordEvent } from '#people/events.ts'
import { mayOrganise } from '../organisations/organisations.ts'
import { listMissing, type Missing } from './law-gate.ts'
import { tellOfShift } from '../notify.ts'
import { lockShift } from '../shifts/lock.ts'
import { activityRefusals } from './refusals.ts'
import { organisationRefusals } from '../organisations/refusals.ts'
import { keyUsed, type Refused } from '../refusals.ts'
import { cancelLocked } from '../shifts/moves/cancellation.ts'
import { selectStanding } from '../shifts/organising.ts'

/** Words and places: may be changed after publication too; who is signed up is told. */
export interface ActivityWords {
  title: string
  whatToDo: string
  place: string
  latitude: number | null
  longitude: number | null
  riskText: string
  protectionText: string
  insuranceReference: string
  agreementReference: string
  contactName: string
  contactPhone: string
}

/** Rules that people signed up under: settled by the publication. */
export interface ActivityRules {
  kind: string
  county: string
  skills: string[]
  hazardous: boolean
  agreementCases: AgreementCase[]
  minimumAge: number | null
  guardianRule: GuardianRule | null
  waitingList: boolean
  offerMinutes: number
  lateHours: number
  /** Hours before the start at which places are drawn; null: first come, first served. */
  drawHours: number | null
  firstTimerPlaces: number
  firstTimerHours: number
}

export type ActivityDraft = Pick<ActivityWords, 'title'> &
  Pick<ActivityRules, 'kind' | 'county'> &
  Partial<ActivityWords & ActivityRules>

/** Starts a draft; it may be as empty as it likes until it is published. The same request key again returns the same draft. */
export async function draftActivity(
  db: Db | Trx,
  personId: number,
  organisationId: number,
  draft: ActivityDraft & { requestKey: string; needId?: number; sample?: boolean },
  now: Date,
): Promise<{ id: number } | Refused> {
  return inTransaction(db, async trx => {
    if (!(await mayOrganise(trx, personId, organisationId))) return { refused: organisationRefusals.notYours }
    const before = await trx
      .selectFrom('activity')
      .select(['id', 'organisation_id'])
      .where('request_key', '=', draft.requestKey)
      .executeTakeFirst()
    if (before) return before.organisation_id === organisationId ? { id: before.id } : { refused: keyUsed }
    const added = await trx
      .insertInto('activity')
      .values({
        ...(columnsOf(draft) as Pick<Insertable<ActivityTable>, 'title' | 'kind' | 'county'>),
        request_key: draft.requestKey,
        organisation_id: organisationId,
        need_id: draft.needId ?? null,
        sample: draft.sample ?? false,
        created_at: now,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: 'activity.drafted',
      object: { kind: 'activity', id: added.id },
      detail: { organisation: organisationId },
      at: now,
    })
    return added
  })
}

/**
 * Changes a draft, or the words of a published activity. A published one must stay complete, and everyone on a
 * coming shift is told: risks are to be known before one comes (志愿服务条例 Art. 12). As it was: nobody is told.
 */
export async function changeActivity(
  db: Db | Trx,
  personId: number,
  activityId: number,
  changes: Partial<ActivityWords & ActivityRules>,
  now: Date,
): Promise<{ id: number } | Refused | (Refused & { missing: Missing[] })> {
  return inTransaction(db, async trx => {
    const activity = await lockActivity(trx, activityId, personId)
    if ('refused' in activity) return activity
    if (activity.state === 'cancelled') return { refused: activityRefusals.notDraft }
    const columns = Object.fromEntries(
      Object.entries(columnsOf(changes)).filter(
        ([name, value]) => JSON.stringify(value) !== JSON.stringify(activity[name as keyof typeof activity]),
      ),
    ) as Updateable<ActivityTable>
    if (Object.keys(columns).length === 0) return { id: activityId }
    if (activity.state === 'published') {
      if (ruleColumns.some(column => columns[column] !== undefined)) return { refused: activityRefusals.notDraft }
      const missing = listMissing(
        { ...activity, ...(columns as Partial<typeof activity>) },
        { organisationApproved: true, comingShifts: 1 },
      )
      if (missing.length > 0) return { refused: activityRefusals.missing, missing }
    }
    if (
      columns.first_timer_places !== undefined &&
      (await hasShiftSmallerThan(trx, activityId, Number(columns.first_timer_places)))
    )
      return { refused: activityRefusals.quotaTooLarge }
    await trx
      .updateTable('activity')
      .set(columns)
      .set(eb => ({ version: eb('version', '+', 1) }))
      .where('id', '=', activityId)
      .execute()
    if (columns.draw_hours !== undefined) await moveDraws(trx, activityId)
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: 'activity.changed',
      object: { kind: 'activity', id: activityId },
      detail: { fields: Object.keys(columns) },
      at: now,
    })
    if (activity.state === 'published') await tellEveryone(trx, activityId, now)
    return { id: activityId }
  })
}

/** What still stands between the activity and its publication; undefined when there is no such activity. */
export async function listMissingOf(db: Db | Trx, activityId: number, now: Date): Promise<Missing[] | undefined> {
  const activity = await db
    .selectFrom('activity')
    .innerJoin('organisation', 'organisation.id', 'activity.organisation_id')
    .selectAll('activity')
    .select('organisation.state as organisation_state')
    .select(eb =>
      eb
        .selectFrom('shift')
        .select(eb.fn.countAll<number>().as('coming'))
        .whereRef('activity_id', '=', 'activity.id')
        .where('starts_at', '>', now)
        .where('state', '<>', 'cancelled')
        .as('coming'),
    )
    .where('activity.id', '=', activityId)
    .executeTakeFirst()
  return (
    activity &&
    listMissing(activity, {
      organisationApproved: activity.organisation_state === 'approved',
      comingShifts: activity.coming ?? 0,
    })
  )
}

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

/** Calls the activity off with every shift that has not begun, and tells everyone on them. Past shifts stay as they were. */
export async function cancelActivity(
  db: Db | Trx,
  { personId, activityId, words }: { personId: number; activityId: number; words: string },
  now: Date,
): Promise<{ told: number } | Refused> {
  return inTransaction(db, async trx => {
    const activity = await lockActivity(trx, activityId, personId)
    if ('refused' in activity) return activity
    if (activity.state === 'cancelled') return { refused: activityRefusals.cancelled }
    const coming = await trx
      .selectFrom('shift')
      .select('id')
      .where('activity_id', '=', activityId)
      .where('state', '<>', 'cancelled')
      .where('starts_at', '>', now)
      .orderBy('id')
      .execute()
    let told = 0
    for (const { id } of coming) told += await cancelLocked(trx, (await lockShift(trx, id))!, { personId, words }, now)
    await trx
      .updateTable('activity')
      .set({ state: 'cancelled', cancelled_at: now, cancel_words: words })
      .where('id', '=', activityId)
      .execute()
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: 'activity.cancelled',
      object: { kind: 'activity', id: activityId },
      detail: { shifts: coming.length, told },
      at: now,
    })
    return { told }
  })
}

/** A published (or cancelled) activity with its organisation's name, for readers; drafts are found only with `drafts`. */
export function findActivity(db: Db | Trx, activityId: number, { drafts = false } = {}) {
  let query = db
    .selectFrom('activity')
    .innerJoin('organisation', 'organisation.id', 'activity.organisation_id')
    .selectAll('activity')
    .select('organisation.name as organisation_name')
    .where('activity.id', '=', activityId)
  if (!drafts) query = query.where('activity.state', '<>', 'draft')
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

async function lockActivity(trx: Trx, activityId: number, personId: number) {
  const activity = await trx
    .selectFrom('activity')
    .selectAll()
    .where('id', '=', activityId)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!activity) return { refused: activityRefusals.unknown }
  if (!(await mayOrganise(trx, personId, activity.organisation_id))) return { refused: organisationRefusals.notYours }
  return activity
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

/** Shifts of a draft follow its rule on draws; after publication the rule is settled. */
async function moveDraws(trx: Trx, activityId: number): Promise<void> {
  const draw_at = sql<Date>`starts_at - (SELECT draw_hours FROM activity WHERE id = ${activityId}) * interval '1 hour'`
  await trx
    .updateTable('shift')
    .set({ draw_at })
    .where('activity_id', '=', activityId)
    .where('drawn_at', 'is', null)
    .execute()
}

const ruleColumns = [
  'kind',
  'county',
  'skills',
  'hazardous',
  'agreement_cases',
  'minimum_age',
  'guardian_rule',
  'waiting_list',
  'offer_minutes',
  'late_hours',
  'draw_hours',
  'first_timer_places',
  'first_timer_hours',
] as const

/** whatToDo → what_to_do; what is not given is left out. */
function columnsOf(fields: Partial<ActivityWords & ActivityRules>): Updateable<ActivityTable> {
  const {
    title,
    whatToDo,
    place,
    latitude,
    longitude,
    riskText,
    protectionText,
    insuranceReference,
    agreementReference,
    contactName,
    contactPhone,
  } = fields
  const {
    kind,
    county,
    skills,
    hazardous,
    agreementCases,
    minimumAge,
    guardianRule,
    waitingList,
    offerMinutes,
    lateHours,
    drawHours,
    firstTimerPlaces,
    firstTimerHours,
  } = fields
  const columns = {
    title,
    what_to_do: whatToDo,
    place,
    latitude,
    longitude,
    risk_text: riskText,
    protection_text: protectionText,
    insurance_reference: insuranceReference,
    agreement_reference: agreementReference,
    contact_name: contactName,
    contact_phone: contactPhone,
    kind,
    county,
    skills,
    hazardous,
    agreement_cases: agreementCases,
    minimum_age: minimumAge,
    guardian_rule: guardianRule,
    waiting_list: waitingList,
    offer_minutes: offerMinutes,
    late_hours: lateHours,
    draw_hours: drawHours,
    first_timer_places: firstTimerPlaces,
    first_timer_hours: firstTimerHours,
  }
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined))
}
