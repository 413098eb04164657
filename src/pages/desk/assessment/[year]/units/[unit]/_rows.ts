import type { Score } from '#assessment/assessment.ts'
import type { QueueMark } from '#suggestions/marks.ts'
import type { QueueFilter } from '#suggestions/queue-filter.ts'
import { listQueryOf } from '../../../../suggestions/_filter.ts'

const marks: Record<string, { part: QueueMark; whole: QueueMark }> = {
  'answered-in-time': { part: 'answered-in-time', whole: 'answer-due' },
  reopened: { part: 'reopened', whole: 'answered' },
  satisfied: { part: 'rated-well', whole: 'rated' },
}

/** Where the rows behind the two numbers of a line are listed; what content counts stands on the page itself. */
export function rowsBehind({ measure, unit }: Pick<Score, 'measure' | 'unit'>, year: number) {
  const linkTo = (filter: Partial<QueueFilter>) =>
    `/desk/suggestions?${listQueryOf({ view: 'all', month: `${year}-01`, until: `${year}-12`, ...filter })}`
  const mark = marks[measure]
  if (mark) return { part: linkTo({ unit, mark: mark.part }), whole: linkTo({ unit, mark: mark.whole }) }
  return measure === 'returned' ? { part: linkTo({ returner: unit }), whole: linkTo({ given: unit }) } : undefined
}
