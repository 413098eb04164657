import { sql } from 'kysely'
import { addDays, dayInLishui, instantInLishui } from '#calendar/work-calendar.ts'
import { day, fields } from '#forms/fields.ts'
import { at, type Refusal, tooLate } from '#forms/refusals.ts'
import { enqueueMessages } from '#messages/outbox.ts'
import { isInUse } from '#people/in-use.ts'
import type { Assessment } from '../assessment.ts'
import { assessmentMove } from '../move.ts'
import { spanOf } from '../reports/periods.ts'
import { assessmentWords as words } from '../words.ts'

/** Why the units are not asked yet: what is not over cannot be summed up. It may be judged already. */
export const refuseBeforeEnd = ({ year }: Pick<Assessment, 'year'>, now: Date): Refusal | undefined =>
  dayInLishui(now) < spanOf(`${year}-H2`).ends ? tooLate(words.yearNotOver(year)) : undefined

/** 征求意见: once the year is over, every criterion counted and judged by two, the units see their own and may object until the end of a day. */
export const opening = assessmentMove({
  name: 'opening',
  ...words.moves.opening,
  action: 'assessment.opened',
  by: ['supervisor'],
  from: ['draft'],
  form: fields({ until: day(words.untilDay) }),
  refuse: ({ assessment }, { now }) => refuseBeforeEnd(assessment, now),
  async act(trx, { assessment }, { until }, { now }) {
    const today = dayInLishui(now)
    if (until < addDays(today, 3)) return { refused: at('until', words.untilTooSoon) }
    if (until > addDays(today, 60)) return { refused: at('until', words.untilTooLate) }
    const { count } = await trx
      .selectFrom('assessment_line')
      .innerJoin('assessment_unit', join =>
        join
          .onRef('assessment_unit.assessment_id', '=', 'assessment_line.assessment_id')
          .onRef('assessment_unit.unit', '=', 'assessment_line.unit'),
      )
      .select(sql<number>`count(*)::integer`.as('count'))
      .where('assessment_line.assessment_id', '=', assessment.id)
      .where('measure', '=', 'judged')
      .where('second_by', 'is', null)
      // Nobody can look any more at what a dissolved unit does.
      .where('until_day', 'is', null)
      .executeTakeFirstOrThrow()
    if (count > 0) return { refused: tooLate(words.waitingFor(count)) }
    await trx
      .updateTable('assessment')
      .set({ state: 'objections', opened_at: now, objections_until: instantInLishui(until, '24:00') })
      .where('id', '=', assessment.id)
      .execute()
    const officers = await trx
      .selectFrom('liaison')
      .innerJoin('person', 'person.id', 'liaison.person_id')
      .innerJoin('assessment_unit', 'assessment_unit.unit', 'liaison.unit')
      .select('person.id')
      .distinct()
      .where('assessment_unit.assessment_id', '=', assessment.id)
      .where(sql<boolean>`'officer' = ANY (person.roles)`)
      .where(isInUse())
      .orderBy('person.id')
      .execute()
    await enqueueMessages(
      trx,
      officers.map(({ id }) => ({
        to: { personId: id },
        template: 'assessment-opened' as const,
        facts: { year: assessment.year, until },
        about: { kind: 'assessment', id: assessment.year },
      })),
      now,
    )
    return { until }
  },
})
