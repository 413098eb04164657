import { fields, oneOf, words as text } from '#forms/fields.ts'
import { taskMove } from '../move.ts'
import { taskWords as words } from '../words.ts'
import { decide, refuseDeciding } from './deciding.ts'

/** 退回: with what is wanting, which the unit reads. It may report again. */
export const giveBack = taskMove({
  name: 'return',
  ...words.moves.return,
  look: 'warning',
  action: 'task.report-returned',
  by: ['supervisor', 'admin'],
  form: fields({
    report: oneOf(words.fields.report, { choose: words.fields.choose }),
    reason: text(words.fields.reason, { min: 4, max: 500, rows: 4 }),
  }),
  refuse: refuseDeciding,
  act: (trx, subject, data, by) => decide(trx, subject, data, by, { state: 'returned', reason: data.reason }),
})
