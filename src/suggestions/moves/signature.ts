import { fields } from '#forms/fields.ts'
import { tooLate } from '#forms/refusals.ts'
import { deskMove } from '../course.ts'
import { findDispute } from './dispute.ts'

/** 签收: an officer of the lead unit takes note of it. */
export const signature = deskMove({
  name: 'signature',
  title: '签收',
  hint: '签收以后由你们单位办理、答复；不归你们管的，先不要签收，写明理由退单。',
  submit: '签收',
  done: '已签收。',
  usual: true,
  action: 'suggestion.signed-for',
  by: { lead: ['handed-over'] },
  form: fields({}),
  refusals: { disputed: tooLate('已经提请审定，等督办员决定由谁办。') },
  async offered({ id }, _by, db) {
    const dispute = await findDispute(db, id)
    return dispute && !dispute.decided_at ? 'disputed' : true
  },
  async act(trx, suggestion, _data, { person, now }) {
    await trx
      .updateTable('assignment')
      .set({ signed_at: now, signed_by: person.id })
      .where('suggestion_id', '=', suggestion.id)
      .where('part', '=', 'lead')
      .where('ended_at', 'is', null)
      .execute()
    return { change: { state: 'signed-for' }, detail: { unit: suggestion.lead_unit } }
  },
  story: { desk: { title: '签收' }, author: { say: ({ unit }, nameOf) => `${nameOf(unit)}签收了，开始办` } },
})
