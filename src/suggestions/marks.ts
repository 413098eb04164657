import type { Expression, ExpressionBuilder, SqlBool } from 'kysely'
import type { Database } from '#db/schema.ts'

export type Builder = ExpressionBuilder<Database, 'suggestion'>

/** What figures count: of what was received, those that were … A column each of the view `figure`. */
export const countedMarks = [
  'accepted-in-time',
  'accepted-late',
  'answered',
  'answered-in-time',
  'answered-late',
  'reopened',
  'satisfied',
  'fairly-satisfied',
  'dissatisfied',
] as const
export type CountedMark = (typeof countedMarks)[number]

/** What shares are taken of, as marks of which a suggestion has one at most. */
export const joinedMarks = {
  'acceptance-due': ['accepted-in-time', 'accepted-late'],
  'answer-due': ['answered-in-time', 'answered-late'],
  rated: ['satisfied', 'fairly-satisfied', 'dissatisfied'],
  'rated-well': ['satisfied', 'fairly-satisfied'],
} as const satisfies Record<string, readonly CountedMark[]>

/** The lights of supervision letters that burn. */
const lightMarks = ['red-light', 'yellow-light'] as const
export type LightMark = (typeof lightMarks)[number]

export type FigureMark = CountedMark | keyof typeof joinedMarks
/** The rows behind a figure, or behind the lights of a unit. */
export type QueueMark = FigureMark | LightMark
export const figureMarks = [
  ...countedMarks,
  ...(Object.keys(joinedMarks) as (keyof typeof joinedMarks)[]),
] as const satisfies FigureMark[]
export const queueMarks = [...figureMarks, ...lightMarks] as const satisfies QueueMark[]

/** The view `figure` counts by the same conditions: a list has as many rows as the number that leads to it. */
export function hasMark(eb: Builder, mark: QueueMark): Expression<SqlBool> {
  switch (mark) {
    case 'accepted-in-time':
      return eb('accepted_in_time', '=', true)
    case 'accepted-late':
      return eb.or([
        eb('accepted_in_time', '=', false),
        eb.and([eb('accepted_in_time', 'is', null), isOverdue(eb, 'accept')]),
      ])
    case 'answered':
      return eb('shown_at', 'is not', null)
    case 'answered-in-time':
      return eb('answered_in_time', '=', true)
    case 'answered-late':
      return eb.or([
        eb('answered_in_time', '=', false),
        eb.and([eb('answered_in_time', 'is', null), isOverdue(eb, 'answer')]),
      ])
    case 'reopened':
      return eb('reopenings', '>', 0)
    case 'satisfied':
    case 'fairly-satisfied':
    case 'dissatisfied':
      return eb('satisfaction', '=', mark)
    case 'red-light':
    case 'yellow-light':
      return hasLight(eb, mark)
    default:
      return eb.or(joinedMarks[mark].map(part => hasMark(eb, part)))
  }
}

/** The clock of this step has run out and runs on: anyone who never answers is late too. */
function isOverdue(eb: Builder, step: 'accept' | 'answer') {
  return eb.exists(
    eb
      .selectFrom('deadline')
      .select('deadline.id')
      .whereRef('deadline.suggestion_id', '=', 'suggestion.id')
      .where('deadline.step', '=', step)
      .where('deadline.overdue_at', 'is not', null)
      .where('deadline.ended_at', 'is', null),
  )
}

/** A letter of that light burns, written to the unit that leads: that of one that led before was lifted. */
function hasLight(eb: Builder, mark: LightMark) {
  return eb.exists(
    eb
      .selectFrom('supervision_letter')
      .select('supervision_letter.id')
      .whereRef('supervision_letter.suggestion_id', '=', 'suggestion.id')
      .where('supervision_letter.settled_at', 'is', null)
      .where('supervision_letter.lifted_at', 'is', null)
      .where('supervision_letter.red_at', mark === 'red-light' ? 'is not' : 'is', null),
  )
}
