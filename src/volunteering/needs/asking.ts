import { sql } from 'kysely'
import { aDay, earlier } from '#calendar/spans.ts'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { recordEvent } from '#people/events.ts'
import type { PersonalData } from '#people/personal-data.ts'
import { ageOfMajority, birthday, dayOf } from '../volunteers/age.ts'
import { slotsOf } from '../volunteers/available-times.ts'
import { mayOrganise } from '../organisations/organisers.ts'
import { openName } from '../volunteers/profile.ts'
import { findNeed, isStanding, type Need } from './needs.ts'
import { needRefusals } from './refusals.ts'
import { organisationRefusals } from '../organisations/refusals.ts'
import type { Refused } from '../refusals.ts'

/** No law names a figure: being asked must not become a nuisance. */
const asksPerWeek = 2

/**
 * Adults in the need's county who agreed to be asked, with a skill it wants and time in its stretch, not booked
 * throughout it, not asked yet for it, and not asked twice this week; best skills first, longest unasked first.
 */
export async function listMatchingVolunteers(
  db: Db | Trx,
  need: Need,
  limit: number,
  now: Date,
): Promise<{ volunteerId: number; personId: number }[]> {
  // A stretch of a week or more touches every part of the week.
  const until = new Date(Math.min(need.wanted_until.getTime(), need.wanted_from.getTime() + 7 * aDay))
  const slots = slotsOf(need.wanted_from, until)
  // Bookings are looked up for the best only: the order is settled before.
  const matches = await sql<{ volunteerId: number; personId: number }>`
    SELECT id AS "volunteerId", person_id AS "personId"
    FROM (
      SELECT volunteer.id, volunteer.person_id, asked.last, (SELECT count(*) FROM unnest(skills) AS skill WHERE skill = ANY (${need.skills}::text[])) AS fitting
      FROM volunteer CROSS JOIN LATERAL (
        SELECT max(asked_at) AS last, count(*) FILTER (WHERE asked_at > ${earlier(now, 7 * aDay)}) AS lately, bool_or(need_id = ${need.id}) AS here
        FROM need_invitation WHERE volunteer_id = volunteer.id) AS asked
      WHERE state = 'active' AND may_be_asked AND county = ${need.county} AND person_id <> ${need.filed_by}
        AND birth_date <= ${birthday(dayOf(now), -ageOfMajority)}
        AND (${need.skills}::text[] = '{}' OR skills && ${need.skills}::text[])
        AND (available_times = '{}' OR available_times && ${slots}::text[])
        AND asked.here IS NOT TRUE AND asked.lately < ${asksPerWeek}
      ORDER BY fitting DESC, last NULLS FIRST, id) AS candidate
    WHERE NOT EXISTS (SELECT 1 FROM sign_up WHERE volunteer_id = candidate.id AND state = 'booked'
      AND starts_at <= ${need.wanted_from} AND ends_at >= ${need.wanted_until})
    ORDER BY fitting DESC, last NULLS FIRST, id
    LIMIT ${limit}`.execute(db)
  return matches.rows
}

/** The office, and organisers of the organisation that took the need up. */
export async function mayAsk(db: Db | Trx, personId: number, need: Need, now: Date): Promise<boolean> {
  const { roles } = await db.selectFrom('person').select('roles').where('id', '=', personId).executeTakeFirstOrThrow()
  if (roles.includes('clerk') || roles.includes('admin')) return true
  return need.organisation_id !== null && mayOrganise(db, personId, need.organisation_id, now)
}

/** How many were asked for a need, and how many answered what. */
export async function countAnswers(db: Db | Trx, needId: number): Promise<{ asked: number; yes: number; no: number }> {
  const { rows } = await sql<{ asked: number; yes: number; no: number }>`
    SELECT count(*)::int AS asked, (count(*) FILTER (WHERE answer = 'yes'))::int AS yes, (count(*) FILTER (WHERE answer = 'no'))::int AS no
    FROM need_invitation WHERE need_id = ${needId}`.execute(db)
  return rows[0]!
}

/** Who said yes, by name, for those who may ask. Names are opened, so each reading that finds somebody is an event. */
export async function readWilling(
  db: Db | Trx,
  personalData: PersonalData,
  { needId, personId }: { needId: number; personId: number },
  now: Date,
): Promise<{ number: string | null; name: string | undefined }[] | Refused> {
  return inTransaction(db, async trx => {
    const need = await findNeed(trx, needId)
    if (!need) return { refused: needRefusals.unknown }
    if (!(await mayAsk(trx, personId, need, now))) return { refused: organisationRefusals.notYours }
    const willing = await trx
      .selectFrom('need_invitation')
      .innerJoin('volunteer', 'volunteer.id', 'need_invitation.volunteer_id')
      .select(['volunteer.number', 'volunteer.name_sealed'])
      .where('need_id', '=', needId)
      .where('answer', '=', 'yes')
      .orderBy('answered_at')
      .execute()
    if (willing.length > 0)
      await recordEvent(trx, {
        actor: { kind: 'person', id: personId },
        action: 'need.willing-read',
        object: { kind: 'need', id: needId },
        detail: { rows: willing.length },
        at: now,
      })
    return willing.map(({ number, name_sealed }) => ({ number, name: openName(personalData, name_sealed) }))
  })
}

/**
 * The phone number of who filed an open need, for the office that verifies it and for organisers of the organisation
 * that took it up; undefined when none is known. Each reading is an event.
 */
export async function readFilerPhone(
  db: Db | Trx,
  personalData: PersonalData,
  { needId, personId }: { needId: number; personId: number },
  now: Date,
): Promise<{ phone: string | undefined } | Refused> {
  return inTransaction(db, async trx => {
    const need = await findNeed(trx, needId)
    if (!need) return { refused: needRefusals.unknown }
    if (!(await mayAsk(trx, personId, need, now))) return { refused: organisationRefusals.notYours }
    if (!isStanding(need)) return { refused: needRefusals.closed }
    const { phone_sealed } = await trx
      .selectFrom('person')
      .select('phone_sealed')
      .where('id', '=', need.filed_by)
      .executeTakeFirstOrThrow()
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: 'need.contact-read',
      object: { kind: 'need', id: needId },
      at: now,
    })
    return { phone: phone_sealed === null ? undefined : personalData.open(phone_sealed, 'person.phone_sealed') }
  })
}

/** Questions that wait for this person's answer, newest first. */
export function listInvitations(db: Db | Trx, personId: number) {
  return db
    .selectFrom('need_invitation')
    .innerJoin('volunteer', 'volunteer.id', 'need_invitation.volunteer_id')
    .innerJoin('need', 'need.id', 'need_invitation.need_id')
    .select([
      'need.id',
      'need.title',
      'need.what',
      'need.county',
      'need.place',
      'need.wanted_from',
      'need.wanted_until',
      'need_invitation.asked_at',
      'need_invitation.answer',
    ])
    .where('volunteer.person_id', '=', personId)
    .where('need.state', 'in', ['verified', 'taken-up'])
    .orderBy('need_invitation.asked_at', 'desc')
    .execute()
}
