import { sql } from 'kysely'
import { aDay } from '#calendar/spans.ts'
import type { Db, Trx } from '#db/schema.ts'
import type { ConsentScope } from '#db/schema-volunteers.ts'
import { endOfConsent, type Scope, terms } from './guardian-consents.ts'

/** Two months are enough not to forget it. */
const renewalDays = 60

/** The term that was given: less of it is left where the 18th birthday or another birth date has cut it. */
function termOf(grantedAt: Date, expiresAt: Date): number {
  const lasted = Math.round((expiresAt.getTime() - grantedAt.getTime()) / aDay)
  const given = Object.keys(terms)
    .map(Number)
    .toSorted((one, other) => one - other)
  return given.find(term => term >= lasted) ?? given.at(-1)!
}

/** A consent that can be given again, as it was: its scope, its term. */
export interface Renewable {
  id: number
  volunteerId: number
  scope: ConsentScope
  kinds: string[]
  activityId: number | null
  activityTitle: string | null
  textVersion: string
  grantedAt: Date
  /** It covers something now: not taken back, not over. */
  stands: boolean
  /** A guardian said no after it to a coming shift that it covers: it opens that one no more. */
  refusedAfter: boolean
  days: number
  /** Until when it would last, given now. */
  until: Date
  /** It is over, or soon will be, or was followed by a no. */
  due: boolean
}

/**
 * What a guardian may agree to again, for each of their minors: of each scope the newest consent. What ended is not asked
 * for where they agree to everything, nor for an activity that has no shift left.
 */
export async function listRenewable(db: Db | Trx, guardianPersonId: number, now: Date): Promise<Renewable[]> {
  const rows = await db
    .selectFrom('guardian_consent as consent')
    .innerJoin('volunteer', 'volunteer.id', 'consent.volunteer_id')
    .leftJoin('activity', 'activity.id', 'consent.activity_id')
    .selectAll('consent')
    .select([
      'volunteer.birth_date',
      'activity.title',
      sql<boolean>`EXISTS (
        SELECT 1 FROM sign_up JOIN shift ON shift.id = shift_id JOIN activity refused ON refused.id = shift.activity_id
        WHERE sign_up.volunteer_id = consent.volunteer_id AND ended_reason = 'guardian-refused' AND sign_up.ended_at >= consent.granted_at
        AND sign_up.starts_at > ${now} AND (scope = 'service' OR consent.activity_id = refused.id OR refused.kind = ANY (consent.kinds)))`.as(
        'refused_after',
      ),
    ])
    .distinctOn(['consent.volunteer_id', 'consent.scope', 'consent.activity_id', 'consent.kinds'])
    .where('consent.guardian_person_id', '=', guardianPersonId)
    .where('volunteer.state', '=', 'active')
    .where(
      sql<boolean>`(consent.scope <> 'activity' OR EXISTS (
        SELECT 1 FROM shift WHERE shift.activity_id = consent.activity_id AND shift.state <> 'cancelled' AND shift.ends_at > ${now}))`,
    )
    .orderBy('consent.volunteer_id')
    .orderBy('consent.scope')
    .orderBy('consent.activity_id')
    .orderBy('consent.kinds')
    .orderBy('consent.id', 'desc')
    .execute()
  const all = rows.map(row => {
    const stands = row.revoked_at === null && row.expires_at > now
    const days = termOf(row.granted_at, row.expires_at)
    return {
      id: row.id,
      volunteerId: row.volunteer_id,
      scope: row.scope,
      kinds: row.kinds,
      activityId: row.activity_id,
      activityTitle: row.title,
      textVersion: row.text_version,
      grantedAt: row.granted_at,
      stands,
      refusedAfter: row.refused_after,
      days,
      until: endOfConsent(row.birth_date!, days, now),
      due: !stands || row.refused_after || row.expires_at.getTime() <= now.getTime() + renewalDays * aDay,
    }
  })
  const toEverything = new Set(
    all.filter(({ scope, stands }) => scope === 'service' && stands).map(({ volunteerId }) => volunteerId),
  )
  // Nothing is asked for that would be over at once: who has turned 18 needs none.
  return all.filter(({ volunteerId, stands, until }) => until > now && (stands || !toEverything.has(volunteerId)))
}

/** What is agreed to again. */
export function scopeOf({ scope, kinds, activityId }: Renewable): Scope {
  return scope === 'kinds'
    ? { scope, kinds }
    : scope === 'activity'
      ? { scope, activityId: activityId! }
      : { scope: 'service' }
}
