import { tooLate } from '#forms/refusals.ts'
import { correctionForm } from '../form.ts'
import type { ReportMove } from '../move.ts'
import { reportWords as words } from '../words.ts'

/** 更正: a new version with its reason; the versions before it stay, and so does the day on which the first came. */
export const correction: ReportMove<typeof correctionForm> = {
  name: 'correction',
  ...words.moves.correction,
  action: 'report.corrected',
  form: correctionForm,
  refuse: report => (report ? undefined : tooLate(words.notFiled)),
}
