import { fields, line, passedOn, requestKey, wholeNumber, words as text } from '#forms/fields.ts'
import { documentsField } from '#suggestions/documents.ts'
import { type ReportNumber, reportNumbers, reportWords as words } from './words.ts'

const number = (name: ReportNumber) => wholeNumber(reportNumbers[name], { min: 0, max: 1_000_000 })

/** What every report says. */
const parts = {
  done: text(words.parts.done, { min: 10, max: 3000, rows: 8, missing: '请写做了什么，至少 10 个字' }),
  problems: text(words.parts.problems, {
    min: 2,
    max: 2000,
    rows: 5,
    missing: '请写有什么问题；没有的，也用一句话说明',
  }),
  next: text(words.parts.next, { min: 4, max: 2000, rows: 5, missing: '请写下一步做什么' }),
  led: number('led'),
  in_time: number('in_time'),
  late: number('late'),
  reopened: number('reopened'),
  rectified: number('rectified'),
  inspections: number('inspections'),
  documents: documentsField('office'),
  /** The button that fills in the numbers was pressed. */
  fill: passedOn(),
  request_key: requestKey(),
}

/** The first report on a period. */
export const filingForm = fields(parts)

/** A correction says why. */
export const correctionForm = fields({
  reason: line(words.reason, { min: 4, max: 200, missing: '请写明改了什么、为什么改' }),
  ...parts,
})
