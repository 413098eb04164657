import type * as z from 'zod'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import type { ShownMove } from '#forms/move.ts'
import type { FormSchema } from '#forms/read.ts'
import { forbidden, type Refusal, tooLate, unknown } from '#forms/refusals.ts'
import { recordEvent } from '#people/events.ts'
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
export interface RecordMove<Schema extends FormSchema = FormSchema> extends ShownMove {
  form: Schema
  action:
    | 'suggestion.record-prepared'
    | 'suggestion.record-published'
    | 'suggestion.record-returned'
    | 'suggestion.record-removed'
  by: readonly [Role, ...Role[]]
  /** Why it may not be made now; undefined where it may. The screen shows no other move and `act` meets no other. */
  refuse(matter: Matter, by: { person: { id: number }; readsOwn?: boolean }): Refusal | undefined
  act(trx: Trx, matter: Matter, data: z.output<Schema>, by: By): Promise<Record<string, unknown> | { refused: Refusal }>
}

/** A move as it is written down; what its form gives is known to its `act`. */
export const recordMove = <Schema extends FormSchema>(move: RecordMove<Schema>): RecordMove<Schema> => move

/** Of these moves those that somebody may make now. */
export const offeredOf = <Any extends Pick<RecordMove, 'by' | 'refuse'>>(
  moves: readonly Any[],
  matter: Matter,
  by: Pick<By, 'person' | 'readsOwn'>,
): Any[] => moves.filter(move => mayEver(move, by.person) && !move.refuse(matter, by))

const mayEver = ({ by }: Pick<RecordMove, 'by'>, { roles }: By['person']) => by.some(role => roles.includes(role))

/** Makes a move, change and event in one transaction. */
export function makeMove<Schema extends FormSchema>(
  db: Db,
  move: RecordMove<Schema>,
  number: string,
  data: z.output<Schema>,
  by: By,
): Promise<object | { refused: Refusal }> {
  return inTransaction(db, async (trx): Promise<object | { refused: Refusal }> => {
    if (!mayEver(move, by.person)) return { refused: forbidden(words.notYours) }
    const matter = await findMatter(trx, number)
    if (!matter) return { refused: unknown(words.unknown) }
    const reason = move.refuse(matter, by)
    if (reason) return { refused: reason }
    const detail = await move.act(trx, matter, data, by)
    if ('refused' in detail) return detail
    await recordEvent(trx, {
      actor: { kind: 'person', id: by.person.id },
      action: move.action,
      object: { kind: 'suggestion', id: matter.suggestion.id },
      detail,
      at: by.now,
    })
    return {}
  })
}

/** Refuses what its author does not agree to, or what has no answer. */
export function refuseUntellable({ suggestion }: Matter): Refusal | undefined {
  if (!suggestion.publish_consent) return tooLate(words.noConsent)
  return suggestion.shown_at ? undefined : tooLate(words.noAnswer)
}
