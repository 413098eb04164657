import { sql } from 'kysely'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { identityDocuments } from '#forms/typed/identity-document.ts'
import { readPhone } from '#forms/typed/phone.ts'
import { recordEvent } from '#people/events.ts'
import { maskPhone, type PersonalData } from '#people/personal-data.ts'
import { ageOfMajority, ageOn, dayOf } from './age.ts'
import { listGuardiansWith } from './identity-disputes.ts'
import { findKnownMinor } from './known-minors.ts'
import { identityIn, openName } from './profile.ts'

const most = 50

/** Claims that wait, each with the record it is about: theirs, their child's, or none yet. */
function selectOpenClaims(db: Db | Trx) {
  return db
    .selectFrom('age_claim')
    .innerJoin('person', 'person.id', 'age_claim.person_id')
    .leftJoin('known_minor', 'known_minor.hash', 'person.phone_hash')
    .leftJoin('volunteer', join =>
      join
        .on('volunteer.state', '<>', 'erased')
        .on(
          sql<boolean>`volunteer.id = age_claim.volunteer_id OR (age_claim.volunteer_id IS NULL AND volunteer.person_id = age_claim.person_id)`,
        ),
    )
    .select([
      'age_claim.id',
      'age_claim.person_id',
      'age_claim.birth_date as claimed',
      'age_claim.identity_hash',
      'age_claim.identity_last4',
      'age_claim.identity_sealed',
      'age_claim.asked_at',
      'person.phone_sealed',
      'known_minor.birth_date as of_phone',
      'volunteer.id as volunteer_id',
      'volunteer.person_id as record_of',
      'volunteer.birth_date as recorded',
      'volunteer.name_sealed',
    ])
    .select(
      sql<boolean>`EXISTS (
        SELECT 1 FROM volunteer other WHERE other.identity_hash = age_claim.identity_hash AND other.id IS DISTINCT FROM volunteer.id)
        OR EXISTS (SELECT 1 FROM guardian WHERE guardian.identity_hash = age_claim.identity_hash AND guardian.person_id <> age_claim.person_id)`.as(
        'is_elsewhere',
      ),
    )
    .where('age_claim.decided_at', 'is', null)
    .orderBy('age_claim.id')
}

type Selected = Awaited<ReturnType<ReturnType<typeof selectOpenClaims>['execute']>>[number]

/**
 * What the office reads of a claim; the phone is masked. `kept`: the later one of the dates that are known of them;
 * `isElsewhere`: somebody else gave the same number.
 */
function openClaim(personalData: PersonalData, row: Selected) {
  const ofChild = row.volunteer_id !== null && row.record_of === null
  return {
    id: row.id,
    claimed: row.claimed,
    kept: [row.recorded, ofChild ? null : row.of_phone]
      .filter(date => date !== null)
      .toSorted()
      .at(-1),
    last4: row.identity_last4!,
    askedAt: row.asked_at,
    phone:
      row.phone_sealed === null ? undefined : maskPhone(personalData.open(row.phone_sealed, 'person.phone_sealed')),
    ofChild,
    isElsewhere: row.is_elsewhere,
    volunteerId: row.volunteer_id,
    name: openName(personalData, row.name_sealed),
  }
}

/** Claims that wait for the office, the oldest first. */
export async function listOpenClaims(db: Db | Trx, personalData: PersonalData) {
  return (await selectOpenClaims(db).limit(most).execute()).map(row => openClaim(personalData, row))
}

/**
 * One claim that waits, with the kind of its document and where else the same number stands. The reading is an event.
 * Undefined when there is none, or it is decided.
 */
export async function readOpenClaim(
  db: Db | Trx,
  personalData: PersonalData,
  claimId: number,
  byPersonId: number,
  now: Date,
) {
  return inTransaction(db, async trx => {
    const row = await selectOpenClaims(trx).where('age_claim.id', '=', claimId).executeTakeFirst()
    if (!row) return undefined
    const elsewhere = await trx
      .selectFrom('volunteer')
      .select(['id', 'number'])
      .where('identity_hash', '=', row.identity_hash)
      .where('id', '<>', row.volunteer_id ?? 0)
      .orderBy('id')
      .execute()
    const guardians = await listGuardiansWith(trx, row.identity_hash!, row.person_id)
    await recordEvent(trx, {
      actor: { kind: 'person', id: byPersonId },
      action: 'volunteer.read',
      object: { kind: 'age-claim', id: claimId },
      at: now,
    })
    const { document = 'identity-card' } = identityIn(
      personalData.open(row.identity_sealed!, 'age_claim.identity_sealed'),
    )
    return {
      ...openClaim(personalData, row),
      document: identityDocuments[document].label,
      elsewhere,
      ofGuardian: guardians.length > 0,
    }
  })
}

/** An account whose phone is known as a minor's, though it has no record of a minor's. */
export interface MinorsPhone {
  personId: number
  /** YYYY-MM-DD */
  birthDate: string
  /** Sealed. */
  phone: string
  /** They have asked already. */
  claimId: number | undefined
}

/** Such an account, by its id or by the phone that the office typed. Undefined when it is none. */
export async function findMinorsPhone(
  db: Db | Trx,
  by: { personId: number } | { phoneHash: string },
  now: Date,
): Promise<MinorsPhone | undefined> {
  const query = db
    .selectFrom('person')
    .leftJoin('volunteer', 'volunteer.person_id', 'person.id')
    .leftJoin('age_claim', join =>
      join
        .onRef('age_claim.person_id', '=', 'person.id')
        .on('age_claim.decided_at', 'is', null)
        .on(sql<boolean>`age_claim.volunteer_id IS NOT DISTINCT FROM volunteer.id`),
    )
    .select(['person.id', 'person.phone_hash', 'person.phone_sealed', 'volunteer.birth_date', 'age_claim.id as claim'])
  const account = await (
    'personId' in by ? query.where('person.id', '=', by.personId) : query.where('person.phone_hash', '=', by.phoneHash)
  ).executeTakeFirst()
  if (!account?.phone_sealed) return undefined
  const birthDate = await findKnownMinor(db, account.phone_hash, now)
  const isMinor = account.birth_date !== null && ageOn(account.birth_date, dayOf(now)) < ageOfMajority
  return birthDate === undefined || isMinor
    ? undefined
    : { personId: account.id, birthDate, phone: account.phone_sealed, claimId: account.claim ?? undefined }
}

/** The same for what the office typed to find somebody, if it is a phone. */
export async function searchMinorsPhone(db: Db | Trx, personalData: PersonalData, typed: string, now: Date) {
  const phone = readPhone(typed)
  return phone === undefined ? undefined : findMinorsPhone(db, { phoneHash: personalData.lookup(phone, 'phone') }, now)
}

/** The same for its page, the phone masked. The reading is an event. */
export async function readMinorsPhone(
  db: Db | Trx,
  personalData: PersonalData,
  personId: number,
  byPersonId: number,
  now: Date,
) {
  return inTransaction(db, async trx => {
    const found = await findMinorsPhone(trx, { personId }, now)
    if (!found) return undefined
    await recordEvent(trx, {
      actor: { kind: 'person', id: byPersonId },
      action: 'volunteer.read',
      object: { kind: 'person', id: personId },
      at: now,
    })
    return { ...found, phone: maskPhone(personalData.open(found.phone, 'person.phone_sealed')) }
  })
}
