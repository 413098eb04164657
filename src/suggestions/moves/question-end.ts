import { fields } from '#forms/fields.ts'
import { tooLate } from '#forms/refusals.ts'
import { deskMove } from '../course.ts'
import { askableStates, endQuestion, findQuestion } from '../questions.ts'
import { tellAuthors, tellUnit } from '../tell.ts'

/** 收回提问: what was asked need not be answered any more, or a unit's question is not sent on. The clocks go on. */
export const questionEnd = deskMove({
  name: 'question-end',
  title: '收回提问',
  hint: '不用再问了。单位请转问、还没有发出的，也在这里退回。',
  submit: '收回提问',
  done: '提问已收回。',
  look: 'quiet',
  action: 'suggestion.question-taken-back',
  by: { clerk: askableStates },
  form: fields({}),
  refusals: { 'not-asked': tooLate('没有在等的提问，可能刚刚回答了。') },
  async offered({ id }, _by, db) {
    return (await findQuestion(db, id)) ? true : 'not-asked'
  },
  async act(trx, suggestion, _data, { now }) {
    const { id: row, asked_at, unit } = (await endQuestion(trx, suggestion, 'taken-back', now))!
    if (asked_at) await tellAuthors(trx, suggestion, 'suggestion-question-taken-back', {}, now, { alone: true })
    if (unit) await tellUnit(trx, suggestion, unit, 'desk-question-ended', {}, now)
    // Its author knows of a question only once it has been asked.
    return { change: {}, detail: { row, asked: asked_at !== null } }
  },
  story: {
    desk: { title: '收回提问' },
    author: { say: ({ asked }) => (asked ? '问题收回了，不用回答' : undefined) },
  },
})
