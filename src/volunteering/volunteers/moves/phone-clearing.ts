import type { Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { choice, fields, tick } from '#forms/fields.ts'
import { enqueueMessage } from '#messages/outbox.ts'
import { recordEvent } from '#people/events.ts'
import { gardenMove } from '../../move.ts'
import { ownMatter } from '../../refusals.ts'
import { findPhoneHash } from '../known-minors.ts'
import { findMinorsPhone, type MinorsPhone } from '../office-ages.ts'
import { ageRefusals, volunteerRefusals } from '../refusals.ts'
import { proofs } from './correction.ts'

/** How the phone of a grown-up comes to be known as a minor's. */
const reasons = {
  'childs-date': '家长把孩子的出生日期填在了自己的登记里',
  'another-owner': '号码以前是别人用的，换了主人',
  other: '别的填错',
} as const

/** A grown-up comes to the office whose phone is known as a minor's, and who has no record to correct: the office forgets the date. */
export const phoneClearing = gardenMove({
  name: 'phone-clearing',
  title: '消去',
  hint: '看过证件原件、对过本人是成年人，才消去。消去以后他可以登记，也可以作监护人；会发消息告诉他。',
  submit: '消去这个出生日期',
  done: '消去了，会发消息告诉本人。',
  usual: true,
  form: fields({
    reason: choice('为什么会这样', reasons),
    proof: choice('看了什么证件', proofs),
    seen: tick('核对过证件原件和本人，是成年人', { must: '核对过证件原件和本人，才能消去' }),
  }),
  offered: ({ claimId }: MinorsPhone) => claimId === undefined,
  act: (db, personId, { reason, proof }, { person, now }) =>
    inTransaction(db, async trx => {
      if (personId === person.id) return { refused: ownMatter }
      const known = await findMinorsPhone(trx, { personId }, now)
      if (known?.claimId !== undefined) return { refused: ageRefusals.decideClaim }
      if (!known) return (await wasCleared(trx, personId)) ? { id: personId } : { refused: volunteerRefusals.unknown }
      await trx
        .deleteFrom('known_minor')
        .where('hash', '=', (await findPhoneHash(trx, personId))!)
        .execute()
      await recordEvent(trx, {
        actor: { kind: 'person', id: person.id },
        action: 'volunteer.phone-cleared',
        object: { kind: 'person', id: personId },
        detail: { reason, proof },
        at: now,
      })
      await enqueueMessage(
        trx,
        { to: { personId }, template: 'volunteer-age-confirmed', about: { kind: 'person', id: personId } },
        now,
      )
      return { id: personId }
    }),
})

async function wasCleared(trx: Trx, personId: number): Promise<boolean> {
  const cleared = await trx
    .selectFrom('event')
    .select('id')
    .where('action', '=', 'volunteer.phone-cleared')
    .where('object_kind', '=', 'person')
    .where('object_id', '=', String(personId))
    .executeTakeFirst()
  return cleared !== undefined
}
