import { aDay, earlier } from '#calendar/spans.ts'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { enqueueMessage, enqueueMessages } from '#messages/outbox.ts'
import { type Actor, recordEvent, recordEvents } from '#people/events.ts'
import type { PersonalData } from '#people/personal-data.ts'
import type { Refused } from '../refusals.ts'
import { ageOfMajority, ageOfOwnAccount, ageOn, dayOf, isBirthDate } from './age.ts'
import { findMinority } from './known-minors.ts'
import { type Identity, sealedIdentity } from './profile.ts'
import { ageRefusals, volunteerRefusals } from './refusals.ts'

/** What somebody says who is known as a minor and is older, or whose child is. */
export interface AgeSaid {
  /** A child record of theirs; left out, it is about themselves. */
  childId?: number | undefined
  /** YYYY-MM-DD */
  birthDate: string
  identity: Identity
  /** The version of the text that was agreed to: the number is kept, sealed, until it is decided. */
  consent: string
}

/**
 * Asks the office to see a document and to write down an earlier birth date. Nothing changes before, and whose else the
 * number may be changes nothing of the answer. The same again is the same claim; another, while one is open, is refused,
 * and so is one that nothing needs.
 */
export async function claimAge(
  db: Db | Trx,
  personalData: PersonalData,
  personId: number,
  { childId, birthDate, identity, consent }: AgeSaid,
  now: Date,
): Promise<{ id: number } | Refused> {
  return inTransaction(db, async trx => {
    // Held, so that two forms at once make one claim.
    await trx.selectFrom('person').select('id').where('id', '=', personId).forNoKeyUpdate().execute()
    const claimed = await findClaimed(trx, personId, childId, now)
    if (!claimed) return { refused: volunteerRefusals.notYours }
    const { volunteerId, kept } = claimed
    if (kept === undefined) return { refused: ageRefusals.notNeeded }
    const today = dayOf(now)
    if (!isBirthDate(birthDate, today)) return { refused: volunteerRefusals.birthDate }
    if (childId === undefined && ageOn(birthDate, today) < ageOfOwnAccount)
      return { refused: volunteerRefusals.underFourteen }
    if (birthDate >= kept) return { refused: ageRefusals.notEarlier }
    const sealed = sealedIdentity(personalData, identity, birthDate, 'age_claim.identity_sealed')
    if ('refused' in sealed) return sealed
    const open = await trx
      .selectFrom('age_claim')
      .select(['id', 'volunteer_id', 'birth_date', 'identity_hash'])
      .where('person_id', '=', personId)
      .where('decided_at', 'is', null)
      .executeTakeFirst()
    if (open)
      return open.volunteer_id === volunteerId &&
        open.birth_date === birthDate &&
        open.identity_hash === sealed.identity_hash
        ? { id: open.id }
        : { refused: ageRefusals.oneAtATime }
    const claim = {
      person_id: personId,
      volunteer_id: volunteerId,
      birth_date: birthDate,
      ...sealed,
      text_version: consent,
      asked_at: now,
    }
    const { id } = await trx.insertInto('age_claim').values(claim).returning('id').executeTakeFirstOrThrow()
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: 'volunteer.age-claimed',
      object: objectOf(claim),
      detail: { claim: id },
      at: now,
    })
    return { id }
  })
}

/**
 * Whose birth date the account would claim, and which later one is known of them; `kept` is undefined where none is that of
 * a minor. Without `onRecord` it is remembered of the phone alone, perhaps of who had it before, and is shown to nobody.
 * Undefined: not theirs.
 */
export async function findClaimed(
  db: Db | Trx,
  personId: number,
  childId: number | undefined,
  now: Date,
): Promise<{ volunteerId: number | null; kept: string | undefined; onRecord: boolean } | undefined> {
  if (childId === undefined) {
    const own = await db
      .selectFrom('volunteer')
      .select(['id', 'birth_date'])
      .where('person_id', '=', personId)
      .executeTakeFirst()
    const kept = await findMinority(db, personId, now)
    return { volunteerId: own?.id ?? null, kept, onRecord: kept === own?.birth_date }
  }
  const child = await db
    .selectFrom('volunteer')
    .select(['id', 'birth_date'])
    .where('id', '=', childId)
    .where('guardian_person_id', '=', personId)
    .where('state', '=', 'active')
    .executeTakeFirst()
  if (!child) return undefined
  const isMinor = ageOn(child.birth_date!, dayOf(now)) < ageOfMajority
  return { volunteerId: child.id, kept: isMinor ? child.birth_date! : undefined, onRecord: true }
}

/** What an account has asked and how it stands, the newest first. */
export function listOwnClaims(db: Db | Trx, personId: number) {
  return db
    .selectFrom('age_claim')
    .select(['id', 'volunteer_id', 'birth_date', 'identity_last4', 'asked_at', 'decided_at', 'confirmed', 'reason'])
    .where('person_id', '=', personId)
    .orderBy('id', 'desc')
    .execute()
}

/** What an account asked last about themselves, or about that child. */
export async function findLastClaim(db: Db | Trx, personId: number, childId: number | undefined) {
  const own = await db.selectFrom('volunteer').select('id').where('person_id', '=', personId).executeTakeFirst()
  return (await listOwnClaims(db, personId)).find(({ volunteer_id }) =>
    childId === undefined ? volunteer_id === null || volunteer_id === own?.id : volunteer_id === childId,
  )
}

