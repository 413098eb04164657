import type { Selectable } from 'kysely'
import type { RecordDraftTable, RecordTable } from '#db/schema-record.ts'
import type { Db, SuggestionState, SuggestionTable, Trx } from '#db/schema.ts'

/** A suggestion for those who decide what of it is public. */
export interface Matter {
  suggestion: Selectable<SuggestionTable>
  /** What was made ready and waits, or came back. */
  draft: Selectable<RecordDraftTable> | undefined
  /** What is public, or was. */
  record: Selectable<RecordTable> | undefined
}

/** In these its author has an answer, so there is something to show. */
export const tellableStates: readonly SuggestionState[] = ['revisit', 'closed']

/** One matter by its number; held until the transaction ends, in one. */
export async function findMatter(db: Db | Trx, number: string): Promise<Matter | undefined> {
  const suggestion = await db
    .selectFrom('suggestion')
    .selectAll()
    .where('number', '=', number)
    .$if(db.isTransaction, query => query.forUpdate())
    .executeTakeFirst()
  if (!suggestion) return undefined
  return {
    suggestion,
    draft: await db
      .selectFrom('record_draft')
      .selectAll()
      .where('suggestion_id', '=', suggestion.id)
      .executeTakeFirst(),
    record: await db.selectFrom('record').selectAll().where('suggestion_id', '=', suggestion.id).executeTakeFirst(),
  }
}

/** The names of those who made a draft ready and gave it back. */
export async function findHands(db: Db, { prepared_by, returned_by }: NonNullable<Matter['draft']>) {
  const rows = await db
    .selectFrom('person')
    .select(['id', 'name'])
    .where('id', 'in', [prepared_by, returned_by ?? prepared_by])
    .execute()
  const nameOf = (id: number | null) => rows.find(row => row.id === id)?.name ?? ''
  return { preparedBy: nameOf(prepared_by), returnedBy: nameOf(returned_by) }
}

/**
 * The lists of the desk: what may be made ready, what is public with an answer that is not the last one, what waits for its
 * reader, what came back, what is public, what the office took away.
 */
export const recordViews = ['ready', 'renewed', 'waiting', 'returned', 'public', 'removed'] as const
export type RecordView = (typeof recordViews)[number]

/** One list: at most 100 rows, each with its title as it would be public or as the desk has it. */
export function listMatters(db: Db, view: RecordView) {
  const rows = db
    .selectFrom('suggestion')
    .leftJoin('record_draft', 'record_draft.suggestion_id', 'suggestion.id')
    .leftJoin('record', 'record.suggestion_id', 'suggestion.id')
    .leftJoin('person as preparer', 'preparer.id', 'record_draft.prepared_by')
    .select(eb => [
      'suggestion.number',
      'suggestion.county',
      'suggestion.shown_at',
      'record_draft.prepared_at',
      'record_draft.returned_words',
      'record.published_at',
      'record.removed_at',
      'preparer.name as prepared_by',
      // Who reads for the public alone sees nothing of what was written.
      eb.fn.coalesce('record_draft.title', 'record.title').as('public_title'),
      'suggestion.title',
    ])
    .limit(100)
  switch (view) {
    case 'ready':
      return (
        rows
          .where('suggestion.publish_consent', '=', true)
          .where('suggestion.state', 'in', tellableStates)
          .where('record_draft.suggestion_id', 'is', null)
          // What its author took back and agrees to again is as what was never public.
          .where(eb => eb.or([eb('record.suggestion_id', 'is', null), eb('record.removed_for', '=', 'author')]))
          .orderBy('suggestion.shown_at', 'desc')
          .orderBy('suggestion.id', 'desc')
          .execute()
      )
    case 'renewed':
      return rows
        .where('record.has_newer_answer', '=', true)
        .where('record.removed_at', 'is', null)
        .where('suggestion.state', 'in', tellableStates)
        .where('record_draft.suggestion_id', 'is', null)
        .orderBy('record.published_at')
        .execute()
    case 'waiting':
      return (
        rows
          // What is in work again is made ready anew after its next answer.
          .where('suggestion.state', 'in', tellableStates)
          .where('record_draft.prepared_at', 'is not', null)
          .where('record_draft.returned_at', 'is', null)
          .orderBy('record_draft.prepared_at')
          .execute()
      )
    case 'returned':
      return rows.where('record_draft.returned_at', 'is not', null).orderBy('record_draft.returned_at').execute()
    case 'public':
      return rows
        .where('record.published_at', 'is not', null)
        .where('record.removed_at', 'is', null)
        .orderBy('record.published_at', 'desc')
        .execute()
    case 'removed':
      return rows
        .where('record.removed_for', '=', 'office')
        .where('record_draft.suggestion_id', 'is', null)
        .orderBy('record.removed_at', 'desc')
        .execute()
  }
}
