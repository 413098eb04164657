import { tooLate, type Refusal } from '#forms/refusals.ts'
import type { FormSchema } from '#forms/values.ts'
import type { ContestState } from '#db/schema-contests.ts'
import { type CaseMove, caseMoves } from '#people/case-moves.ts'
import type { PersonalData } from '#people/personal-data.ts'
import {
  type Call,
  type ContestCase,
  type ContestEntry,
  findContest,
  isJudge,
  isOffice,
  type Mover,
} from './contests.ts'
import { contestDeskWords as words } from './desk-words.ts'

/** Who makes a move, and when. */
export interface By {
  person: Mover
  now: Date
  /** Opens what an author gave as their name, which is covered in what judges read, and who objected. */
  personalData: PersonalData
}

export type EntryCase = ContestCase & { entry: ContestEntry }

/** A button that brings a contest on, or one of its entries. */
export type ContestMove<Schema extends FormSchema = FormSchema> = CaseMove<ContestCase, By, Schema>
export type EntryMove<Schema extends FormSchema = FormSchema> = CaseMove<EntryCase, By, Schema>

/** A move as it is written down; what its form gives is known to its `act`. */
export const contestMove = <Schema extends FormSchema>(move: ContestMove<Schema>): ContestMove<Schema> => move
export const entryMove = <Schema extends FormSchema>(move: EntryMove<Schema>): EntryMove<Schema> => move

/** A refusal unless it stands in one of these states. */
export const unlessIn = ({ contest }: ContestCase, ...states: ContestState[]): Refusal | undefined =>
  states.includes(contest.state) ? undefined : tooLate(words.moves.wrongState)

/** The office sees every contest, a judge the one that they judge. */
export const maySeeContest = (found: ContestCase, { person }: Pick<By, 'person'>): boolean =>
  isOffice(person) || isJudge(found, person)

/** Judges see what was let in, from when they judge. */
export const maySeeEntry = (found: EntryCase, { person }: Pick<By, 'person'>): boolean =>
  isOffice(person) ||
  (isJudge(found, person) && found.entry.state === 'admitted' && found.contest.state !== 'collecting')

const objectOf = ({ call }: ContestCase) => ({ kind: 'contest', id: call.id })

export const contestEngine = caseMoves({ find: findContest, maySee: maySeeContest, objectOf, words })

export const entryEngine = caseMoves({
  async find(trx, { call, number }: { call: Call; number: number }): Promise<EntryCase | undefined> {
    const found = await findContest(trx, call)
    const entry = found.entries.find(each => each.number === number)
    return entry && { ...found, entry }
  },
  maySee: maySeeEntry,
  objectOf,
  words: { ...words, unknown: words.unknownEntry },
})

type OfEntry = Pick<EntryCase, 'entry' | 'declarations' | 'scores'>

/** What a judge has declared of an entry. */
export const declaredBy = ({ entry, declarations }: OfEntry, { id }: Pick<Mover, 'id'>) =>
  declarations.find(({ suggestion_id, judge_id }) => suggestion_id === entry.suggestion_id && judge_id === id)

/** Whether they have proven the phone that it was sent with. */
export const isOwn = ({ entry, authors }: Pick<EntryCase, 'entry' | 'authors'>, { id }: Pick<Mover, 'id'>): boolean =>
  authors.some(({ suggestion_id, judge_id }) => suggestion_id === entry.suggestion_id && judge_id === id)

/** Whether they have given points. */
export const hasScored = ({ entry, scores }: OfEntry, { id }: Pick<Mover, 'id'>): boolean =>
  scores.some(({ suggestion_id, judge_id }) => suggestion_id === entry.suggestion_id && judge_id === id)
