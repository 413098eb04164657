import { randomUUID } from 'node:crypto'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { fields, oneOf } from '#forms/fields.ts'
import { recordEvent } from '#people/events.ts'
import { draftActivity } from '../../activities/drafting.ts'
import { gardenMove } from '../../move.ts'
import { tellOfNeed } from '../../notify.ts'
import { mayOrganise } from '../../organisations/organisers.ts'
import { organisationRefusals } from '../../organisations/refusals.ts'
import type { Refused } from '../../refusals.ts'
import { lockNeed } from '../needs.ts'
import type { SeenNeed } from '../seen.ts'
import { needRefusals } from '../refusals.ts'

export const takingUp = gardenMove({
  name: 'taking-up',
  title: '我们接',
  hint: '会开出一个活动草稿，补全以后发布。提出的人会收到消息。',
  submit: '接下来',
  done: '接下来了，这是由它开的草稿。',
  usual: true,
  form: fields({ organisation: oneOf('哪个组织接') }),
  offered: ({ need, organises }: SeenNeed) => need.state === 'verified' && organises,
  act: (db, needId, { organisation }, { person, now }) =>
    takeUpNeed(db, { needId, organisationId: Number(organisation), personId: person.id }, now),
})

/** An organisation takes a verified need up: once, and a draft activity starts from it. */
export async function takeUpNeed(
  db: Db | Trx,
  { needId, organisationId, personId }: { needId: number; organisationId: number; personId: number },
  now: Date,
): Promise<{ activityId: number } | Refused> {
  return inTransaction(db, async trx => {
    const need = await lockNeed(trx, needId)
    if (!need) return { refused: needRefusals.unknown }
    if (!(await mayOrganise(trx, personId, organisationId, now))) return { refused: organisationRefusals.notYours }
    if (need.state !== 'verified') return { refused: needRefusals.notVerified }
    const draft = await draftActivity(
      trx,
      personId,
      organisationId,
      {
        requestKey: randomUUID(),
        needId,
        title: need.title,
        kind: need.kind,
        county: need.county,
        whatToDo: need.what,
        place: need.place,
        skills: need.skills,
      },
      now,
    )
    if ('refused' in draft) throw new Error(`a draft was refused under the need's lock: ${draft.refused.words}`)
    await trx
      .updateTable('need')
      .set({ state: 'taken-up', organisation_id: organisationId })
      .where('id', '=', needId)
      .execute()
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: 'need.taken-up',
      object: { kind: 'need', id: needId },
      detail: { organisation: organisationId, activity: draft.id },
      at: now,
    })
    await tellOfNeed(trx, need, [{ personId: need.filed_by }], 'need-taken-up', now)
    return { activityId: draft.id }
  })
}
