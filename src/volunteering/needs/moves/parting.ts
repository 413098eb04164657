import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { fields } from '#forms/fields.ts'
import { recordEvent } from '#people/events.ts'
import { gardenMove } from '../../move.ts'
import { mayOrganise } from '../../organisations/organisers.ts'
import { organisationRefusals } from '../../organisations/refusals.ts'
import type { Refused } from '../../refusals.ts'
import { lockNeed } from '../needs.ts'
import type { SeenNeed } from '../seen.ts'
import { needRefusals } from '../refusals.ts'
import { returnNeed } from '../returning.ts'

/** What stands at the draft that came of a need which went back. */
const partedWords = '求助退回了'

export const parting = gardenMove({
  name: 'parting',
  title: '办不了，退回',
  hint: '求助回到“等人接”，提出的人会收到消息；由它开的草稿不再用。',
  submit: '退回求助',
  done: '退回了，已告诉提出的人。',
  look: 'warning',
  form: fields({}),
  offered: ({ need, mine }: SeenNeed) => need.state === 'taken-up' && mine,
  act: (db, needId, _data, { person, now }) => partWithNeed(db, { needId, personId: person.id }, now),
})

/** The organisation that took a need up gives it back: its draft ends, another may take it up. Not while a published activity has a shift for it. */
export async function partWithNeed(
  db: Db | Trx,
  { needId, personId }: { needId: number; personId: number },
  now: Date,
): Promise<{ id: number } | Refused> {
  return inTransaction(db, async trx => {
    const need = await lockNeed(trx, needId)
    if (!need) return { refused: needRefusals.unknown }
    if (need.organisation_id === null || !(await mayOrganise(trx, personId, need.organisation_id, now)))
      return { refused: organisationRefusals.notYours }
    if (need.state !== 'taken-up') return { refused: needRefusals.closed }
    const activities = await trx
      .selectFrom('activity')
      .select(['id', 'state'])
      .where('need_id', '=', needId)
      .where('organisation_id', '=', need.organisation_id)
      .where('state', '<>', 'cancelled')
      .forNoKeyUpdate()
      .execute()
    const published = activities.filter(({ state }) => state === 'published').map(({ id }) => id)
    if (await haveShifts(trx, published)) return { refused: needRefusals.activityStands }
    for (const { id } of activities) {
      await trx
        .updateTable('activity')
        .set({ state: 'cancelled', cancelled_at: now, cancel_words: partedWords })
        .where('id', '=', id)
        .execute()
      await recordEvent(trx, {
        actor: { kind: 'person', id: personId },
        action: 'activity.cancelled',
        object: { kind: 'activity', id },
        at: now,
      })
    }
    await returnNeed(trx, need, need.organisation_id, now)
    return { id: needId }
  })
}

/** Whether a shift of these activities stands, to come or served. */
async function haveShifts(trx: Trx, activityIds: number[]): Promise<boolean> {
  const standing = await trx
    .selectFrom('shift')
    .select('id')
    .where('activity_id', 'in', [0, ...activityIds])
    .where('state', '<>', 'cancelled')
    .executeTakeFirst()
  return standing !== undefined
}
