import { fields, oneOf, wholeNumber } from '#forms/fields.ts'
import { at, unknown } from '#forms/refusals.ts'
import { assessmentMove, refuseOwnUnit } from '../move.ts'
import { assessmentWords as words } from '../words.ts'

/** 打分: two people each give points, whoever comes first; nobody gives twice, and nobody to a unit that they answer for. */
export const judging = assessmentMove({
  name: 'judging',
  ...words.moves.judging,
  action: 'assessment.judged',
  by: ['clerk', 'supervisor', 'admin'],
  from: ['draft'],
  form: fields({
    criterion: oneOf(words.criterion, { choose: '请选择哪一项' }),
    points: wholeNumber(words.points100, { min: 0, max: 100 }),
  }),
  refuse: refuseOwnUnit,
  async act(trx, { assessment, unit }, { criterion, points }, { person }) {
    const line = await trx
      .selectFrom('assessment_line')
      .select(['id', 'measure', 'first_by', 'second_by'])
      .where('assessment_id', '=', assessment.id)
      .where('unit', '=', unit!)
      .where('criterion', '=', criterion)
      .forUpdate()
      .executeTakeFirst()
    if (!line) return { refused: unknown(words.unitGone) }
    if (line.measure !== 'judged') return { refused: at('criterion', words.notJudgedLine) }
    if (line.first_by === person.id || line.second_by === person.id)
      return { refused: at('criterion', words.judgedByYou) }
    if (line.second_by !== null) return { refused: at('criterion', words.alreadyJudged) }
    await trx
      .updateTable('assessment_line')
      .set(
        line.first_by === null
          ? { first_by: person.id, first_points: points }
          : { second_by: person.id, second_points: points },
      )
      .where('id', '=', line.id)
      .execute()
    return { criterion }
  },
})
