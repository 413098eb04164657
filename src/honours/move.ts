import type { FormSchema } from '#forms/values.ts'
import { forbidden, type Refusal } from '#forms/refusals.ts'
import { type CaseMove, caseMoves } from '#people/case-moves.ts'
import type { PersonalData } from '#people/personal-data.ts'
import { type Applicant, type Case, findCase, isOwn, maySee } from './applications.ts'
import { applicationWords as words } from './words.ts'

/** Who makes a move, and when. */
export interface By {
  person: Applicant
  now: Date
  /** Opens who objected: no answer tells it. */
  personalData: PersonalData
}

/** A button that brings an application on. */
export type HonourMove<Schema extends FormSchema = FormSchema> = CaseMove<Case, By, Schema>

/** A move as it is written down; what its form gives is known to its `act`. */
export const honourMove = <Schema extends FormSchema>(move: HonourMove<Schema>): HonourMove<Schema> => move

/** The same reasons against a move, and that nobody of the unit that applied makes it. */
export const byOthers =
  (refuse: (found: Case, by: By) => Refusal | undefined) =>
  (found: Case, by: By): Refusal | undefined =>
    refuse(found, by) ?? (isOwn(by.person, found.application) ? forbidden(words.own) : undefined)

export const { makeMove, offeredOf } = caseMoves({
  find: findCase,
  maySee: ({ application }: Case, { person }: By) => maySee(person, application),
  objectOf: ({ application }) => ({ kind: 'honour', id: application.id }),
  words,
})
