import { fields, line, oneOf, requestKey, words as text } from '#forms/fields.ts'
import { phone } from '#forms/typed-fields.ts'
import { objectionWords } from './words.ts'

const { public: said, answer } = objectionWords

/** What somebody writes who objects. */
export const objectionForm = fields({
  words: text(said.words, { min: 10, max: 1000, rows: 5 }),
  name: line(said.name, { max: 30, autocomplete: 'name' }),
  contact: phone(said.contact),
  request_key: requestKey(),
})

/** What answers one; the page gives the open ones to choose from. */
export const answerForm = fields({
  objection: oneOf(answer.which, { choose: answer.choose }),
  words: text(answer.words, { min: 4, max: 500, rows: 4 }),
})
