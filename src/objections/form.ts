import { fields, line, oneOf, requestKey, tick, words as text } from '#forms/fields.ts'
import { phone } from '#forms/typed-fields.ts'
import { whyNotPublic } from './public-text.ts'
import { objectionWords } from './words.ts'

const { public: said, answer, publicText } = objectionWords

/** Somebody has read what will be public, and what may be a name in it is nobody's who has to be left out. */
export const looked = () => tick(publicText.looked, { hint: publicText.lookedHint })

/** What somebody writes who objects. */
export const objectionForm = fields({
  words: text(said.words, { min: 10, max: 1000, rows: 5 }),
  name: line(said.name, { max: 30, autocomplete: 'name' }),
  contact: phone(said.contact),
  request_key: requestKey(),
})

/** What answers one; the page gives the open ones to choose from. */
export const answerForm = fields(
  {
    objection: oneOf(answer.which, { choose: answer.choose }),
    words: text(answer.words, { min: 4, max: 500, rows: 4 }),
    looked: looked(),
  },
  ({ words, looked = false }, fault) => {
    const why = words && whyNotPublic(words, { looked })
    if (why) fault('words', why)
  },
)
