import type { Db, SuggestionState, Trx } from '#db/schema.ts'
import { recordEvent } from '#people/events.ts'
import { listAdditions } from './additions.ts'
import { dropAppeal } from './appeals.ts'
import { startClock } from './clocks/deadlines.ts'
import { findAllowance, loadOffice } from './clocks/office.ts'
import { type Course, writeChange } from './course.ts'
import { tellAuthors, tellRole } from './tell.ts'

/** What is answered when somebody asks about a suggestion: itself, or the one that it was merged into. */
export function findAnswered(
  db: Db | Trx,
  suggestionId: number,
): Promise<{ id: number; state: SuggestionState; number: string; lead_unit: string | null }> {
  return db
    .selectFrom('suggestion')
    .select(['id', 'state', 'number', 'lead_unit'])
    .where('id', '=', eb =>
      eb
        .selectFrom('suggestion as asked')
        .select(eb => eb.fn.coalesce('asked.merged_into', 'asked.id').as('id'))
        .where('asked.id', '=', suggestionId),
    )
    .executeTakeFirstOrThrow()
}

/** The row of what is answered, locked; two who part and rate at once run again. */
export function lockAnswered(trx: Trx, suggestion: Course): Promise<Course> {
  return suggestion.merged_into === null
    ? Promise.resolve(suggestion)
    : trx
        .selectFrom('suggestion')
        .selectAll()
        .where('id', '=', suggestion.merged_into)
        .forUpdate()
        .executeTakeFirstOrThrow()
}

/** Back to the desk as if it had just come in: somebody looks at it anew, in the usual time. Desk and author are told. */
export async function receiveAgain(trx: Trx, suggestion: Course, now: Date) {
  await dropAppeal(trx, suggestion.id, now)
  const office = await loadOffice(trx)
  const { dueOn: due } = await startClock(
    trx,
    office,
    { suggestionId: suggestion.id, step: 'accept', allowance: findAllowance(office, 'accept', suggestion) },
    now,
  )
  await tellRole(trx, suggestion, 'clerk', 'desk-received-again', { due }, now)
  await tellAuthors(trx, suggestion, 'suggestion-received-again', { due }, now, { alone: true })
  return { state: 'received', merged_into: null, merged_first_into: null } as const
}

/**
 * What was merged into a suggestion that is no longer dealt with comes back to the desk, each with its event. With
 * `from`, those that came along when it was merged into that one.
 */
export async function releaseMerged(trx: Trx, { id }: { id: number }, now: Date, from?: number): Promise<void> {
  const others = await trx
    .selectFrom('suggestion')
    .selectAll()
    .where('merged_into', '=', from ?? id)
    .$if(from !== undefined, query => query.where('merged_first_into', '=', id))
    .orderBy('id')
    .forUpdate()
    .execute()
  for (const other of others) {
    const change = await receiveAgain(trx, other, now)
    await writeChange(trx, other.id, change, now)
    await recordEvent(trx, {
      actor: { kind: 'system' },
      action: 'suggestion.parted',
      object: { kind: 'suggestion', id: other.id },
      detail: { state: change.state },
      at: now,
    })
  }
}

/** What was merged into a suggestion, as everybody who deals with it reads it: words and pictures, and nothing of who sent them. */
export async function listMerged(db: Db, suggestionId: number) {
  const rows = await db
    .selectFrom('suggestion')
    .select(['id', 'number', 'title', 'body', 'place', 'received_at'])
    .where('merged_into', '=', suggestionId)
    .orderBy('id')
    .execute()
  return Promise.all(
    rows.map(async row => ({
      ...row,
      photos: await db
        .selectFrom('suggestion_photo')
        .select(['position', 'width', 'height'])
        .where('suggestion_id', '=', row.id)
        .orderBy('position')
        .execute(),
      additions: await listAdditions(db, row.id),
    })),
  )
}