/** Takes back a claim of one's own that waits; nothing of it stays. Refuses one that is decided, and somebody else's. */
export async function withdrawClaim(
  db: Db | Trx,
  { claimId, personId }: { claimId: number; personId: number },
  now: Date,
): Promise<{ id: number } | Refused> {
  return inTransaction(db, async trx => {
    const claim = await trx
      .deleteFrom('age_claim')
      .where('id', '=', claimId)
      .where('person_id', '=', personId)
      .where('decided_at', 'is', null)
      .returning(['id', 'person_id', 'volunteer_id'])
      .executeTakeFirst()
    if (!claim) return { refused: ageRefusals.unknown }
    await recordEvents(trx, [withdrawn(claim, { kind: 'person', id: personId }, now)])
    return { id: claimId }
  })
}

/** What others asked about a record that is theirs no more goes, and they are told. */
export async function endClaimsOfOthers(
  trx: Trx,
  { volunteerId, personId }: { volunteerId: number; personId: number },
  now: Date,
): Promise<void> {
  const claims = await trx
    .deleteFrom('age_claim')
    .where('volunteer_id', '=', volunteerId)
    .where('person_id', '<>', personId)
    .where('decided_at', 'is', null)
    .returning(['id', 'person_id', 'volunteer_id'])
    .execute()
  await recordEvents(
    trx,
    claims.map(claim => withdrawn(claim, { kind: 'person', id: personId }, now)),
  )
  await enqueueMessages(
    trx,
    claims.map(({ id, person_id }) => ({
      to: { personId: person_id },
      template: 'volunteer-age-ended' as const,
      about: { kind: 'age-claim', id },
    })),
    now,
  )
}

/** For so many days the office waits for somebody to come with the document. */
export const claimDays = 90

/** Claims with which nobody came go, and their numbers with them. Called every night; returns how many. */
export async function endOldClaims(db: Db | Trx, now: Date): Promise<number> {
  return inTransaction(db, async trx => {
    const claims = await trx
      .deleteFrom('age_claim')
      .where('decided_at', 'is', null)
      .where('asked_at', '<=', earlier(now, claimDays * aDay))
      .returning(['id', 'person_id', 'volunteer_id'])
      .execute()
    await recordEvents(
      trx,
      claims.map(claim => withdrawn(claim, { kind: 'system' }, now)),
    )
    return claims.length
  })
}

/** Decides a claim that waits, and tells who asked; the number goes. `reason`: why it is not confirmed. */
export async function closeClaim(
  trx: Trx,
  claim: Claim,
  { reason, byPersonId }: { reason: string | undefined; byPersonId: number },
  now: Date,
): Promise<void> {
  const confirmed = reason === undefined
  await trx
    .updateTable('age_claim')
    .set({
      identity_hash: null,
      identity_last4: null,
      identity_sealed: null,
      decided_at: now,
      decided_by: byPersonId,
      confirmed,
      reason: reason ?? null,
    })
    .where('id', '=', claim.id)
    .execute()
  await recordEvent(trx, {
    actor: { kind: 'person', id: byPersonId },
    action: confirmed ? 'volunteer.age-confirmed' : 'volunteer.age-declined',
    object: objectOf(claim),
    detail: { claim: claim.id },
    at: now,
  })
  await enqueueMessage(
    trx,
    {
      to: { personId: claim.person_id },
      template: confirmed ? 'volunteer-age-confirmed' : 'volunteer-age-declined',
      about: { kind: 'age-claim', id: claim.id },
    },
    now,
  )
}

/** Why a claim is not confirmed, when the office has put another date right meanwhile. */
export const correctedOtherwise = '文明办看过证件，出生日期已经更正，和你填的不一样'

/** The office has written a birth date down: claims for that record which wait are decided by that. */
export async function closeClaimsOf(
  trx: Trx,
  { volunteerId, personId, birthDate }: { volunteerId: number; personId: number | null; birthDate: string },
  byPersonId: number,
  now: Date,
): Promise<void> {
  const open = await trx
    .selectFrom('age_claim')
    .select(['id', 'person_id', 'birth_date'])
    .where('decided_at', 'is', null)
    .where(eb =>
      eb.or([
        eb('volunteer_id', '=', volunteerId),
        eb.and([eb('volunteer_id', 'is', null), eb('person_id', '=', personId)]),
      ]),
    )
    .orderBy('id')
    .forUpdate()
    .execute()
  for (const { id, person_id, birth_date } of open)
    await closeClaim(
      trx,
      { id, person_id, volunteer_id: volunteerId },
      { reason: birth_date === birthDate ? undefined : correctedOtherwise, byPersonId },
      now,
    )
}

interface Claim {
  id: number
  person_id: number
  volunteer_id: number | null
}

const withdrawn = (claim: Claim, actor: Actor, at: Date) => ({
  actor,
  action: 'volunteer.age-withdrawn' as const,
  object: objectOf(claim),
  detail: { claim: claim.id },
  at,
})

/** Whom an event of a claim is about: the record, or the account that has none. */
const objectOf = ({ person_id, volunteer_id }: Omit<Claim, 'id'>) =>
  volunteer_id === null ? { kind: 'person', id: person_id } : { kind: 'volunteer', id: volunteer_id }
