import { tooLate } from '#forms/refusals.ts'
import { filingForm } from '../form.ts'
import type { ReportMove } from '../move.ts'
import { reportWords as words } from '../words.ts'

/** 交报告: once for each unit and period, in time or late. */
export const filing: ReportMove<typeof filingForm> = {
  name: 'filing',
  ...words.moves.filing,
  usual: true,
  action: 'report.filed',
  form: filingForm,
  refuse: report => (report ? tooLate(words.alreadyFiled) : undefined),
}
