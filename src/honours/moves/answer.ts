import { answerForm } from '#objections/form.ts'
import { answerObjection, whyNoAnswer } from '#objections/objections.ts'
import { objectionWords } from '#objections/words.ts'
import { byOthers, honourMove } from '../move.ts'

const { title, hint, submit, done } = objectionWords.answer

/** 答复异议: what was said against it is looked into, one by one. */
export const answer = honourMove({
  name: 'answer',
  title,
  hint,
  submit,
  done,
  action: 'honour.objection-answered',
  by: ['clerk'],
  form: answerForm,
  refuse: byOthers(({ application, objections }) => whyNoAnswer(application, objections)),
  act: (trx, { objections }, data, by) => answerObjection(trx, objections, data, by),
})
