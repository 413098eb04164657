import { choice, fields, words as text } from '#forms/fields.ts'
import { assessmentWords } from './words.ts'

const { kind, praise, criticism, said, saidHint } = assessmentWords.notice

/** Which notice to draft out of a result, and what it is for: no number says that. */
export const noticeForm = fields({
  kind: choice(kind, { praise, criticism }, { look: 'inline' }),
  said: text(said, { min: 8, max: 1000, rows: 6, hint: saidHint }),
})
