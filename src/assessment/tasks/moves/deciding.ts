import type { Trx } from '#db/schema.ts'
import { at, type Refusal, tooLate } from '#forms/refusals.ts'
import { enqueueMessage } from '#messages/outbox.ts'
import type { By, Subject } from '../move.ts'
import type { TaskReport } from '../reports.ts'
import { taskWords as words } from '../words.ts'

/** What acceptance and return share: which report is meant, and what is written and told. */
export const refuseDeciding = ({ reports }: Subject): Refusal | undefined =>
  reports.some(({ state }) => state === 'filed') ? undefined : tooLate(words.nothingOpen)

/** The open report that is meant; nobody decides on their own. */
export function openReport(
  { reports }: Subject,
  data: { report: string },
  { person }: By,
): TaskReport | { refused: Refusal } {
  const found = reports.find(({ id, state }) => String(id) === data.report && state === 'filed')
  if (!found) return { refused: at('report', words.decided) }
  return found.filed_by === person.id ? { refused: at('report', words.own) } : found
}

/** Writes a decision and tells who reported. */
export async function decide(
  trx: Trx,
  subject: Subject,
  data: { report: string },
  by: By,
  decision: { state: 'accepted' } | { state: 'returned'; reason: string },
): Promise<Record<string, unknown> | { refused: Refusal }> {
  const found = openReport(subject, data, by)
  if ('refused' in found) return found
  await trx
    .updateTable('task_report')
    .set({ ...decision, decided_by: by.person.id, decided_at: by.now })
    .where('id', '=', found.id)
    .execute()
  const { id, task } = subject
  await enqueueMessage(
    trx,
    {
      to: { personId: found.filed_by },
      template: decision.state === 'accepted' ? 'task-accepted' : 'task-returned',
      facts: { task: id, year: task.year, place: task.number },
      about: { kind: 'task', id },
    },
    by.now,
  )
  return { row: found.id, unit: found.unit }
}
