import { formatMoment } from '#calendar/lishui.ts'
import { fields } from '#forms/fields.ts'
import { tooLate } from '#forms/refusals.ts'
import { contestDeskWords } from '../desk-words.ts'
import { contestMove, unlessIn } from '../move.ts'
import { tellJudges } from '../tell.ts'

const { open, unreviewed, nothing, fewJudges, ...words } = contestDeskWords.moves.judging

/** 开始评审: after the close, with every entry reviewed. What it is judged by is kept from now on. */
export const judging = contestMove({
  name: 'judging',
  ...words,
  action: 'contest.judging',
  by: ['clerk', 'supervisor'],
  form: fields({}),
  refuse(found, { now }) {
    const { call, entries, judges } = found
    const wrong = unlessIn(found, 'collecting')
    if (wrong) return wrong
    const closes = new Date(call.closes_at)
    if (now < closes) return tooLate(open(formatMoment(closes, now)))
    const waiting = entries.filter(({ state }) => state === 'filed').length
    if (waiting > 0) return tooLate(unreviewed(waiting))
    if (!entries.some(({ state }) => state === 'admitted')) return tooLate(nothing)
    return judges.length < call.least_judges ? tooLate(fewJudges(call.least_judges)) : undefined
  },
  isDone: ({ contest }) => contest.state === 'judging',
  async act(trx, found, _, { now }) {
    const { call, contest, judges } = found
    const { criteria, short_list, least_judges, notice_days, grades } = call
    const rules = { short_list, least_judges, notice_days }
    await trx
      .updateTable('contest')
      .set({ ...rules, criteria: JSON.stringify(criteria), grades: JSON.stringify(grades), state: 'judging' })
      .where('id', '=', contest.id)
      .execute()
    const ids = judges.map(({ id }) => id)
    await tellJudges(trx, found, ids, now)
    return {}
  },
})
