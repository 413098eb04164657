import { fields, oneOf, requestKey, words as text } from '#forms/fields.ts'
import { at, forbidden, tooLate } from '#forms/refusals.ts'
import { enqueueMessages } from '#messages/outbox.ts'
import { listHolders } from '#people/in-use.ts'
import { isOfficerOf } from '../reports/move.ts'
import { assessmentMove } from '../move.ts'
import { assessmentWords as words } from '../words.ts'

/** 提意见: by an officer of the unit, within the days for it; one at a time for each criterion. */
export const objection = assessmentMove({
  name: 'objection',
  ...words.moves.objection,
  action: 'assessment.objected',
  by: ['officer'],
  from: ['objections'],
  form: fields({
    criterion: oneOf(words.criterion, { choose: '请选择哪一项' }),
    words: text(words.objectionWords, { min: 10, max: 2000, rows: 6, missing: words.objectionMissing }),
    request_key: requestKey(),
  }),
  refuse: ({ assessment }, { now }) => (now >= assessment.objections_until! ? tooLate(words.objectionLate) : undefined),
  async act(trx, { assessment, unit }, data, { person, now }) {
    if (!(await isOfficerOf(trx, person.id, unit!))) return { refused: forbidden(words.notYours) }
    const filed = await trx
      .insertInto('assessment_objection')
      .values({
        assessment_id: assessment.id,
        unit: unit!,
        criterion: data.criterion,
        request_key: data.request_key,
        words: data.words,
        filed_by: person.id,
        filed_at: now,
      })
      // The same form once more, or another while one waits.
      .onConflict(conflict => conflict.doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!filed) {
      const same = await trx
        .selectFrom('assessment_objection')
        .select('id')
        .where('request_key', '=', data.request_key)
        .executeTakeFirst()
      return same ? { again: true } : { refused: at('criterion', words.objectionOpen) }
    }
    const supervisors = await listHolders(trx, 'supervisor')
    await enqueueMessages(
      trx,
      supervisors.map(({ id }) => ({
        to: { personId: id },
        template: 'assessment-objected' as const,
        facts: { year: assessment.year },
        about: { kind: 'assessment', id: assessment.year },
      })),
      now,
    )
    return { row: filed.id, criterion: data.criterion }
  },
})
