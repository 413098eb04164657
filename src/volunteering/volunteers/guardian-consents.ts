import { momentOf } from '#calendar/lishui.ts'
import { aDay, later } from '#calendar/spans.ts'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { enqueueMessages } from '#messages/outbox.ts'
import { recordEvent } from '#people/events.ts'
import { sql } from 'kysely'
import { ageOfMajority, birthday } from './age.ts'

/** No law names a figure: a consent is asked for again every year at the latest, and ends with the 18th birthday. */
const longestDays = 365
/** How long before its end a consent is spoken of. */
const toldBefore = 14 * aDay

/** For how many days a guardian may agree, in words. */
export const terms = { '90': '三个月', '180': '半年', '365': '一年' } as const

/** What a consent covers: every activity fit for minors, those of some kinds, or one. */
export type Scope =
  { scope: 'service' } | { scope: 'kinds'; kinds: string[] } | { scope: 'activity'; activityId: number }

/** Until when a consent lasts that is given now. */
export function endOfConsent(birthDate: string, days: number, now: Date): Date {
  const eighteenth = momentOf(birthday(birthDate, ageOfMajority))
  return new Date(Math.min(now.getTime() + Math.min(days, longestDays) * aDay, eighteenth.getTime()))
}

/** Writes the consent, which lasts its term or until the 18th birthday, and its event. */
export async function insertConsent(
  trx: Trx,
  who: { volunteerId: number; birthDate: string; guardianPersonId: number },
  given: Scope & { days?: number },
  version: string,
  now: Date,
): Promise<{ consentId: number }> {
  const { days = longestDays, ...scope } = given
  const expires_at = endOfConsent(who.birthDate, days, now)
  const { id } = await trx
    .insertInto('guardian_consent')
    .values({
      volunteer_id: who.volunteerId,
      guardian_person_id: who.guardianPersonId,
      scope: scope.scope,
      activity_id: scope.scope === 'activity' ? scope.activityId : null,
      kinds: scope.scope === 'kinds' ? scope.kinds : [],
      text_version: version,
      granted_at: now,
      expires_at,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await recordEvent(trx, {
    actor: { kind: 'person', id: who.guardianPersonId },
    action: 'guardian.agreed',
    object: { kind: 'volunteer', id: who.volunteerId },
    detail: { consent: id, ...scope, text: version },
    at: now,
  })
  return { consentId: id }
}

/** Consents a guardian has given, newest first, standing or not. */
export function listConsentsBy(db: Db | Trx, guardianPersonId: number) {
  return db
    .selectFrom('guardian_consent')
    .leftJoin('activity', 'activity.id', 'guardian_consent.activity_id')
    .selectAll('guardian_consent')
    .select('activity.title as activity_title')
    .where('guardian_person_id', '=', guardianPersonId)
    .orderBy('guardian_consent.id', 'desc')
    .execute()
}

/**
 * Tells guardians, once, of consents that end within two weeks although the minor still needs one, unless a later one covers
 * as much. One for an activity that has no shift left by then is not spoken of. Called every minute; returns how many.
 */
export async function tellOfExpiringConsents(db: Db | Trx, now: Date): Promise<number> {
  return inTransaction(db, async trx => {
    const { rows } = await sql<{ id: number; person: number; volunteer: number; expires_at: Date }>`
      UPDATE guardian_consent ending SET expiry_told_at = ${now} FROM volunteer
      WHERE volunteer.id = volunteer_id AND volunteer.state = 'active' AND revoked_at IS NULL AND expiry_told_at IS NULL
        AND expires_at > ${now} AND expires_at <= ${later(now, toldBefore)} AND expires_at < adult_from(birth_date)
        AND (scope <> 'activity' OR EXISTS (
          SELECT 1 FROM shift WHERE shift.activity_id = ending.activity_id AND shift.state <> 'cancelled' AND shift.ends_at > ending.expires_at))
        AND NOT EXISTS (
          SELECT 1 FROM guardian_consent later WHERE later.volunteer_id = ending.volunteer_id AND later.revoked_at IS NULL AND later.expires_at > ending.expires_at
          AND (later.scope = 'service' OR later.scope = ending.scope AND later.activity_id IS NOT DISTINCT FROM ending.activity_id AND later.kinds @> ending.kinds
            OR ending.scope = 'activity' AND (SELECT kind FROM activity WHERE id = ending.activity_id) = ANY (later.kinds)))
      RETURNING ending.id, ending.guardian_person_id AS person, volunteer_id AS volunteer, expires_at`.execute(trx)
    await enqueueMessages(
      trx,
      rows.map(({ person, volunteer, expires_at }) => ({
        to: { personId: person },
        template: 'guardian-consent-expiring',
        facts: { until: expires_at.toISOString() },
        about: { kind: 'volunteer', id: volunteer },
      })),
      now,
    )
    return rows.length
  })
}
