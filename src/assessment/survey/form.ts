import { choice, fields, oneOf, requestKey } from '#forms/fields.ts'
import type { Survey } from '#publishing/types/survey.ts'
import { grades, surveyWords as words } from './words.ts'

/** The field of a question: its code alone could be called like another field. */
export const fieldOf = (code: string) => `question-${code}`

/** The form of a survey: where somebody lives, and a grade for each question. */
export const surveyForm = ({ questions }: Pick<Survey, 'questions'>) =>
  fields({
    county: oneOf(words.county, { choose: words.choose }),
    ...Object.fromEntries(
      questions.map(({ code, text }) => [
        fieldOf(code),
        choice(text, grades, { look: 'inline', missing: words.missing(text) }),
      ]),
    ),
    request_key: requestKey(),
  })
