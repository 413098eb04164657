import type { z } from 'zod'
import type { Db, Trx } from '#db/schema.ts'
import { type Kept, keptOf } from './kept.ts'
import type { Form, FormErrors } from './read.ts'
import type { FormSchema } from './values.ts'
import { errorsOf, type Refusal } from './refusals.ts'

/** What a move says on the screen, and its form. */
export interface ShownMove {
  /** Part of the address that it is posted to. */
  name: string
  /** Short, on the tab that opens the form. */
  title: string
  /** What it means, above the form. */
  hint?: string
  /** On the button. */
  submit: string
  /** What the page says afterwards. */
  done: string
  look?: 'warning' | 'quiet'
  /** What usually comes next: its form stands open without being asked for. */
  usual?: boolean
  form: FormSchema
}

/**
 * A button that changes something, with all that belongs to it. A domain adds what its own moves need beside it
 * (who from which states, the words of its trail) and makes moves in one engine, which locks the row, asks
 * `isDone` and `offered`, acts, and records change and event in one transaction.
 *
 * `Subject` is what is moved, `By` who moves it and when, `Change` what the engine writes.
 */
export interface Move<
  Subject,
  By,
  Change,
  Name extends string = string,
  Schema extends FormSchema = FormSchema,
  Word extends string = string,
> extends ShownMove {
  name: Name
  form: Schema
  /** Why it may be refused: at a field that can be mended, or too late. */
  refusals?: Record<Word, Refusal>
  /**
   * Whether it makes sense now: true, or why not (false, where nothing more is to be said). The screen shows no other
   * move and the engine makes no other, so a rule cannot live in a screen only. Without it, always.
   */
  offered?(subject: Subject, by: By, db: Db | Trx): Offered<Word> | Promise<Offered<Word>>
  /**
   * Whether this very form was answered before, or things stand as it asks: then it is done and nothing is written,
   * whatever the state. For forms that are sent twice; without it a repetition is refused like anything that came too late.
   */
  isDone?(subject: Subject, data: z.output<Schema>, by: By, db: Db | Trx): boolean | Promise<boolean>
  /** Checks first, then writes what it writes beside the subject's own row. */
  act(trx: Trx, subject: Subject, data: z.output<Schema>, by: By): Promise<Acted<Change, NoInfer<Word>>>
}

export type Offered<Word extends string = string> = boolean | NoInfer<Word>

/**
 * What a move did: changes of the subject's row and facts for its event (ids and never positions, nobody's words);
 * `then` is an event of its own for what followed from it. Or why it may not.
 */
export type Acted<Change, Word extends string = string, Event extends string = string> =
  | { change: Change; detail?: Record<string, unknown>; then?: { action: Event; detail?: Record<string, unknown> } }
  | { refused: Word }

export function findMove<Any extends ShownMove>(moves: readonly Any[], name: string | undefined): Any | undefined {
  return moves.find(move => move.name === name)
}

/** What `offered` says of one move. */
export async function isOffered<Subject, By>(
  move: Pick<Move<Subject, By, unknown>, 'offered'>,
  subject: Subject,
  by: By,
  db: Db | Trx,
): Promise<Offered> {
  return move.offered ? move.offered(subject, by, db) : true
}

/** Which of the offered moves stands open: the one that came back, the one that was asked for, else what usually comes next. */
export function openMove<Any extends ShownMove>(
  offered: readonly Any[],
  ...names: (string | undefined)[]
): Any | undefined {
  for (const name of names) {
    const named = findMove(offered, name)
    if (named) return named
  }
  return offered.find(({ usual }) => usual)
}

/** A posted move that was made, and what was done by it. */
export interface Made<Done = object> {
  move: string
  done: Done
}

/** A posted move that was not made, with what was typed. A refusal that belongs to no field stands in `errors.form` too. */
export type Returned = {
  move: string
  values: Record<string, string | string[]>
  /** What was written in it, to be copied where its form is not shown any more. */
  kept: Kept
  errors: FormErrors
} & ({ status: number; refusal?: undefined } | { refusal: Refusal; status?: undefined })

/**
 * Makes the move that a form asks for: `make` calls the engine of the domain with what was read by `move.form`. Gives what was
 * done, or the form again with what is wrong.
 */
export async function postMove<Done extends object>(
  move: ShownMove,
  form: Form<FormSchema>,
  make: (data: Record<string, unknown>) => Promise<Done | { refused: Refusal }>,
): Promise<Made<Done> | Returned> {
  const returned = { move: move.name, values: form.values, kept: keptOf(move.form, form.values) }
  if (form.errors) return { ...returned, errors: form.errors, status: form.status }
  const outcome = await make(form.data)
  if (!('refused' in outcome)) return { move: move.name, done: outcome }
  const refusal = outcome.refused as Refusal
  return { ...returned, errors: errorsOf(refusal), refusal }
}
