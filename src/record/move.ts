import type { FormSchema } from '#forms/values.ts'
import { type Refusal, tooLate } from '#forms/refusals.ts'
import { type CaseMove, caseMoves } from '#people/case-moves.ts'
import type { PersonalData } from '#people/personal-data.ts'
import type { Role } from '#people/roles.ts'
import { findMatter, type Matter } from './matter.ts'
import { recordWords as words } from './words.ts'

/** Who makes a move, and when. */
export interface By {
  person: { id: number; roles: readonly Role[] }
  now: Date
  personalData: PersonalData
  /** Whether the city's settings let who made a text ready publish it as well. */
  readsOwn?: boolean
}

/** A button that changes what of a suggestion is public. */
export type RecordMove<Schema extends FormSchema = FormSchema> = CaseMove<Matter, By, Schema>

/** A move as it is written down; what its form gives is known to its `act`. */
export const recordMove = <Schema extends FormSchema>(move: RecordMove<Schema>): RecordMove<Schema> => move

export const { makeMove, offeredOf } = caseMoves<string, Matter, By>({
  find: findMatter,
  maySee: () => true,
  objectOf: ({ suggestion }) => ({ kind: 'suggestion', id: suggestion.id }),
  words,
})

/** Refuses what its author does not agree to, or what has no answer. */
export function refuseUntellable({ suggestion }: Matter): Refusal | undefined {
  if (!suggestion.publish_consent) return tooLate(words.noConsent)
  return suggestion.shown_at ? undefined : tooLate(words.noAnswer)
}
