import { sql } from 'kysely'
import type { Db, Trx } from '#db/schema.ts'
import { recordEvents } from '#people/events.ts'

/** Keeps that volunteers (or a guardian for a child) accepted the written agreement of an activity as it stands; once for each wording. */
export async function acceptAgreement(
  trx: Trx,
  {
    activityId,
    volunteerIds,
    personId,
    textVersion,
  }: { activityId: number; volunteerIds: number[]; personId: number; textVersion: string },
  now: Date,
): Promise<void> {
  const { version } = await trx
    .selectFrom('activity')
    .select('version')
    .where('id', '=', activityId)
    .executeTakeFirstOrThrow()
  const added = await trx
    .insertInto('agreement')
    .values(
      volunteerIds.map(volunteer_id => ({
        volunteer_id,
        activity_id: activityId,
        activity_version: version,
        text_version: textVersion,
        accepted_by: personId,
        accepted_at: now,
      })),
    )
    .onConflict(conflict => conflict.doNothing())
    .returning('volunteer_id')
    .execute()
  await recordEvents(
    trx,
    added.map(({ volunteer_id }) => ({
      actor: { kind: 'person' as const, id: personId },
      action: 'agreement.accepted' as const,
      object: { kind: 'volunteer', id: volunteer_id },
      detail: { activity: activityId, version, text: textVersion },
      at: now,
    })),
  )
}

/** Whether each of these volunteers has accepted the agreement for what the activity says now. */
export async function haveAgreed(trx: Trx, activityId: number, volunteerIds: number[]): Promise<boolean> {
  const { rows } = await sql<{ missing: number }>`
    SELECT count(*)::int AS missing FROM unnest(${volunteerIds}::int[]) AS volunteer (id) WHERE NOT EXISTS (
      SELECT 1 FROM agreement WHERE volunteer_id = volunteer.id AND activity_id = ${activityId}
      AND activity_version >= (SELECT max(version) FROM activity_wording WHERE activity_id = ${activityId}))`.execute(
    trx,
  )
  return rows[0]!.missing === 0
}

/** What a person, or a child of theirs, accepted for an activity, the last of each, for the page that is printed. */
export function listAgreementsOf(db: Db | Trx, personId: number, activityId: number) {
  return db
    .selectFrom('agreement')
    .innerJoin('volunteer', 'volunteer.id', 'agreement.volunteer_id')
    .select([
      'agreement.id',
      'agreement.text_version',
      'agreement.activity_version',
      'agreement.accepted_at',
      'volunteer.number',
      'volunteer.name_sealed',
    ])
    .distinctOn('agreement.volunteer_id')
    .where('activity_id', '=', activityId)
    .where(eb => eb.or([eb('volunteer.person_id', '=', personId), eb('volunteer.guardian_person_id', '=', personId)]))
    .orderBy('agreement.volunteer_id')
    .orderBy('agreement.id', 'desc')
    .execute()
}
