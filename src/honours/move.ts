import type { FormSchema } from '#forms/values.ts'
import { type CaseMove, caseMoves } from '#people/case-moves.ts'
import { type Applicant, type Case, findCase, maySee } from './applications.ts'
import { applicationWords as words } from './words.ts'

/** Who makes a move, and when. */
export interface By {
  person: Applicant
  now: Date
}

/** A button that brings an application on. */
export type HonourMove<Schema extends FormSchema = FormSchema> = CaseMove<Case, By, Schema>

/** A move as it is written down; what its form gives is known to its `act`. */
export const honourMove = <Schema extends FormSchema>(move: HonourMove<Schema>): HonourMove<Schema> => move

export const { makeMove, offeredOf } = caseMoves({
  find: findCase,
  maySee: ({ application }: Case, { person }: By) => maySee(person, application),
  objectOf: ({ application }) => ({ kind: 'honour', id: application.id }),
  words,
})
