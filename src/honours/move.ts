import type * as z from 'zod'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import type { ShownMove } from '#forms/move.ts'
import type { FormSchema } from '#forms/read.ts'
import { forbidden, type Refusal, unknown } from '#forms/refusals.ts'
import { recordEvent } from '#people/events.ts'
import type { Role } from '#people/roles.ts'
import { type Applicant, type Case, findCase, maySee } from './applications.ts'
import { applicationWords as words } from './words.ts'

/** Who makes a move, and when. */
export interface By {
  person: Applicant
  now: Date
}

/** A button that brings an application on. */
export interface HonourMove<Schema extends FormSchema = FormSchema> extends ShownMove {
  form: Schema
  action: 'honour.noticed' | 'honour.objection-answered' | 'honour.awarded' | 'honour.declined' | 'honour.withdrawn'
  by: Role
  /** Why it may not be made now; undefined where it may. The screen shows no other move and `act` meets no other. */
  refuse(found: Case, by: By): Refusal | undefined
  act(trx: Trx, found: Case, data: z.output<Schema>, by: By): Promise<Record<string, unknown> | { refused: Refusal }>
}

/** A move as it is written down; what its form gives is known to its `act`. */
export const honourMove = <Schema extends FormSchema>(move: HonourMove<Schema>): HonourMove<Schema> => move

/** Of these moves those that somebody may make now. */
export const offeredOf = <Any extends Pick<HonourMove, 'by' | 'refuse'>>(
  moves: readonly Any[],
  found: Case,
  by: By,
): Any[] => moves.filter(move => by.person.roles.includes(move.by) && !move.refuse(found, by))

/** Makes a move, change and event in one transaction. What somebody may not see is not there. */
export function makeMove<Schema extends FormSchema>(
  db: Db,
  move: HonourMove<Schema>,
  id: number,
  data: z.output<Schema>,
  by: By,
): Promise<object | { refused: Refusal }> {
  return inTransaction(db, async (trx): Promise<object | { refused: Refusal }> => {
    const found = await findCase(trx, id)
    if (!found || !maySee(by.person, found.application)) return { refused: unknown(words.unknown) }
    if (!by.person.roles.includes(move.by)) return { refused: forbidden(words.notYours) }
    const reason = move.refuse(found, by)
    if (reason) return { refused: reason }
    const detail = await move.act(trx, found, data, by)
    if ('refused' in detail) return detail
    await recordEvent(trx, {
      actor: { kind: 'person', id: by.person.id },
      action: move.action,
      object: { kind: 'honour', id },
      detail,
      at: by.now,
    })
    return {}
  })
}
