import { z } from 'zod'
import { type DeclineReason, declineReasons } from '../text/decline-reasons.ts'
import { moveWords } from '../text/desk.ts'

/** Text without blanks at its ends, between two lengths in characters as people count them. */
function words(shortest: number, tooShort: string, longest: number, tooLong: string) {
  const count = (text: string) => Array.from(text).length
  return z
    .string()
    .trim()
    .refine(text => count(text) >= shortest, tooShort)
    .refine(text => count(text) <= longest, tooLong)
}

/** 不予受理: a reason from the list and words for the citizen. */
export const declinationForm = z.object({
  reason: z.enum(Object.keys(declineReasons) as [DeclineReason], moveWords.declination.reasonMissing),
  words: words(10, moveWords.declination.wordsMissing, 500, moveWords.declination.wordsTooLong),
})

/** 答复: what the citizen reads. */
export const answerForm = z.object({
  body: words(10, moveWords.answer.bodyMissing, 3000, moveWords.answer.bodyTooLong),
})
