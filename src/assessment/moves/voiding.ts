import { fields, words as text } from '#forms/fields.ts'
import { assessmentMove, refuseAssessed } from '../move.ts'
import { assessmentWords as words } from '../words.ts'

/** 作废: of what readers do not see; the year may be assessed anew. Its numbers stay for who looks back. */
export const voiding = assessmentMove({
  name: 'voiding',
  ...words.moves.voiding,
  action: 'assessment.voided',
  by: ['supervisor'],
  from: ['draft', 'objections', 'result'],
  form: fields({ reason: text(words.voidReason, { min: 4, max: 500, rows: 3, missing: words.voidMissing }) }),
  refuse: refuseAssessed,
  async act(trx, { assessment }, { reason }) {
    await trx.updateTable('assessment').set({ state: 'void' }).where('id', '=', assessment.id).execute()
    return { reason }
  },
})
