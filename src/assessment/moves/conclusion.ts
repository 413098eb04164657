import { fields } from '#forms/fields.ts'
import { tooLate } from '#forms/refusals.ts'
import { listObjections } from '../assessment.ts'
import { assessmentMove, refuseAssessed } from '../move.ts'
import { assessmentWords as words } from '../words.ts'
import { refuseBeforeEnd } from './opening.ts'

/** 定结果: once the days for objections are over and each is decided. Nothing is published by it. */
export const conclusion = assessmentMove({
  name: 'conclusion',
  ...words.moves.conclusion,
  action: 'assessment.concluded',
  by: ['supervisor'],
  from: ['objections'],
  form: fields({}),
  refuse: (subject, { now }) =>
    refuseAssessed(subject) ??
    refuseBeforeEnd(subject.assessment, now) ??
    (now < subject.assessment.objections_until! ? tooLate(words.notOver) : undefined),
  async act(trx, { assessment }, _, { person, now }) {
    const open = (await listObjections(trx, assessment.id)).filter(({ decided_at }) => decided_at === null)
    if (open.length > 0) return { refused: tooLate(words.openObjections(open.length)) }
    await trx
      .updateTable('assessment')
      .set({ state: 'result', concluded_by: person.id, concluded_at: now })
      .where('id', '=', assessment.id)
      .execute()
    return {}
  },
})
