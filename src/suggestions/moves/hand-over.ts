import type { AnswerLevel } from '#db/schema-course.ts'
import { dayInLishui } from '#calendar/work-calendar.ts'
import { calculateDeadline } from '#calendar/working-days.ts'
import { askedFor, choice, fields, oneOf, optional, passedOn, wholeNumber, words } from '#forms/fields.ts'
import { at } from '#forms/refusals.ts'
import { askCoUnit, isLaterThan } from '../assignments.ts'
import { findLeadClock, startClock, stopClock } from '../clocks/deadlines.ts'
import { findAllowance, loadOffice, type Office } from '../clocks/office.ts'
import { type Course, deskMove } from '../course.ts'
import { findDeputy, noOfficer } from '../deputy.ts'
import { deputyWords } from '../deputy-words.ts'
import { coverFields, coverRefusals, letThrough } from '../redaction/preview.ts'
import { sayDeputy } from '../story.ts'
import { tellAuthors, tellUnit } from '../tell.ts'

/** How many units may help; each line of the form is a unit and the working days it has. */
export const coUnitLines = [1, 2, 3] as const
const coUnit = (line: number) =>
  optional(oneOf(`协办单位 ${line}`, { choose: '没有', missing: '单位名录里没有这个单位，请重新选' }))
const coDays = () =>
  askedFor(
    'sometimes',
    optional(wholeNumber('几个工作日', { min: 1, max: 90, wrong: '请写协办单位有几个工作日，1 到 90' })),
  )

/**
 * 交办: to the one unit that answers (clause 7: 一件事情由一个部门负责) and those that help it. The lead unit's clock
 * starts with the first hand-over; after a return it goes on: the citizen does not wait longer because the wrong unit was asked.
 */
