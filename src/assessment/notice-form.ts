import { choice, fields } from '#forms/fields.ts'
import { assessmentWords } from './words.ts'

const { title, praise, criticism } = assessmentWords.notice

/** Which notice to draft out of a result. */
export const noticeForm = fields({ kind: choice(title, { praise, criticism }) })
