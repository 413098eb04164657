import type { Trx } from '#db/schema.ts'
import { recordEvent } from '#people/events.ts'
import { dayInLishui } from '#calendar/work-calendar.ts'
import type { Course } from '../course.ts'
import { tellAuthors } from '../tell.ts'
import type { MovedDeadline } from './deadlines.ts'
import { awaitedStep } from './promises.ts'

/**
 * Records each deadline that moved, and tells the author the new day where their next step was promised for another.
 */
export async function recordMoved(
  trx: Trx,
  suggestions: readonly Pick<Course, 'id' | 'number' | 'state'>[],
  moved: readonly MovedDeadline[],
  because: 'calendar' | 'office-hours' | 'correction',
  by: { id: number },
  now: Date,
): Promise<void> {
  const subjects = new Map(suggestions.map(suggestion => [suggestion.id, suggestion]))
  for (const { suggestionId, step, from, to } of moved) {
    await recordEvent(trx, {
      actor: { kind: 'person', id: by.id },
      action: 'suggestion.deadline-moved',
      object: { kind: 'suggestion', id: suggestionId },
      detail: { step, from, to, because },
      at: now,
    })
    const suggestion = subjects.get(suggestionId)!
    const due = dayInLishui(to)
    if (step === awaitedStep(suggestion.state) && due !== dayInLishui(from))
      await tellAuthors(trx, suggestion, 'suggestion-due-moved', { due }, now)
  }
}
