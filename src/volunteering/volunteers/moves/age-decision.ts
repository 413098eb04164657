import type { Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { askedFor, choice, fields, optional, tick, words } from '#forms/fields.ts'
import type { PersonalData } from '#people/personal-data.ts'
import { gardenMove } from '../../move.ts'
import { alreadyDecided, ownMatter } from '../../refusals.ts'
import { changeBirthDate } from '../../sign-ups/birth-date.ts'
import { closeClaim } from '../age-claims.ts'
import { grantConsent } from '../consents.ts'
import { isIdentityTaken, releaseIdentity } from '../identity-disputes.ts'
import { findPhoneHash, rememberMinor } from '../known-minors.ts'
import { isOwnMatter } from '../office-move.ts'
import { identityColumns, identityIn } from '../profile.ts'
import { ageRefusals } from '../refusals.ts'

/**
 * Somebody who is known as a minor says that they are older, or their child: the office has seen the card and the person, and
 * what was remembered gives way; or it has not, and says why.
 */
export const ageDecision = gardenMove({
  name: 'age-decision',
  title: '核对年龄',
  hint: '看证件原件，对本人、对号码、对出生日期。结果会发消息告诉他。',
  submit: '决定',
  done: '决定了，会发消息告诉本人。',
  usual: true,
  form: fields(
    {
      decision: choice('核对下来', { confirmed: '属实，改过来', declined: '不能确认' }, { look: 'inline' }),
      seen: askedFor('sometimes', tick('核对过证件原件和本人，号码和出生日期都对')),
      reason: askedFor(
        'sometimes',
        optional(words('不能确认的原因', { min: 2, max: 300, rows: 3, hint: '不能确认才填，本人会原样看到，写事实' })),
      ),
    },
    ({ decision, seen, reason }, fault, failed) => {
      if (decision === 'confirmed' && !seen) fault('seen', '核对过证件原件和本人，才能确认')
      if (decision === 'declined' && !reason && !failed.has('reason')) fault('reason', '请写不能确认的原因')
    },
  ),
  act: (db, claimId, { decision, reason }, { person, now, portal }) =>
    inTransaction(db, async trx => {
      const claim = await holdClaim(trx, claimId)
      if (!claim) return { refused: ageRefusals.unknown }
      if (claim.decided_at !== null)
        return claim.confirmed === (decision === 'confirmed') && (claim.confirmed || claim.reason === reason)
          ? { id: claimId }
          : { refused: alreadyDecided }
      if (claim.person_id === person.id) return { refused: ownMatter }
      const confirmed = decision === 'confirmed'
      const volunteer = await holdRecord(trx, claim)
      if (volunteer && (await isOwnMatter(trx, person.id, [volunteer.id]))) return { refused: ownMatter }
      if (confirmed) {
        const written = await writeAge(trx, portal.personalData, claim, volunteer, person.id, now)
        if (written && 'refused' in written) return written
      }
      await closeClaim(
        trx,
        { id: claimId, person_id: claim.person_id, volunteer_id: volunteer?.id ?? null },
        { reason: confirmed ? undefined : reason!, byPersonId: person.id },
        now,
      )
      return { id: claimId }
    }),
})

type Claim = NonNullable<Awaited<ReturnType<typeof holdClaim>>>
const holdClaim = (trx: Trx, id: number) =>
  trx.selectFrom('age_claim').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()

/** The record that the claim is about; who had none may have registered since. */
function holdRecord(trx: Trx, claim: Claim) {
  const record = trx
    .selectFrom('volunteer')
    .select(['id', 'person_id', 'state', 'identity_hash'])
    .where('state', '<>', 'erased')
    .forNoKeyUpdate()
  return (
    claim.volunteer_id === null
      ? record.where('person_id', '=', claim.person_id)
      : record.where('id', '=', claim.volunteer_id)
  ).executeTakeFirst()
}

/** The date takes the place of what was remembered; a volunteer keeps the number, to which they agreed. */
async function writeAge(
  trx: Trx,
  personalData: PersonalData,
  claim: Claim,
  volunteer: Awaited<ReturnType<typeof holdRecord>>,
  byPersonId: number,
  now: Date,
) {
  const birthDate = claim.birth_date
  if (volunteer) {
    const change = { volunteerId: volunteer.id, birthDate, byPersonId, proven: true }
    const changed = await changeBirthDate(trx, change, now)
    if ('refused' in changed) return changed
  }
  // The phone of a guardian says nothing about the child's record.
  const account = volunteer ? volunteer.person_id : claim.person_id
  const phone = account === null ? undefined : await findPhoneHash(trx, account)
  await rememberMinor(trx, [phone, claim.identity_hash], birthDate, now, { proven: true })
  if (volunteer?.state !== 'active') return undefined
  const identity = identityIn(personalData.open(claim.identity_sealed!, 'age_claim.identity_sealed'))
  const columns = identityColumns(personalData, identity, birthDate)
  if ('refused' in columns) return columns
  const { id, person_id, identity_hash } = volunteer
  const on = { hash: columns.identity_hash, volunteerId: id, personId: person_id, birthDate }
  const identity_disputed = await isIdentityTaken(trx, on)
  await trx
    .updateTable('volunteer')
    .set({ ...columns, identity_disputed })
    .where('id', '=', id)
    .execute()
  if (identity_hash !== columns.identity_hash) await releaseIdentity(trx, identity_hash)
  await grantConsent(trx, id, 'identity-number', claim.text_version, now)
  return undefined
}
