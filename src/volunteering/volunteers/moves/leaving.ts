import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { fields } from '#forms/fields.ts'
import { recordEvent } from '#people/events.ts'
import { takeRole } from '#people/held-roles.ts'
import { gardenMove } from '../../move.ts'
import { endMemberships } from '../../organisations/memberships.ts'
import { resignEverywhere } from '../../organisations/resigning.ts'
import type { Refused } from '../../refusals.ts'
import { endComing } from '../../sign-ups/leaving.ts'
import { withdrawClaim } from '../age-claims.ts'
import { withdrawConsent } from '../consents.ts'
import { lockOwnVolunteers } from '../own.ts'

/** A volunteer leaves, or is taken out by the guardian. */
export const leaving = gardenMove({
  name: 'leaving',
  title: '退出',
  submit: '退出',
  done: '已退出志愿服务。什么时候想回来，再登记一次就行。',
  look: 'quiet',
  form: fields({}),
  act: (db, volunteerId, _data, { person, now }) => leaveVolunteering(db, { volunteerId, personId: person.id }, now),
})

/**
 * Leaves volunteering (own record), or takes a child out of it: coming sign-ups end, memberships and consents too, and who
 * organised organises no more.
 * What was served stays on record, and registering again finds it.
 */
export async function leaveVolunteering(
  db: Db | Trx,
  { volunteerId, personId }: { volunteerId: number; personId: number },
  now: Date,
): Promise<{ ended: number } | Refused> {
  return inTransaction(db, async trx => {
    const owned = await lockOwnVolunteers(trx, personId, [volunteerId])
    if (owned) return owned
    const ended = await endComing(trx, volunteerId, 'left', personId, now)
    const { person_id } = await trx
      .updateTable('volunteer')
      .set({ state: 'left', left_at: now, may_be_asked: false })
      .where('id', '=', volunteerId)
      .returning('person_id')
      .executeTakeFirstOrThrow()
    await endMemberships(trx, volunteerId, now)
    await withdrawConsent(trx, volunteerId, 'all', now)
    const actor = { kind: 'person' as const, id: personId }
    if (person_id !== null) {
      await resignEverywhere(trx, person_id, now)
      await takeRole(trx, person_id, 'volunteer', actor, now)
    } else await withdrawClaimsOn(trx, volunteerId, now)
    await recordEvent(trx, {
      actor,
      action: 'volunteer.left',
      object: { kind: 'volunteer', id: volunteerId },
      detail: { ended },
      at: now,
    })
    return { ended }
  })
}

/** How old a child is who was taken out, nobody has to look at. */
async function withdrawClaimsOn(trx: Trx, volunteerId: number, now: Date): Promise<void> {
  const open = await trx
    .selectFrom('age_claim')
    .select(['id', 'person_id'])
    .where('volunteer_id', '=', volunteerId)
    .where('decided_at', 'is', null)
    .execute()
  for (const { id, person_id } of open) await withdrawClaim(trx, { claimId: id, personId: person_id }, now)
}
