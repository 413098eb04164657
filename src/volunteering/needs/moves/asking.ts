import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { fields, hidden, optional, wholeNumber } from '#forms/fields.ts'
import { recordEvent } from '#people/events.ts'
import { gardenMove } from '../../move.ts'
import { tellOfNeed } from '../../notify.ts'
import { organisationRefusals } from '../../organisations/refusals.ts'
import type { Refused } from '../../refusals.ts'
import { countAnswers, listMatchingVolunteers, mayAsk } from '../asking.ts'
import { findNeed } from '../needs.ts'
import { mayAskFor, type SeenNeed } from '../seen.ts'
import { needRefusals } from '../refusals.ts'

export const asking = gardenMove({
  name: 'asking',
  title: '问合适的人',
  hint: '只问同意被问的成年人，每人每周最多两次；他们答应之前，你看不到是谁。',
  submit: '发消息问',
  done: '问出去了。',
  form: fields({
    limit: wholeNumber('问几个人', {
      min: 1,
      max: 50,
      hint: '1 到 50。宁可分几次问。',
      missing: '请填 1 到 50 的人数',
      wrong: '请填 1 到 50 的人数',
    }),
    asked_before: hidden(optional(wholeNumber('问过', { min: 0, max: 1_000_000 }))),
  }),
  offered: (seen: SeenNeed) => mayAskFor(seen) && seen.fitting > 0,
  act: (db, needId, { limit, asked_before = 0 }, { person, now }) =>
    askVolunteers(db, { needId, personId: person.id, limit, askedBefore: asked_before }, now),
})

/**
 * Asks up to `limit` matching volunteers by message. For the office while the need is verified or taken up, and for
 * organisers of the organisation that took it up. `askedBefore`: how many had been asked when the form was shown;
 * sent twice, it asks nobody the second time. Who was asked stays unknown to them until somebody says yes (志愿服务条例 Art. 20).
 */
export async function askVolunteers(
  db: Db | Trx,
  { needId, personId, limit, askedBefore }: { needId: number; personId: number; limit: number; askedBefore?: number },
  now: Date,
): Promise<{ asked: number } | Refused> {
  return inTransaction(db, async trx => {
    // Held, so that two people asking at once do not ask the same volunteers.
    await trx.selectFrom('need').select('id').where('id', '=', needId).forUpdate().execute()
    const need = await findNeed(trx, needId)
    if (!need) return { refused: needRefusals.unknown }
    if (!(await mayAsk(trx, personId, need, now))) return { refused: organisationRefusals.notYours }
    if (need.state !== 'verified' && need.state !== 'taken-up') return { refused: needRefusals.notVerified }
    if (askedBefore !== undefined && (await countAnswers(trx, needId)).asked !== askedBefore) return { asked: 0 }
    const matches = await listMatchingVolunteers(trx, need, limit, now)
    if (matches.length > 0)
      await trx
        .insertInto('need_invitation')
        .values(matches.map(match => ({ need_id: needId, volunteer_id: match.volunteerId, asked_at: now })))
        .execute()
    await tellOfNeed(trx, need, matches, 'need-asks-you', now)
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: 'need.volunteers-asked',
      object: { kind: 'need', id: needId },
      detail: { asked: matches.length },
      at: now,
    })
    return { asked: matches.length }
  })
}
