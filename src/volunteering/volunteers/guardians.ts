import { aDay, later } from '#calendar/spans.ts'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { enqueueMessages } from '#messages/outbox.ts'
import { recordEvent } from '#people/events.ts'
import { maskName, type PersonalData } from '#people/personal-data.ts'
import { readFairRules } from '../fair-rules.ts'
import type { Refused } from '../refusals.ts'
import { ageOfMajority, ageOn, dayOf } from './age.ts'
import { insertConsent, type Scope } from './guardian-consents.ts'
import { beginGuardianship, declareGuardian, type GuardianGiven } from './guardianship.ts'
import { rememberMinor } from './known-minors.ts'
import { hashOfToken, newToken } from './links.ts'
import { openName } from './profile.ts'
import { guardianRefusals, volunteerRefusals } from './refusals.ts'
import { type Registration, registrationColumns } from './registration.ts'
import { isIdentityTaken } from './identity-disputes.ts'
import { insertVolunteer, recordConsents } from './volunteers.ts'

const invitationDays = 7

/**
 * Registers a child under 14 as a record of the guardian, with the guardian's consent (浙江省志愿服务条例 Art. 9,
 * 个人信息保护法 Art. 31). The guardian acts for the record; the child has no account.
 */
export async function registerChild(
  db: Db | Trx,
  personalData: PersonalData,
  guardianPersonId: number,
  registration: Registration & { guardian: GuardianGiven },
  now: Date,
): Promise<{ id: number; number: string } | Refused> {
  const columns = registrationColumns(personalData, registration, { child: true, today: dayOf(now) })
  if ('refused' in columns) return columns

  return inTransaction(db, async trx => {
    const most = await findUsedUp(trx, guardianPersonId)
    if (most !== undefined) return { refused: guardianRefusals.tooManyChildren(most) }
    const undeclared = await declareGuardian(trx, personalData, guardianPersonId, registration.guardian, now)
    if (undeclared) return undeclared
    if (await isOwnNumber(trx, guardianPersonId, columns.identity_hash))
      return { refused: volunteerRefusals.identityNumber }
    const identity_disputed = await isIdentityTaken(trx, {
      hash: columns.identity_hash,
      personId: null,
      birthDate: registration.birthDate,
    })
    const row = { ...columns, identity_disputed, guardian_person_id: guardianPersonId, registered_at: now }
    const child = await insertVolunteer(trx, row, registration.numberPrefix)
    await recordConsents(trx, child.id, { ...registration, mayBeAsked: undefined }, now)
    const actor = { kind: 'person' as const, id: guardianPersonId }
    await recordEvent(trx, {
      actor,
      action: 'volunteer.registered',
      object: { kind: 'volunteer', id: child.id },
      detail: { county: columns.county, child: true },
      at: now,
    })
    await rememberMinor(trx, [columns.identity_hash], registration.birthDate, now)
    const { relation } = registration.guardian
    const refused = await beginGuardianship(trx, { volunteerId: child.id, personId: guardianPersonId, relation }, now)
    // Nobody else can be a guardian of a record that was made just now.
    if (refused) throw new Error(`no guardianship of the new record: ${refused.refused.words}`)
    await insertConsent(
      trx,
      { volunteerId: child.id, birthDate: registration.birthDate, guardianPersonId },
      { scope: 'service' },
      registration.guardianConsent!,
      now,
    )
    return { id: child.id, number: child.number! }
  })
}

/** How many children an account may have, if that many are there; holds the account, so that two forms at once are counted. */
async function findUsedUp(trx: Trx, personId: number): Promise<number | undefined> {
  await trx.selectFrom('person').select('id').where('id', '=', personId).forNoKeyUpdate().execute()
  const { children } = await trx
    .selectFrom('volunteer')
    .select(eb => eb.fn.countAll<number>().as('children'))
    .where('guardian_person_id', '=', personId)
    .where('state', '=', 'active')
    .executeTakeFirstOrThrow()
  const rules = await readFairRules(trx)
  return children >= rules.children ? rules.children : undefined
}

/** Whether a guardian wrote the number of their own document where the child's belongs. */
async function isOwnNumber(trx: Trx, personId: number, hash: string | null): Promise<boolean> {
  const row = await trx
    .selectFrom('guardian')
    .select('person_id')
    .where('person_id', '=', personId)
    .where('identity_hash', '=', hash)
    .executeTakeFirst()
  return row !== undefined
}

/** The child records of a guardian, by id, names opened. */
export async function listChildren(db: Db | Trx, personalData: PersonalData, guardianPersonId: number) {
  const rows = await db
    .selectFrom('volunteer')
    .selectAll()
    .where('guardian_person_id', '=', guardianPersonId)
    .where('state', '=', 'active')
    .orderBy('id')
    .execute()
  return rows.map(row => ({ ...row, name: openName(personalData, row.name_sealed)! }))
}

