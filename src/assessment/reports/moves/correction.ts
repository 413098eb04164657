import { tooLate } from '#forms/refusals.ts'
import { reportForms } from '../form.ts'
import type { ReportMove } from '../move.ts'
import { reportWords as words } from '../words.ts'

/** 更正: a new version with its reason; the versions before it stay, and so does the day on which the first came. */
export const correction: ReportMove<typeof reportForms.correction> = {
  name: 'correction',
  ...words.moves.correction,
  action: 'report.corrected',
  form: reportForms.correction,
  refuse: report => (report ? undefined : tooLate(words.notFiled)),
}
