import { sql } from 'kysely'
import type { Trx } from '#db/schema.ts'
import { enqueueMessages, type NewMessage } from '#messages/outbox.ts'
import type { MessageTemplate } from '#messages/words.ts'
import type { PersonalData } from '#people/personal-data.ts'
import { tellOfShift } from '../notify.ts'
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

/** The guardians of the minors among these sign-ups. Who keeps the record of a child hears as the child, and `by` knows already. */
export function listGuardiansOf(
  trx: Trx,
  shift: { starts_at: Date },
  signUps: { id: number }[],
  by = 0,
): Promise<{ personId: number }[]> {
  return trx
    .selectFrom('sign_up')
    .innerJoin('volunteer', 'volunteer.id', 'sign_up.volunteer_id')
    .innerJoin('guardianship', 'guardianship.volunteer_id', 'volunteer.id')
    .select('guardianship.person_id as personId')
    .where('sign_up.id', '=', sql<number>`ANY (${signUps.map(({ id }) => id)}::int[])`)
    .where('guardianship.ended_at', 'is', null)
    .where(sql<boolean>`${shift.starts_at} < adult_from(volunteer.birth_date)`)
    .where(
      sql<boolean>`guardianship.person_id NOT IN (coalesce(volunteer.person_id, volunteer.guardian_person_id), ${by})`,
    )
    .orderBy('guardianship.id')
    .execute()
}

/**
 * Tells the guardians of the minors among these sign-ups what has become of them; the link that each of them was sent goes on
 * to refuse until the shift begins.
 */
export async function tellGuardiansOf(
  trx: Trx,
  shift: { id: number; starts_at: Date },
  signUps: { id: number }[],
  template: Extract<MessageTemplate, `shift-guardian-${string}`>,
  now: Date,
  { by, ...facts }: { by?: number; until?: Date; wasAt?: Date } = {},
): Promise<void> {
  await tellOfShift(trx, shift, await listGuardiansOf(trx, shift, signUps, by), template, now, facts)
}
