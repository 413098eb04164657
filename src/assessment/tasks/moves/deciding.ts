import type { Trx } from '#db/schema.ts'
import { at, forbidden, type Refusal, tooLate } from '#forms/refusals.ts'
import { enqueueMessage } from '#messages/outbox.ts'
import type { By, Subject } from '../move.ts'
import type { TaskReport } from '../reports.ts'
import { taskWords as words } from '../words.ts'

/** What acceptance and return share: which report is meant, and what is written and told. */
export function refuseDeciding({ reports }: Subject, { person: { id, units } }: By): Refusal | undefined {
  const open = reports.filter(({ state }) => state === 'filed')
  if (open.length === 0) return tooLate(words.decided)
  const others = open.filter(({ filed_by, unit }) => filed_by !== id && !units.includes(unit))
  if (others.length > 0) return undefined
  return forbidden(open.some(({ unit }) => units.includes(unit)) ? words.ownUnit : words.own)
}

/** The open report that is meant; nobody decides on their own, or on one of a unit that they answer for. */
export function openReport(
  { reports }: Subject,
  data: { report: string },
  { person }: By,
): TaskReport | { refused: Refusal } {
  const found = reports.find(({ id, state }) => String(id) === data.report && state === 'filed')
  if (!found) return { refused: at('report', words.decided) }
  if (found.filed_by === person.id) return { refused: at('report', words.own) }
  return person.units.includes(found.unit) ? { refused: at('report', words.ownUnit) } : found
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
