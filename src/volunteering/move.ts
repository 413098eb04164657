import type * as z from 'zod'
import type { Db, Trx } from '#db/schema.ts'
import { type Made, postMove, type Returned, type ShownMove } from '#forms/move.ts'
import type { Form, FormSchema } from '#forms/read.ts'
import type { Refusal } from '#forms/refusals.ts'
import type { PersonalData } from '#people/personal-data.ts'
import type { SignedInPerson } from '#people/session.ts'
import type { Refused } from './refusals.ts'
import type { PublishedTexts } from './volunteers/consents.ts'

/** Who makes a move, and when. */
export interface By {
  person: SignedInPerson
  now: Date
  /** What the city has published: the texts that people agree to. */
  edition: PublishedTexts
  portal: { personalData: PersonalData }
}

/**
 * A button that changes something of volunteering: its words, its form, when it is offered, what it does. `act` locks
 * what it moves, asks the same rule as `offered`, and writes change and event in one transaction.
 */
export interface GardenMove<Subject, Schema extends FormSchema = FormSchema> extends ShownMove {
  form: Schema
  /** Whether the screen shows it for what it read; always, without it. */
  offered?(subject: Subject, at: { now: Date }): boolean
  /** The refusal that finds things as the form asks: a form that is sent twice is done. */
  asAsked?: Refusal
  /** `id` is that of the subject, as it stands in the address. */
  act(db: Db | Trx, id: number, data: z.output<Schema>, by: By): Promise<object | Refused>
}

/** A move as it is written down; what its form gives is known to its `act`. */
export function gardenMove<Subject, Schema extends FormSchema>(
  move: GardenMove<Subject, Schema>,
): GardenMove<Subject, Schema> {
  return move
}

/** Of these moves those that are offered, in their order. */
export function offeredOf<Subject, Any extends GardenMove<Subject>>(
  moves: readonly Any[],
  subject: Subject,
  at: { now: Date },
): Any[] {
  return moves.filter(move => move.offered?.(subject, at) ?? true)
}

/** Makes the move that a posted form asks for: what was done, or the form again with what is wrong. */
export function makeMove(
  db: Db | Trx,
  move: GardenMove<never>,
  id: number,
  form: Form<FormSchema>,
  by: By,
): Promise<Made | Returned> {
  return postMove<object>(move, form, async data => {
    const outcome = await move.act(db, id, data, by)
    return 'refused' in outcome && outcome.refused === move.asAsked ? {} : outcome
  })
}
