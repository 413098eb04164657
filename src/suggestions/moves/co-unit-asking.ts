import { fields, oneOf, optional, passedOn, wholeNumber, words } from '#forms/fields.ts'
import { at } from '#forms/refusals.ts'
import { askCoUnit, isLaterThan } from '../assignments.ts'
import { findLeadClock } from '../clocks/deadlines.ts'
import { loadOffice } from '../clocks/office.ts'
import { deskMove, inUnitsHands } from '../course.ts'
import { findDeputy } from '../deputy.ts'
import { deputyWords } from '../deputy-words.ts'
import { sayDeputy } from '../story.ts'

/** 增加协办 while a unit has it in hand: one more helps, with its own time. */
export const coUnitAsking = deskMove({
  name: 'co-unit-asking',
  title: '增加协办',
  hint: '请另一个单位协助，时限不晚于牵头单位。',
  submit: '增加协办',
  done: '已请这个单位协办。',
  action: 'suggestion.co-unit-asked',
  by: { clerk: inUnitsHands },
  form: fields({
    co_unit: oneOf('协办单位', { choose: '请选择', missing: '请选一个单位' }),
    no_officer: passedOn(),
    co_days: wholeNumber('几个工作日', { min: 1, max: 90, wrong: '请写协办单位有几个工作日，1 到 90' }),
    words: optional(words('请它做什么', { max: 1000, rows: 2, hint: '市民看不到' })),
  }),
  refusals: {
    'no-officer': at('co_unit', deputyWords.refused),
    'already-with-unit': at('co_unit', '这个单位已经在办这件事'),
    'co-unit-later-than-lead': at('co_days', '协办单位的时限不能晚于牵头单位'),
  },
  async act(
    trx,
    suggestion,
    { co_unit: unit, no_officer: confirmed, co_days: workingDays, words },
    { person, now, ...means },
  ) {
    const already = await trx
      .selectFrom('assignment')
      .select('id')
      .where('suggestion_id', '=', suggestion.id)
      .where('unit', '=', unit)
      .where('ended_at', 'is', null)
      .executeTakeFirst()
    if (already) return { refused: 'already-with-unit' }
    const found = await findDeputy(trx, { unit, confirmed }, means)
    if ('refused' in found) return found
    const { deputy } = found
    const office = await loadOffice(trx)
    const lead = await findLeadClock(trx, suggestion.id)
    if (lead && isLaterThan(lead.due_at, office, workingDays, now)) return { refused: 'co-unit-later-than-lead' }
    const assigned = {
      suggestion_id: suggestion.id,
      handed_over_at: now,
      handed_over_by: person.id,
      words: words ?? null,
    }
    await askCoUnit(trx, office, suggestion, { ...assigned, unit, workingDays, deputy: deputy ?? null }, now)
    return { change: {}, detail: { unit, ...(deputy !== undefined && { deputy }) } }
  },
  story: {
    desk: { title: '增加协办', about: ({ unit, deputy }, nameOf) => nameOf(unit) + sayDeputy(deputy, nameOf) },
    author: { say: ({ unit }, nameOf) => `请${nameOf(unit)}协办` },
  },
})
