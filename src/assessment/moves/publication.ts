import { fields } from '#forms/fields.ts'
import { forbidden } from '#forms/refusals.ts'
import { assessmentMove, refuseAssessed } from '../move.ts'
import { assessmentWords as words } from '../words.ts'

/** 公布: a person's act, and somebody else's than who concluded; nothing else brings a result before readers. */
export const publication = assessmentMove({
  name: 'publication',
  ...words.moves.publication,
  action: 'assessment.published',
  by: ['publisher', 'supervisor'],
  from: ['result'],
  form: fields({}),
  refuse: (subject, { person }) =>
    refuseAssessed(subject) ??
    (subject.assessment.concluded_by === person.id ? forbidden(words.concludedByYou) : undefined),
  async act(trx, { assessment }, _, { person, now }) {
    await trx
      .updateTable('assessment')
      .set({ state: 'published', published_by: person.id, published_at: now })
      .where('id', '=', assessment.id)
      .execute()
    return {}
  },
})
