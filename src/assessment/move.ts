import type * as z from 'zod'
import type { AssessmentState } from '#db/schema-assessment.ts'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import type { ShownMove } from '#forms/move.ts'
import { forbidden, type Refusal, tooLate, unknown } from '#forms/refusals.ts'
import type { FormSchema } from '#forms/values.ts'
import { recordEvent } from '#people/events.ts'
import type { Role } from '#people/roles.ts'
import { type Assessment, findAssessment, listOwnUnits } from './assessment.ts'
import type { CityFacts } from './counting.ts'
import { assessmentWords as words } from './words.ts'

/** Who makes a move, when, and with what content says at that moment. */
export interface By {
  person: { id: number; roles: readonly Role[] }
  now: Date
  facts: CityFacts
}

/** An assessment, and the unit whose page it is about. */
export interface Subject {
  assessment: Assessment
  unit: string | undefined
  /** Which of its units who makes the move answers for, whatever else they are. */
  own: readonly string[]
}

/** A button that changes an assessment, or what it says of one unit. */
export interface AssessmentMove<Schema extends FormSchema = FormSchema> extends ShownMove {
  form: Schema
  action: `assessment.${string}` & Parameters<typeof recordEvent>[1]['action']
  by: readonly [Role, ...Role[]]
  from: readonly [AssessmentState, ...AssessmentState[]]
  /** Why this person may not make it although the state is right. */
  refuse?(subject: Subject, by: Omit<By, 'facts'>): Refusal | undefined
  act(
    trx: Trx,
    subject: Subject,
    data: z.output<Schema>,
    by: By,
  ): Promise<Record<string, unknown> | { refused: Refusal }>
}

/** A move as it is written down; what its form gives is known to its `act`. */
export const assessmentMove = <Schema extends FormSchema>(move: AssessmentMove<Schema>): AssessmentMove<Schema> => move

/** Why a move is not made; undefined where it may be. The screen shows no other and the engine makes no other. */
export function whyNot<Schema extends FormSchema>(
  move: AssessmentMove<Schema>,
  subject: Subject,
  by: Omit<By, 'facts'>,
): Refusal | undefined {
  if (!move.by.some(role => by.person.roles.includes(role))) return forbidden(words.notYours)
  if (!move.from.includes(subject.assessment.state)) return tooLate(words.wrongState)
  return move.refuse?.(subject, by)
}

/** Why nobody judges the unit that they answer for, or decides on what it says. */
export const refuseOwnUnit = ({ unit, own }: Subject): Refusal | undefined =>
  unit !== undefined && own.includes(unit) ? forbidden(words.ownUnit) : undefined

/** Why nobody who answers for one of its units decides what becomes of an assessment. */
export const refuseAssessed = ({ own }: Subject): Refusal | undefined =>
  own.length > 0 ? forbidden(words.assessedThemselves) : undefined

/** Makes a move, change and event in one transaction. */
export function makeMove<Schema extends FormSchema>(
  db: Db,
  move: AssessmentMove<Schema>,
  { year, unit }: { year: number; unit?: string },
  data: z.output<Schema>,
  by: By,
): Promise<object | { refused: Refusal }> {
  return inTransaction(db, async (trx): Promise<object | { refused: Refusal }> => {
    const assessment = await findAssessment(trx, year)
    if (!assessment) return { refused: unknown(words.unknown) }
    const subject = { assessment, unit, own: await listOwnUnits(trx, assessment.id, by.person.id) }
    const reason = whyNot(move, subject, by)
    if (reason) return { refused: reason }
    const detail = await move.act(trx, subject, data, by)
    if ('refused' in detail) return detail
    // The same form once more: it is done, and the trail has it already.
    if ('again' in detail) return {}
    await recordEvent(trx, {
      actor: { kind: 'person', id: by.person.id },
      action: move.action,
      object: { kind: 'assessment', id: assessment.id },
      detail: { year, ...(unit !== undefined && { unit }), ...detail },
      at: by.now,
    })
    return {}
  })
}
