import { fields, oneOf } from '#forms/fields.ts'
import { at, tooLate } from '#forms/refusals.ts'
import { taskMove } from '../move.ts'
import { taskAfter } from '../reports.ts'
import { taskWords as words } from '../words.ts'
import { decide, openReport, refuseDeciding } from './deciding.ts'

/** 收下: what was reported becomes a draft of the task that is handed in; the list changes when three others have passed it. */
export const acceptance = taskMove({
  name: 'acceptance',
  ...words.moves.acceptance,
  action: 'task.report-accepted',
  by: ['supervisor', 'admin'],
  form: fields({ report: oneOf(words.fields.report, { choose: words.fields.choose }) }),
  refuse: refuseDeciding,
  async prepare(subject, data, by) {
    const found = openReport(subject, data, by)
    if ('refused' in found) return found.refused
    const { city } = by
    const outcome = await city.draft(taskAfter(subject.task, found, city.unitName(found.unit)))
    if (outcome === 'taken') return tooLate(words.decided)
    if (outcome === 'exists') return tooLate(words.hasDraft)
    return outcome === 'unfinished' ? at('report', words.draftFailed) : undefined
  },
  act: (trx, subject, data, by) => decide(trx, subject, data, by, { state: 'accepted' }),
})
