import { type Kept, keptOf } from '#forms/kept.ts'
import { findMove, type Returned } from '#forms/move.ts'
import type { SuggestionMove } from '#suggestions/course.ts'
import { addition } from '#suggestions/moves/addition.ts'
import { authorMoves } from '#suggestions/moves/index.ts'
import type { TrackedCourse } from '#suggestions/tracked-course.ts'

/**
 * A form of the author's page that was not accepted, as it comes back. `refused` is wrong with the whole. What was written in
 * a form that is not there any more is `carried` into the one that takes such words, or else `lost`: shown to be copied.
 */
export function afterRefusal(
  returned: Returned | undefined,
  { moves, lastAnswer, question }: TrackedCourse,
): { refused: string | undefined; back: Returned | undefined; lost: Kept | undefined; isCarried: boolean } {
  if (!returned) return { refused: undefined, back: undefined, lost: undefined, isCarried: false }
  const { form: refused, ...errors } = returned.errors
  const gone = findMove(moves, returned.move) ? undefined : findMove<SuggestionMove>(authorMoves, returned.move)
  const kept = gone && keptOf(gone.form, returned.values)
  if (kept && kept.texts.length > 0 && findMove(moves, addition.name)) {
    const values = { body: kept.texts.join('\n'), photos: kept.photos }
    return { refused, back: { ...returned, move: addition.name, values, errors: {} }, lost: undefined, isCarried: true }
  }
  // A rating is given to the answer that is shown now, and a reply to the question.
  const values = {
    ...returned.values,
    ...(lastAnswer && { answer: String(lastAnswer.number) }),
    ...(question && { question: String(question.id) }),
  }
  return { refused, back: { ...returned, values, errors }, lost: kept, isCarried: false }
}
