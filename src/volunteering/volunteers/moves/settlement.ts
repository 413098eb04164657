import type { Trx } from '#db/schema.ts'
import { choice, fields, tick } from '#forms/fields.ts'
import { enqueueMessage, enqueueMessages } from '#messages/outbox.ts'
import { recordEvent } from '#people/events.ts'
import { alreadyDecided, ownMatter } from '../../refusals.ts'
import { gardenMove } from '../../move.ts'
import { tellOfHeldOrganiser } from '../../organisations/resigning.ts'
import { withdrawConsent } from '../consents.ts'
import { listGuardiansWith, releaseIdentity } from '../identity-disputes.ts'
import { rememberMinor } from '../known-minors.ts'
import { isLastDecision, isOwnMatter, type SeenVolunteer, toldOf, withVolunteer } from '../office-move.ts'
import { noIdentity } from '../profile.ts'

/**
 * Two gave one identity number, as volunteers or as a guardian. Its owner comes with the document, and the office says whose
 * it is: from everybody else it is taken away, and they are told that it could not be proved, not by whom.
 */
export const settlement = gardenMove({
  name: 'settlement',
  title: '核定证件号码',
  hint: '号码的主人带证件原件来，看过、对过本人，再决定。不是他的，号码从他的登记里删掉。',
  submit: '决定',
  done: '决定了，号码不对的那一份已删掉号码，会发消息告诉本人。',
  form: fields({
    owner: choice('这个号码是他本人的吗', { yes: '是，看过证件', no: '不是，删掉' }, { look: 'inline' }),
    seen: tick('核对过证件原件和本人', { must: '核对过证件原件，才能决定' }),
  }),
  offered: ({ identity_disputed, given_by_guardian }: SeenVolunteer) => identity_disputed || given_by_guardian,
  act: (db, volunteerId, { owner }, { person, now }) =>
    withVolunteer(db, { volunteerId, byPersonId: person.id }, async (trx, volunteer) => {
      const { identity_hash: hash, person_id, birth_date } = volunteer
      const again = async () =>
        (await isLastDecision(trx, 'volunteer.number-settled', volunteerId, { owner: owner === 'yes' }))
          ? { id: volunteerId }
          : { refused: alreadyDecided }
      if (hash === null) return again()
      const guardians = await listGuardiansWith(trx, hash, person_id)
      if (!volunteer.identity_disputed && guardians.length === 0) return again()
      // Whoever else gave it: either answer is about them too.
      const parties = await trx.selectFrom('volunteer').select('id').where('identity_hash', '=', hash).execute()
      const involved = parties.map(({ id }) => id)
      if (guardians.includes(person.id) || (await isOwnMatter(trx, person.id, involved))) return { refused: ownMatter }
      const losing = await trx
        .selectFrom('volunteer')
        .select(['id', 'person_id', 'guardian_person_id'])
        .where('identity_hash', '=', hash)
        .where('id', owner === 'yes' ? '<>' : '=', volunteerId)
        .orderBy('id')
        .forNoKeyUpdate()
        .execute()
      for (const loser of losing) {
        await trx
          .updateTable('volunteer')
          .set({ ...noIdentity, identity_disputed: false })
          .where('id', '=', loser.id)
          .execute()
        await withdrawConsent(trx, loser.id, 'identity-number', now)
        if (loser.person_id !== null) await tellOfHeldOrganiser(trx, loser.person_id, now)
        await enqueueMessage(
          trx,
          {
            to: { personId: toldOf(loser) },
            template: 'volunteer-number-removed',
            about: { kind: 'volunteer', id: loser.id },
          },
          now,
        )
      }
      if (owner === 'no') await releaseIdentity(trx, hash)
      else {
        await takeFromGuardians(trx, hash, guardians, now)
        // A minor of another birth date who gave it is none of this number any more.
        await rememberMinor(trx, [hash], birth_date!, now, { proven: true })
        await trx.updateTable('volunteer').set({ identity_disputed: false }).where('id', '=', volunteerId).execute()
      }
      await recordEvent(trx, {
        actor: { kind: 'person', id: person.id },
        action: 'volunteer.number-settled',
        object: { kind: 'volunteer', id: volunteerId },
        detail: {
          owner: owner === 'yes',
          from: losing.map(({ id }) => id),
          ...(owner === 'yes' && guardians.length > 0 && { guardians }),
        },
        at: now,
      })
      return { id: volunteerId }
    }),
})

/** Guardians who gave the number lose it, and are told; they stay guardians. */
async function takeFromGuardians(trx: Trx, hash: string, personIds: number[], now: Date): Promise<void> {
  if (personIds.length === 0) return
  await trx
    .updateTable('guardian')
    .set({ identity_hash: null, identity_last4: null, identity_sealed: null })
    .where('person_id', 'in', personIds)
    .where('identity_hash', '=', hash)
    .execute()
  await enqueueMessages(
    trx,
    personIds.map(personId => ({
      to: { personId },
      template: 'volunteer-number-removed' as const,
      about: { kind: 'person', id: personId },
    })),
    now,
  )
}
