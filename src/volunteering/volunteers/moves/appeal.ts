import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { fields, words } from '#forms/fields.ts'
import { recordEvent } from '#people/events.ts'
import type { Refused } from '../../refusals.ts'
import { gardenMove } from '../../move.ts'
import { volunteerRefusals } from '../refusals.ts'

/** Who is held back, or the guardian of a child, says once why that is not right. */
export const appeal = gardenMove({
  name: 'appeal',
  title: '申诉',
  submit: '提交申诉',
  done: '申诉收到了，由另一位工作人员答复，结果在这里看。',
  form: fields({
    appeal: words('为什么不对', { min: 4, max: 1000, rows: 4, missing: '请写几句为什么不对，1000 字以内' }),
  }),
  offered: (block: { appeal: string | null }) => block.appeal === null,
  act: (db, blockId, { appeal: body }, { person, now }) =>
    appealAgainstBlock(db, { blockId, personId: person.id, words: body }, now),
})

/** Keeps the appeal with the block, once: the same words again are the same appeal. Refuses somebody else's. */
export async function appealAgainstBlock(
  db: Db | Trx,
  { blockId, personId, words: body }: { blockId: number; personId: number; words: string },
  now: Date,
): Promise<{ id: number } | Refused> {
  return inTransaction(db, async trx => {
    const found = await trx
      .selectFrom('volunteer_block')
      .innerJoin('volunteer', 'volunteer.id', 'volunteer_block.volunteer_id')
      .select(['volunteer_block.appeal', 'volunteer_block.volunteer_id'])
      .where('volunteer_block.id', '=', blockId)
      .where('volunteer_block.ended_at', 'is', null)
      .where(eb => eb.or([eb('volunteer.person_id', '=', personId), eb('volunteer.guardian_person_id', '=', personId)]))
      .forUpdate('volunteer_block')
      .executeTakeFirst()
    if (!found) return { refused: volunteerRefusals.notYours }
    if (found.appeal !== null)
      return found.appeal === body ? { id: blockId } : { refused: volunteerRefusals.appealedBefore }
    await trx.updateTable('volunteer_block').set({ appeal: body, appealed_at: now }).where('id', '=', blockId).execute()
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: 'volunteer.appealed',
      object: { kind: 'volunteer', id: found.volunteer_id },
      detail: { block: blockId },
      at: now,
    })
    return { id: blockId }
  })
}
