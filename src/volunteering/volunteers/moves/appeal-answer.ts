import { choice, fields, words } from '#forms/fields.ts'
import { enqueueMessage } from '#messages/outbox.ts'
import { recordEvent } from '#people/events.ts'
import { alreadyDecided } from '../../refusals.ts'
import { gardenMove } from '../../move.ts'
import { listBlocks } from '../blocks.ts'
import { isLastDecision, type SeenVolunteer, toldOf, withVolunteer } from '../office-move.ts'
import { volunteerRefusals } from '../refusals.ts'
import { endBlock } from './unblock.ts'

/** Somebody else than who blocked answers the appeal; upheld, the block ends with it. */
export const appealAnswer = gardenMove({
  name: 'appeal-answer',
  title: '答复申诉',
  hint: '由没有经手暂停的人答复。本人会原样看到下面的话。',
  submit: '答复',
  done: '答复了，本人会收到消息。',
  form: fields({
    decision: choice('申诉成立吗', { upheld: '成立，恢复报名', refused: '不成立' }, { look: 'inline' }),
    answer: words('答复', { min: 2, max: 500, rows: 3, missing: '请写答复，500 字以内' }),
  }),
  offered: ({ appeal }: SeenVolunteer) => appeal !== undefined,
  act: (db, volunteerId, { decision, answer }, { person, now }) =>
    withVolunteer(db, { volunteerId, byPersonId: person.id }, async (trx, volunteer) => {
      const block = await trx
        .selectFrom('volunteer_block')
        .select(['id', 'blocked_by', 'appeal', 'answer'])
        .where('volunteer_id', '=', volunteerId)
        .where('ended_at', 'is', null)
        .forUpdate()
        .executeTakeFirst()
      if (!block?.appeal || block.answer) {
        const [last] = await listBlocks(trx, volunteerId)
        const isSame = await isLastDecision(trx, 'volunteer.appeal-answered', volunteerId, { decision })
        return isSame && last?.answer === answer ? { id: volunteerId } : { refused: alreadyDecided }
      }
      if (block.blocked_by === person.id) return { refused: volunteerRefusals.anotherAnswers }
      await trx
        .updateTable('volunteer_block')
        .set({ answer, answered_by: person.id, answered_at: now })
        .where('id', '=', block.id)
        .execute()
      await recordEvent(trx, {
        actor: { kind: 'person', id: person.id },
        action: 'volunteer.appeal-answered',
        object: { kind: 'volunteer', id: volunteerId },
        detail: { block: block.id, decision },
        at: now,
      })
      if (decision === 'upheld') await endBlock(trx, volunteer, { reason: answer, byPersonId: person.id }, now)
      else
        await enqueueMessage(
          trx,
          {
            to: { personId: toldOf(volunteer) },
            template: 'volunteer-appeal-refused',
            about: { kind: 'volunteer', id: volunteerId },
          },
          now,
        )
      return { id: volunteerId }
    }),
})
