import { askedFor, choice, fields, oneOf, optional, wholeNumber } from '#forms/fields.ts'
import { riseWords as words } from '#suggestions/clocks/desk-words.ts'

/** One more step after the red light. */
export const riseForm = fields(
  {
    to_whom: choice(words.toWhom, words.whom, { choose: '请选择', missing: words.toWhomMissing }),
    to_unit: askedFor('sometimes', optional(oneOf(words.unit, { choose: words.noUnit }))),
    working_days: wholeNumber(words.days, { min: 1, max: 90, wrong: words.daysWrong }),
  },
  ({ to_whom, to_unit }, fault) => {
    if (to_whom === 'unit' && !to_unit) fault('to_unit', words.unitMissing)
    if (to_whom && to_whom !== 'unit' && to_unit) fault('to_unit', words.unitNotAsked)
  },
)
