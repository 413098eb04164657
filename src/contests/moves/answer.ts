import { answerForm } from '#objections/form.ts'
import { answerObjection, whyNoAnswer } from '#objections/objections.ts'
import { objectionWords } from '#objections/words.ts'
import { contestMove } from '../move.ts'

const { title, hint, submit, done } = objectionWords.answer

/** 答复异议: what was said against the short list, one by one. */
export const answer = contestMove({
  name: 'answer',
  title,
  hint,
  submit,
  done,
  action: 'contest.objection-answered',
  by: ['clerk'],
  form: answerForm,
  refuse: ({ contest, objections }) => whyNoAnswer(contest, objections),
  act: (trx, { objections }, data, by) => answerObjection(trx, objections, data, by),
})
