import { fields, requestKey } from '#forms/fields.ts'
import { dropRequests, endAssignments } from '../assignments.ts'
import { sayOver, stale } from '../author-words.ts'
import { endClocks } from '../clocks/deadlines.ts'
import { endPromise } from '../clocks/promised-days.ts'
import { authorMove, openStates } from '../course.ts'
import { liftLetters } from '../letters.ts'
import { releaseMerged } from '../merged.ts'
import { endQuestion } from '../questions.ts'
import { tellUnit } from '../tell.ts'

/** 撤回 by its author, at any time before it is closed: every clock ends, and its letters are lifted. What was merged into it comes back to the desk. */
export const withdrawal = authorMove({
  name: 'withdrawal',
  title: '撤回这件事',
  hint: '撤回以后，单位不再办理，也不能恢复；还想办，要重新提交一件。',
  submit: '撤回',
  done: '已经撤回了。',
  look: 'warning',
  action: 'suggestion.withdrawn',
  by: { author: [...openStates, 'merged'] },
  form: fields({ request_key: requestKey(stale) }),
  isDone: ({ state }) => state === 'withdrawn',
  async act(trx, suggestion, _data, { now }) {
    if (suggestion.lead_unit) await tellUnit(trx, suggestion, suggestion.lead_unit, 'desk-withdrawn', {}, now)
    await endAssignments(trx, suggestion.id, now)
    await dropRequests(trx, suggestion.id, now)
    await endClocks(trx, { suggestionId: suggestion.id }, now)
    await endPromise(trx, suggestion.id, now)
    await liftLetters(trx, suggestion.id, now)
    await endQuestion(trx, suggestion, 'moot', now)
    await releaseMerged(trx, suggestion, now)
    return { change: { state: 'withdrawn', withdrawn_at: now, merged_into: null, merged_first_into: null } }
  },
  sayTooLate: state => sayOver(state) ?? '这件事已经办结，不能撤回。',
  story: { desk: { title: '提交人撤回' }, author: { say: () => '你撤回了这件事' } },
})