/**
 * Asks a parent to agree, for a minor of 14 to 17 with an account of their own; the guardian of a child record asks the
 * second one with its id. Returns the token for the link; only its hash is kept, for seven days and one use.
 */
export async function inviteGuardian(
  db: Db | Trx,
  personId: number,
  scope: Exclude<Scope, { scope: 'kinds' }>,
  now: Date,
  childId?: number,
): Promise<{ token: string } | Refused> {
  return inTransaction(db, async trx => {
    const query = trx.selectFrom('volunteer').select(['id', 'birth_date']).where('state', '=', 'active')
    const volunteer = await (
      childId === undefined
        ? query.where('person_id', '=', personId)
        : query.where('id', '=', childId).where('guardian_person_id', '=', personId)
    ).executeTakeFirst()
    if (!volunteer)
      return { refused: childId === undefined ? volunteerRefusals.notRegistered : volunteerRefusals.notYours }
    if (ageOn(volunteer.birth_date!, dayOf(now)) >= ageOfMajority) return { refused: guardianRefusals.notAMinor }
    const { token, hash } = newToken()
    await trx
      .insertInto('guardian_invitation')
      .values({
        token_hash: hash,
        volunteer_id: volunteer.id,
        scope: scope.scope,
        activity_id: scope.scope === 'activity' ? scope.activityId : null,
        created_at: now,
        expires_at: later(now, invitationDays * aDay),
      })
      .execute()
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: 'guardian.invited',
      object: { kind: 'volunteer', id: volunteer.id },
      at: now,
    })
    return { token }
  })
}

/** Whom a link asks to agree for: the name masked, so that a link gone astray gives nobody away. Undefined when void. */
export async function findInvitation(db: Db | Trx, personalData: PersonalData, token: string, now: Date) {
  const row = await selectInvitation(db, token, now).executeTakeFirst()
  return (
    row && {
      maskedName: maskName(openName(personalData, row.name_sealed)!),
      scope: row.scope,
      activityId: row.activity_id,
      activityTitle: row.title,
    }
  )
}

/** What a guardian says at the link: who they are, what they agree to and for how long, and which text they read. */
export interface Acceptance extends GuardianGiven {
  /** That of the invitation when left out. */
  scope?: Scope
  days?: number
  version: string
}

/**
 * The guardian, signed in with an account of their own, says who they are and agrees through the link. A guardian who
 * stands already is told when another comes.
 */
export async function acceptInvitation(
  db: Db | Trx,
  personalData: PersonalData,
  token: string,
  guardianPersonId: number,
  { scope: chosen, days, version, ...given }: Acceptance,
  now: Date,
): Promise<{ consentId: number } | Refused> {
  return inTransaction(db, async trx => {
    const row = await selectInvitation(trx, token, now).forUpdate('guardian_invitation').executeTakeFirst()
    if (!row) return { refused: guardianRefusals.invitationVoid }
    if (row.person_id === guardianPersonId) return { refused: guardianRefusals.isSelf }
    const undeclared = await declareGuardian(trx, personalData, guardianPersonId, given, now)
    if (undeclared) return undeclared
    const others = await trx
      .selectFrom('guardianship')
      .select('person_id')
      .where('volunteer_id', '=', row.volunteer_id)
      .where('person_id', '<>', guardianPersonId)
      .where('ended_at', 'is', null)
      .execute()
    const who = { volunteerId: row.volunteer_id, personId: guardianPersonId, relation: given.relation }
    const refused = await beginGuardianship(trx, who, now)
    if (refused) return refused
    await enqueueMessages(
      trx,
      others.map(other => ({
        to: { personId: other.person_id },
        template: 'guardian-joined',
        about: { kind: 'volunteer', id: row.volunteer_id },
      })),
      now,
    )
    await trx
      .updateTable('guardian_invitation')
      .set({ used_at: now })
      .where('token_hash', '=', hashOfToken(token))
      .execute()
    const invited: Scope =
      row.activity_id === null ? { scope: 'service' } : { scope: 'activity', activityId: row.activity_id }
    // A link for one activity is answered for that one, or for more; never for another.
    const scope = chosen?.scope === 'activity' ? invited : (chosen ?? invited)
    return insertConsent(
      trx,
      { volunteerId: row.volunteer_id, birthDate: row.birth_date!, guardianPersonId },
      { ...scope, ...(days !== undefined && { days }) },
      version,
      now,
    )
  })
}

function selectInvitation(db: Db | Trx, token: string, now: Date) {
  return db
    .selectFrom('guardian_invitation')
    .innerJoin('volunteer', 'volunteer.id', 'guardian_invitation.volunteer_id')
    .leftJoin('activity', 'activity.id', 'guardian_invitation.activity_id')
    .select([
      'guardian_invitation.volunteer_id',
      'guardian_invitation.scope',
      'guardian_invitation.activity_id',
      'activity.title',
      'name_sealed',
      'birth_date',
      'person_id',
    ])
    .where('token_hash', '=', hashOfToken(token))
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .where('volunteer.state', '=', 'active')
}