export const handOver = deskMove({
  name: 'hand-over',
  title: '交办',
  hint: '一件事由一个牵头单位答复；协办单位的时限不晚于牵头单位。',
  submit: '交办',
  done: '已交办，单位的联络员会收到提醒。',
  usual: true,
  action: 'suggestion.handed-over',
  by: { clerk: ['accepted', 'returned'] },
  form: fields(
    {
      lead: oneOf('牵头单位', { choose: '请选择', missing: '请选一个牵头单位' }),
      // The unit for which it was ticked that it has no officer, here and below: another one is asked about again.
      no_officer: passedOn(),
      level: optional(
        choice(
          '时限',
          { 'at-once': '立即办理', ordinary: '一般', complex: '复杂' },
          { choose: '按类别的规定', missing: '请选一种时限' },
        ),
      ),
      co_unit_1: coUnit(1),
      co_no_officer_1: passedOn(),
      co_days_1: coDays(),
      co_unit_2: coUnit(2),
      co_no_officer_2: passedOn(),
      co_days_2: coDays(),
      co_unit_3: coUnit(3),
      co_no_officer_3: passedOn(),
      co_days_3: coDays(),
      words: optional(words('交办说明', { max: 1000, rows: 2, hint: '市民看不到' })),
      ...coverFields,
    },
    (given, fault) => {
      for (const line of coUnitLines)
        if (given[`co_unit_${line}`] && !given[`co_days_${line}`])
          fault(`co_days_${line}`, '请写协办单位有几个工作日，1 到 90')
    },
  ),
  refusals: {
    ...noOfficer,
    'co-unit-without-officer-1': at('co_unit_1', deputyWords.refused),
    'co-unit-without-officer-2': at('co_unit_2', deputyWords.refused),
    'co-unit-without-officer-3': at('co_unit_3', deputyWords.refused),
    ...coverRefusals,
    'unit-named-twice': at('co_unit_1', '同一个单位只能选一次'),
    'co-unit-later-than-lead': at('co_days_1', '协办单位的时限不能晚于牵头单位'),
  },
  async act(trx, suggestion, { lead, no_officer: confirmed, level, words, ...lines }, { person, now, ...means }) {
    const coUnits = coUnitLines.flatMap(line =>
      lines[`co_unit_${line}`] ? [{ unit: lines[`co_unit_${line}`]!, workingDays: lines[`co_days_${line}`]! }] : [],
    )
    const units = [lead, ...coUnits.map(({ unit }) => unit)]
    if (new Set(units).size < units.length) return { refused: 'unit-named-twice' }
    const found = await findDeputy(trx, { unit: lead, confirmed }, means)
    if ('refused' in found) return found
    const { deputy } = found
    const coDeputies: Record<string, string | null> = {}
    for (const line of coUnitLines) {
      const unit = lines[`co_unit_${line}`]
      if (!unit) continue
      const helped = await findDeputy(trx, { unit, confirmed: lines[`co_no_officer_${line}`] }, means)
      if ('refused' in helped) return { refused: `co-unit-without-officer-${line}` as const }
      if (helped.deputy !== undefined) coDeputies[unit] = helped.deputy
    }
    const office = await loadOffice(trx)
    const running = await findLeadClock(trx, suggestion.id)
    const dueAt = running?.due_at ?? calculateAnswerDue(office, suggestion, level, now)
    if (coUnits.some(({ workingDays }) => isLaterThan(dueAt, office, workingDays, now)))
      return { refused: 'co-unit-later-than-lead' }
    const passed = await letThrough(trx, suggestion.id, lines, person, now, means.personalData)
    if ('refused' in passed) return passed

    await stopClock(trx, { suggestionId: suggestion.id, step: 'hand-over' }, now)
    const assigned = {
      suggestion_id: suggestion.id,
      handed_over_at: now,
      handed_over_by: person.id,
      words: words ?? null,
    }
    await trx
      .insertInto('assignment')
      .values({ ...assigned, unit: lead, part: 'lead', deputy: deputy ?? null })
      .execute()
    for (const co of coUnits)
      await askCoUnit(trx, office, suggestion, { ...assigned, ...co, deputy: coDeputies[co.unit] ?? null }, now)
    if (!running)
      await startClock(
        trx,
        office,
        {
          suggestionId: suggestion.id,
          step: 'answer',
          allowance: findAllowance(office, 'answer', { ...suggestion, level }),
        },
        now,
      )
    const due = dayInLishui(dueAt)
    await tellUnit(trx, suggestion, lead, 'desk-handed-over', { due }, now)
    await tellAuthors(trx, suggestion, 'suggestion-handed-over', { due }, now)
    return {
      change: {
        state: 'handed-over',
        lead_unit: lead,
        answer_level: suggestion.handed_over_at ? suggestion.answer_level : (level ?? null),
        handed_over_at: suggestion.handed_over_at ?? now,
      },
      detail: {
        lead,
        co: coUnits.map(({ unit }) => unit),
        ...(deputy !== undefined && { deputy }),
        ...(Object.keys(coDeputies).length > 0 && { coDeputies }),
        ...passed,
      },
    }
  },
  story: {
    desk: {
      title: '交办',
      about: ({ lead, co = [], deputy, coDeputies = {} }, nameOf) =>
        [
          nameOf(lead) + sayDeputy(deputy, nameOf),
          ...co.map(unit => `${nameOf(unit)}协办${sayDeputy(coDeputies[unit], nameOf)}`),
        ].join('，'),
    },
    author: {
      say: ({ lead, co = [] }, nameOf) =>
        `交给${nameOf(lead)}牵头去办${co.length > 0 ? `，${co.map(nameOf).join('、')}协办` : ''}`,
    },
  },
})

function calculateAnswerDue(office: Office, suggestion: Course, level: AnswerLevel | undefined, now: Date): Date {
  return calculateDeadline(office.calendar, {
    begins: now,
    allowance: findAllowance(office, 'answer', { ...suggestion, level }),
    closesAt: office.closesAt,
  }).dueAt
}
