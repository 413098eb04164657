import { fields } from '#forms/fields.ts'
import { tooLate } from '#forms/refusals.ts'
import { startClock, stopClock } from '../clocks/deadlines.ts'
import { findAllowance, loadOffice } from '../clocks/office.ts'
import { deskMove } from '../course.ts'
import { tellAuthors } from '../tell.ts'
import { isUnsorted } from '../unsorted.ts'

/** 受理: the city takes it on, and has from now so long to hand it over. */
export const acceptance = deskMove({
  name: 'acceptance',
  title: '受理',
  hint: '受理以后，市民的进度页马上会显示。',
  submit: '受理',
  done: '已受理，市民马上能看到。',
  usual: true,
  action: 'suggestion.accepted',
  by: { clerk: ['received'] },
  form: fields({}),
  refusals: { unsorted: tooLate('来信还没有分类：先在“更正”里选好类别和县（市、区），再受理。') },
  async offered({ id }, _by, db) {
    const suggestion = await db
      .selectFrom('suggestion')
      .select(['category', 'county'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    return isUnsorted(suggestion) ? 'unsorted' : true
  },
  async act(trx, suggestion, _data, { now }) {
    const office = await loadOffice(trx)
    const inTime = await stopClock(trx, { suggestionId: suggestion.id, step: 'accept' }, now)
    const { dueOn: due } = await startClock(
      trx,
      office,
      { suggestionId: suggestion.id, step: 'hand-over', allowance: findAllowance(office, 'hand-over', suggestion) },
      now,
    )
    await tellAuthors(trx, suggestion, 'suggestion-accepted', { due }, now)
    return {
      change: { state: 'accepted', accepted_at: now, accepted_in_time: suggestion.accepted_in_time ?? inTime ?? null },
    }
  },
  story: { desk: { title: '受理' }, author: { say: () => '工作人员看过，受理了' } },
})
