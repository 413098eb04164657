import type { Trx } from '#db/schema.ts'
import { fields, words } from '#forms/fields.ts'
import { enqueueMessage } from '#messages/outbox.ts'
import { recordEvent } from '#people/events.ts'
import { alreadyDecided } from '../../refusals.ts'
import { gardenMove } from '../../move.ts'
import { listBlocks } from '../blocks.ts'
import { type SeenVolunteer, toldOf, withVolunteer } from '../office-move.ts'

/** The office lets somebody sign up again. */
export const unblock = gardenMove({
  name: 'unblock',
  title: '恢复报名',
  submit: '恢复他的报名',
  done: '已恢复，本人会收到消息。',
  form: fields({
    reason: words('为什么恢复', { min: 2, max: 500, rows: 3, missing: '请写几句，500 字以内' }),
  }),
  offered: ({ blocked }: SeenVolunteer) => blocked,
  act: (db, volunteerId, { reason }, { person, now }) =>
    withVolunteer(db, { volunteerId, byPersonId: person.id }, async (trx, volunteer) => {
      const [last] = await listBlocks(trx, volunteerId)
      if (last?.end_reason === reason || (await endBlock(trx, volunteer, { reason, byPersonId: person.id }, now)))
        return { id: volunteerId }
      return { refused: alreadyDecided }
    }),
})

/** Ends the standing block of a volunteer, and tells them; false when there is none. */
export async function endBlock(
  trx: Trx,
  volunteer: { id: number; person_id: number | null; guardian_person_id: number | null },
  { reason, byPersonId }: { reason: string; byPersonId: number },
  now: Date,
): Promise<boolean> {
  const ended = await trx
    .updateTable('volunteer_block')
    .set({ ended_at: now, ended_by: byPersonId, end_reason: reason })
    .where('volunteer_id', '=', volunteer.id)
    .where('ended_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  if (!ended) return false
  await recordEvent(trx, {
    actor: { kind: 'person', id: byPersonId },
    action: 'volunteer.unblocked',
    object: { kind: 'volunteer', id: volunteer.id },
    detail: { block: ended.id },
    at: now,
  })
  await enqueueMessage(
    trx,
    {
      to: { personId: toldOf(volunteer) },
      template: 'volunteer-unblocked',
      about: { kind: 'volunteer', id: volunteer.id },
    },
    now,
  )
  return true
}
