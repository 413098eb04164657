import type { Trx } from '#db/schema.ts'
import { enqueueMessages, type NewMessage } from '#messages/outbox.ts'
import type { PersonalData } from '#people/personal-data.ts'
import { makeLink } from '../volunteers/links.ts'

/**
 * Tells the guardians of minors of their sign-ups, each with a link that refuses this one and nothing else, until the
 * shift begins. Who signed the child up knows already, and nobody is told of one twice.
 */
export async function tellGuardians(
  trx: Trx,
  personalData: PersonalData,
  signUps: { id: number; volunteerId: number }[],
  { shift, by }: { shift: { id: number; starts_at: Date }; by: number },
  now: Date,
): Promise<void> {
  if (signUps.length === 0) return
  const guardians = await trx
    .selectFrom('guardianship')
    .select(['volunteer_id', 'person_id'])
    .where(
      'volunteer_id',
      'in',
      signUps.map(({ volunteerId }) => volunteerId),
    )
    .where('person_id', '<>', by)
    .where('ended_at', 'is', null)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('volunteer_link')
            .select('token_hash')
            .whereRef('volunteer_link.person_id', '=', 'guardianship.person_id')
            .where(
              'sign_up_id',
              'in',
              signUps.map(({ id }) => id),
            ),
        ),
      ),
    )
    .orderBy('id')
    .execute()
  const messages: NewMessage[] = []
  for (const { volunteer_id: volunteerId, person_id: personId } of guardians) {
    const { id: signUpId } = signUps.find(signUp => signUp.volunteerId === volunteerId)!
    const link = { purpose: 'objection' as const, volunteerId, signUpId, personId, expiresAt: shift.starts_at }
    messages.push({
      to: { personId },
      template: 'guardian-told',
      facts: { shift: shift.id, startsAt: shift.starts_at.toISOString() },
      about: { kind: 'sign-up', id: signUpId },
      secret: {
        sealed: personalData.seal(await makeLink(trx, link, now), 'message.secret_sealed'),
        purpose: 'message.secret_sealed',
      },
      giveUpAt: shift.starts_at,
    })
  }
  await enqueueMessages(trx, messages, now)
}
