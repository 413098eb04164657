import type * as z from 'zod'
import type { Db } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import type { Refusal } from '#forms/refusals.ts'
import type { objectionForm } from '#objections/form.ts'
import { fileObjection } from '#objections/objections.ts'
import type { PersonalData } from '#people/personal-data.ts'
import { type Call, findContest } from './contests.ts'

/** Somebody objects to the short list while it is on notice. Twice the same form is once. */
export function objectToList(
  db: Db,
  call: Call,
  written: z.output<typeof objectionForm>,
  means: { personalData: PersonalData; now: Date },
): Promise<object | { refused: Refusal }> {
  return inTransaction(db, async trx => {
    const { contest, objections } = await findContest(trx, call)
    const event = { action: 'contest.objected', object: { kind: 'contest', id: call.id } } as const
    return fileObjection(trx, { contest_id: call.id }, { ...contest, objections }, written, event, means)
  })
}
