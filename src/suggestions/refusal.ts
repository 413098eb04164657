import { formatMoment } from '#calendar/lishui.ts'
import { forbidden, type Refusal, tooLate, unknown } from '#forms/refusals.ts'
import type { MoveRefusal, SuggestionMove } from './course.ts'
import { authorWords } from './author-words.ts'
import { suggestionStates } from './words.ts'

/** Why a move was refused, in words for the person who pressed the button. */
export function refusalOf(move: SuggestionMove, outcome: MoveRefusal | { refused: string }, now: Date): Refusal {
  if ('state' in outcome) return tooLate(move.sayTooLate?.(outcome.state) ?? sayWhoWasFirst(outcome, now))
  if (outcome.refused === 'unknown-number') return unknown('没有这个编号的建言。')
  if (outcome.refused === 'signed-in-as-staff') return forbidden(authorWords.signedInAsStaff)
  if (outcome.refused === 'wrong-role') return forbidden('这一步不归你的角色办。')
  if (outcome.refused === 'not-your-unit') return forbidden('这件建言没有交给你们单位，或者已经交给别的单位。')
  const refusal = move.refusals?.[outcome.refused]
  if (!refusal) throw new Error(`${move.name} has no words for ${outcome.refused}`)
  return refusal
}

/** What it is now, who was first, and when. */
function sayWhoWasFirst({ state, by, at }: Extract<MoveRefusal, { refused: 'wrong-state' }>, now: Date): string {
  const who = by && at ? `${by}在 ${formatMoment(at, now)} 已经处理了这件建言` : '这件建言已经处理过了'
  return `${who}，现在的状态是“${suggestionStates[state]}”。你这一次没有生效，市民看到的没有变。`
}
