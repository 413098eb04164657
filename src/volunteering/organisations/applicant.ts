import { sql } from 'kysely'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { recordEvent } from '#people/events.ts'
import type { PersonalData } from '#people/personal-data.ts'
import { ageOfMajority, ageOn, dayOf } from '../volunteers/age.ts'
import { openName } from '../volunteers/profile.ts'
import type { Refused } from '../refusals.ts'
import { organisationRefusals } from './refusals.ts'

/**
 * Whether the person is registered as a grown-up whose date of birth an identity number bears out: that of an identity card
 * says it, that of a passport does not. Nobody is held back because the portal has not looked which it is. Whether somebody
 * else gave the number is not asked here: who applies would learn from the refusal who is registered (`hasDisputedNumber`).
 */
export async function isProvenAdult(db: Db | Trx, personId: number, now: Date): Promise<boolean> {
  const volunteer = await db
    .selectFrom('volunteer')
    .select('birth_date')
    .where('person_id', '=', personId)
    .where('state', '=', 'active')
    .where('identity_hash', 'is not', null)
    .where(sql<boolean>`identity_says_birth_date IS NOT FALSE`)
    .executeTakeFirst()
  return volunteer !== undefined && ageOn(volunteer.birth_date!, dayOf(now)) >= ageOfMajority
}

/** Whether somebody else gave the person's number too: it proves nothing before the office has settled whose it is. */
export async function hasDisputedNumber(db: Db | Trx, personId: number): Promise<boolean> {
  const disputed = await db
    .selectFrom('volunteer')
    .select('id')
    .where('person_id', '=', personId)
    .where('identity_disputed', '=', true)
    .executeTakeFirst()
  return disputed !== undefined
}

/**
 * Who applied for an organisation, for the office that decides (the caller has checked the role): volunteer number, name
 * and phone. Each reading is an event. Undefined values: they have erased themselves, or left no phone.
 */
export async function readApplicant(
  db: Db | Trx,
  personalData: PersonalData,
  { organisationId, officePersonId }: { organisationId: number; officePersonId: number },
  now: Date,
): Promise<{ number: string | null; name: string | undefined; phone: string | undefined } | Refused> {
  return inTransaction(db, async trx => {
    const applicant = await trx
      .selectFrom('organisation')
      .innerJoin('person', 'person.id', 'organisation.applied_by')
      .leftJoin('volunteer', 'volunteer.person_id', 'person.id')
      .select(['volunteer.number', 'volunteer.name_sealed', 'person.name', 'person.login', 'person.phone_sealed'])
      .where('organisation.id', '=', organisationId)
      .executeTakeFirst()
    if (!applicant) return { refused: organisationRefusals.unknown }
    await recordEvent(trx, {
      actor: { kind: 'person', id: officePersonId },
      action: 'organisation.applicant-read',
      object: { kind: 'organisation', id: organisationId },
      at: now,
    })
    const { number, name_sealed, name, login, phone_sealed } = applicant
    return {
      number,
      name: openName(personalData, name_sealed) ?? (login === null ? undefined : name),
      phone: phone_sealed === null ? undefined : personalData.open(phone_sealed, 'person.phone_sealed'),
    }
  })
}
