import { fields } from '#forms/fields.ts'
import { assessmentMove, refuseAssessed } from '../move.ts'
import { assessmentWords as words } from '../words.ts'

/** 撤下: from the readers' pages; the result stands as it was concluded. */
export const withdrawal = assessmentMove({
  name: 'withdrawal',
  ...words.moves.withdrawal,
  action: 'assessment.withdrawn',
  by: ['publisher', 'supervisor'],
  from: ['published'],
  form: fields({}),
  refuse: refuseAssessed,
  async act(trx, { assessment }) {
    await trx
      .updateTable('assessment')
      .set({ state: 'result', published_by: null, published_at: null })
      .where('id', '=', assessment.id)
      .execute()
    return {}
  },
})
