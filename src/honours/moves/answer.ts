import { fields, oneOf, words as text } from '#forms/fields.ts'
import { at, tooLate } from '#forms/refusals.ts'
import { honourMove } from '../move.ts'
import { applicationWords } from '../words.ts'

const words = applicationWords.moves.answer

/** 答复异议: what was said against it is looked into, one by one. The page gives the open ones to choose from. */
export const answer = honourMove({
  name: 'answer',
  title: words.title,
  hint: words.hint,
  submit: words.submit,
  done: words.done,
  action: 'honour.objection-answered',
  by: 'clerk',
  form: fields({
    objection: oneOf(words.which, { choose: words.choose }),
    words: text(words.words, { min: 4, max: 500, rows: 4 }),
  }),
  refuse: ({ application, objections }) =>
    application.state === 'noticed' && objections.some(({ answered_at }) => !answered_at)
      ? undefined
      : tooLate(applicationWords.moves.nothingToAnswer),
  async act(trx, { objections }, data, { person, now }) {
    const objection = objections.find(({ id }) => String(id) === data.objection)
    if (!objection || objection.answered_at) return { refused: at('objection', words.gone) }
    await trx
      .updateTable('honour_objection')
      .set({ answer: data.words, answered_by: person.id, answered_at: now })
      .where('id', '=', objection.id)
      .execute()
    return { objection: objection.id }
  },
})
