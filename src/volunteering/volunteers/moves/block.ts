import { fields, words } from '#forms/fields.ts'
import { enqueueMessage } from '#messages/outbox.ts'
import { recordEvent } from '#people/events.ts'
import { alreadyDecided } from '../../refusals.ts'
import { gardenMove } from '../../move.ts'
import { tellOfHeldOrganiser } from '../../organisations/resigning.ts'
import { endComing } from '../../sign-ups/leaving.ts'
import { findPhoneHash } from '../known-minors.ts'
import { type SeenVolunteer, toldOf, withVolunteer } from '../office-move.ts'

/** The office holds somebody back from shifts, with a reason that they read and may appeal against. What they served stays. */
export const block = gardenMove({
  name: 'block',
  title: '暂停报名',
  hint: '还没开始的报名会取消，名额让给下一位；他是组织者的，暂停期间不能组织。原因本人看得到，可以申诉，由另一位工作人员答复。',
  submit: '暂停他的报名',
  done: '已暂停，本人会收到消息。',
  look: 'warning',
  form: fields({
    reason: words('原因', {
      min: 2,
      max: 500,
      rows: 3,
      hint: '本人会原样看到，写事实',
      missing: '请写原因，500 字以内',
    }),
  }),
  offered: ({ state, blocked }: SeenVolunteer) => state === 'active' && !blocked,
  act: (db, volunteerId, { reason }, { person, now }) =>
    withVolunteer(db, { volunteerId, byPersonId: person.id }, async (trx, volunteer) => {
      const standing = await trx
        .selectFrom('volunteer_block')
        .select('reason')
        .where('volunteer_id', '=', volunteerId)
        .where('ended_at', 'is', null)
        .executeTakeFirst()
      if (standing) return standing.reason === reason ? { id: volunteerId } : { refused: alreadyDecided }
      const phone = volunteer.person_id === null ? undefined : await findPhoneHash(trx, volunteer.person_id)
      const added = await trx
        .insertInto('volunteer_block')
        .values({
          volunteer_id: volunteerId,
          phone_hash: phone ?? null,
          reason,
          blocked_by: person.id,
          blocked_at: now,
        })
        .returning('id')
        .executeTakeFirstOrThrow()
      const ended = await endComing(trx, volunteerId, 'blocked', person.id, now)
      if (volunteer.person_id !== null) await tellOfHeldOrganiser(trx, volunteer.person_id, now)
      await recordEvent(trx, {
        actor: { kind: 'person', id: person.id },
        action: 'volunteer.blocked',
        object: { kind: 'volunteer', id: volunteerId },
        detail: { block: added.id, ended },
        at: now,
      })
      await enqueueMessage(
        trx,
        {
          to: { personId: toldOf(volunteer) },
          template: 'volunteer-blocked',
          about: { kind: 'volunteer', id: volunteerId },
        },
        now,
      )
      return { id: volunteerId }
    }),
})
