import { fields } from '#forms/fields.ts'
import { suggestionNumber } from '#forms/typed-fields.ts'
import { at } from '#forms/refusals.ts'
import { endClocks, stopClock } from '../clocks/deadlines.ts'
import { endPromise } from '../clocks/promised-days.ts'
import { deskMove, openStates } from '../course.ts'
import { endQuestion } from '../questions.ts'
import { tellAuthors, tellUnit } from '../tell.ts'

/** 合并: the same matter is already under way as `into`, and its author follows that one from now on. */
export const merger = deskMove({
  name: 'merger',
  title: '合并',
  hint: '和正在办的一件是同一件事时，合到那一件里办；提交人会收到同一份答复，仍可以补充、评价。',
  submit: '合并',
  done: '已合并，答复时会一起告诉提交人。',
  action: 'suggestion.merged',
  by: { clerk: ['received', 'accepted'] },
  form: fields({
    into: suggestionNumber('合到哪一件（编号）', {
      hint: '“可能是同一件”里有的，在那里按一下就行',
      missing: '请填编号',
      wrong: '编号不对，请再核对一遍',
    }),
  }),
  refusals: {
    'target-itself': at('into', '不能合到它自己'),
    'target-unknown': at('into', '没有这个编号的建言'),
    'target-not-open': at('into', '那一件已经办完或撤回，不能再合进去'),
    'target-busy': at('into', '别人正在办那一件，请过一会儿再试'),
  },
  async act(trx, suggestion, { into }, { now }) {
    if (into === suggestion.number) return { refused: 'target-itself' }
    // Waiting for the other row could wait for ever: its own move may be waiting for ours.
    const target = await trx
      .selectFrom('suggestion')
      .select(['id', 'number', 'state', 'lead_unit'])
      .where('number', '=', into)
      .forUpdate()
      .skipLocked()
      .executeTakeFirst()
    if (!target) {
      const exists = await trx.selectFrom('suggestion').select('id').where('number', '=', into).executeTakeFirst()
      return { refused: exists ? 'target-busy' : 'target-unknown' }
    }
    if (!(openStates as readonly string[]).includes(target.state)) return { refused: 'target-not-open' }
    await endQuestion(trx, suggestion, 'moot', now)
    const inTime = await stopClock(trx, { suggestionId: suggestion.id, step: 'accept' }, now)
    await endClocks(trx, { suggestionId: suggestion.id }, now)
    await endPromise(trx, suggestion.id, now)
    await tellAuthors(trx, suggestion, 'suggestion-merged', {}, now, { alone: true })
    if (target.lead_unit) await tellUnit(trx, target, target.lead_unit, 'desk-merged-into', {}, now)
    // What was merged into this one goes on to the other: nobody follows a chain.
    await trx
      .updateTable('suggestion')
      .set({ merged_into: target.id, changed_at: now })
      .where('merged_into', '=', suggestion.id)
      .execute()
    return {
      change: {
        state: 'merged',
        merged_into: target.id,
        merged_first_into: target.id,
        accepted_in_time: suggestion.accepted_in_time ?? inTime ?? null,
      },
      detail: { into },
    }
  },
  story: { desk: { title: '合并' }, author: { say: () => '和正在办的一件事是同一件，合到一起办' } },
})
