import type * as z from 'zod'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import type { ShownMove } from '#forms/move.ts'
import { forbidden, type Refusal, unknown } from '#forms/refusals.ts'
import type { FormSchema } from '#forms/values.ts'
import { recordEvent } from './events.ts'
import type { Role } from './roles.ts'
import type { Action } from './trail-words.ts'

interface Mover {
  person: { id: number; roles: readonly Role[] }
  now: Date
}

/** A button that brings a case on: an application for an honour, a contest, an entry of one. */
export interface CaseMove<Found, By extends Mover = Mover, Schema extends FormSchema = FormSchema> extends ShownMove {
  form: Schema
  action: Action
  by: readonly Role[]
  /** Why it may not be made now; undefined where it may. The screen shows no other move and `act` meets no other. */
  refuse(found: Found, by: By): Refusal | undefined
  /** Whether things stand as this form asks, by who sends it: a second click is answered like the first, and writes nothing. */
  isDone?(found: Found, data: z.output<Schema>, by: By, trx: Trx): boolean | Promise<boolean>
  /** Checks, then writes. Gives the facts of its event. */
  act(trx: Trx, found: Found, data: z.output<Schema>, by: By): Promise<Record<string, unknown> | { refused: Refusal }>
}

/**
 * The engine of one kind of case: finds it, held until the transaction ends, asks who may, and makes change and event in
 * one transaction. What somebody may not see is not there.
 */
export function caseMoves<Key, Found, By extends Mover>(given: {
  find(trx: Trx, key: Key): Promise<Found | undefined>
  maySee(found: Found, by: By): boolean
  objectOf(found: Found): { kind: string; id: string | number }
  words: { unknown: string; notYours: string }
}) {
  return {
    /** Of these moves those that somebody may make now. */
    offeredOf: <Any extends Pick<CaseMove<Found, By>, 'by' | 'refuse'>>(
      moves: readonly Any[],
      found: Found,
      by: By,
    ): Any[] => moves.filter(move => move.by.some(role => by.person.roles.includes(role)) && !move.refuse(found, by)),

    makeMove: <Schema extends FormSchema>(
      db: Db,
      move: CaseMove<Found, By, Schema>,
      key: Key,
      data: z.output<Schema>,
      by: By,
    ): Promise<object | { refused: Refusal }> =>
      inTransaction(db, async (trx): Promise<object | { refused: Refusal }> => {
        const found = await given.find(trx, key)
        if (!found || !given.maySee(found, by)) return { refused: unknown(given.words.unknown) }
        if (!move.by.some(role => by.person.roles.includes(role))) return { refused: forbidden(given.words.notYours) }
        if (await move.isDone?.(found, data, by, trx)) return {}
        const reason = move.refuse(found, by)
        if (reason) return { refused: reason }
        const detail = await move.act(trx, found, data, by)
        if ('refused' in detail) return detail as { refused: Refusal }
        // The same form once more: it is done, and the trail has it already.
        if ('again' in detail) return {}
        await recordEvent(trx, {
          actor: { kind: 'person', id: by.person.id },
          action: move.action,
          object: given.objectOf(found),
          detail,
          at: by.now,
        })
        return {}
      }),
  }
}
