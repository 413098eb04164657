import { z } from 'zod'
import type { Satisfaction } from '#db/schema-course.ts'
import { authorWords as words, satisfactions } from '../author-words.ts'

const isVisible = (typed: string) => /[\p{L}\p{N}\p{P}\p{S}]/u.test(typed)
const atMost = (most: number, tooLong: string) => z.string().trim().refine(typed => [...typed].length <= most, tooLong)
const requestKey = z.guid(words.stale)

/** 评价. `answer` is the number of the answer that the form stood under: a page kept open must not rate a later one. */
export const ratingForm = z.object({
  satisfaction: z.enum(Object.keys(satisfactions) as [Satisfaction], words.rating.satisfactionMissing),
  solved: z.enum(['yes', 'no'], words.rating.solvedMissing).transform(typed => typed === 'yes'),
  words: atMost(500, words.rating.wordsTooLong).transform(typed => (isVisible(typed) ? typed : undefined)),
  answer: z.string().regex(/^[1-9]\d{0,3}$/, words.stale).transform(Number),
  request_key: requestKey,
})

/** 补充. */
export const additionForm = z.object({
  body: atMost(1000, words.addition.bodyTooLong).refine(isVisible, words.addition.bodyMissing),
  request_key: requestKey,
})

/** 撤回, on a page of its own that asks once more. */
export const withdrawalForm = z.object({ request_key: requestKey })
