import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { choice, fields } from '#forms/fields.ts'
import { recordEvent } from '#people/events.ts'
import { gardenMove } from '../../move.ts'
import type { Refused } from '../../refusals.ts'
import { findNeed } from '../needs.ts'
import { needRefusals } from '../refusals.ts'

/** By a volunteer who was asked; may be given again until the need ends. */
export const answer = gardenMove({
  name: 'answer',
  title: '答复',
  submit: '我愿意',
  done: '收到你的答复了。',
  form: fields({ answer: choice('答复', { yes: '我愿意', no: '这次不行' }, { look: 'inline' }) }),
  act: (db, needId, { answer }, { person, now }) => answerInvitation(db, { needId, personId: person.id, answer }, now),
})

/** A volunteer answers; the answer may be changed until the need ends. */
export async function answerInvitation(
  db: Db | Trx,
  { needId, personId, answer }: { needId: number; personId: number; answer: 'yes' | 'no' },
  now: Date,
): Promise<{ answer: 'yes' | 'no' } | Refused> {
  return inTransaction(db, async trx => {
    const need = await findNeed(trx, needId)
    const volunteer = await trx
      .selectFrom('volunteer')
      .select('id')
      .where('person_id', '=', personId)
      .executeTakeFirst()
    if (!need || !volunteer) return { refused: needRefusals.unknown }
    if (need.state !== 'verified' && need.state !== 'taken-up') return { refused: needRefusals.closed }
    const invitation = await trx
      .updateTable('need_invitation')
      .set({ answer, answered_at: now })
      .where('need_id', '=', needId)
      .where('volunteer_id', '=', volunteer.id)
      .returning('need_id')
      .executeTakeFirst()
    if (!invitation) return { refused: needRefusals.unknown }
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: 'need.invitation-answered',
      object: { kind: 'need', id: needId },
      detail: { answer },
      at: now,
    })
    return { answer }
  })
}
