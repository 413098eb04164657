import type { RecordStep } from '#db/schema-record.ts'
import type { Db, SuggestionState } from '#db/schema.ts'
import type { PublicRecord } from './record.ts'

/** Which public records a program asks for. */
interface AskedRecords {
  /** With numbers nothing else counts. */
  numbers?: readonly string[] | undefined
  categories?: readonly string[] | undefined
  states?: readonly SuggestionState[] | undefined
  /** When it was received. */
  from: Date
  to: Date
  /** From 1. */
  page: number
  pageSize: number
}

/** A public record for programs, with the moment of its last step. */
export type AskedRecord = Pick<
  PublicRecord,
  'number' | 'category' | 'unit' | 'title' | 'body' | 'place' | 'state' | 'received_at'
> & { changed_at: Date; pictures: number }

/** Public records that were received in a span, the newest first. */
export async function listAskedRecords(
  db: Db,
  { numbers, categories, states, from, to, page, pageSize }: AskedRecords,
): Promise<AskedRecord[]> {
  const rows = await db
    .selectFrom('record')
    .select(['number', 'category', 'unit', 'title', 'body', 'place', 'state', 'received_at', 'answered_at'])
    .select(['steps', 'photos'])
    .where('removed_at', 'is', null)
    .$if(numbers !== undefined, query => query.where('number', 'in', [...numbers!, '']))
    .$if(numbers === undefined, query => query.where('received_at', '>=', from).where('received_at', '<=', to))
    .$if(numbers === undefined && categories !== undefined, query =>
      query.where('category', 'in', [...categories!, '']),
    )
    .$if(numbers === undefined && states !== undefined, query => query.where('state', 'in', [...states!]))
    .orderBy('received_at', 'desc')
    .orderBy('id', 'desc')
    .limit(pageSize)
    .offset((page - 1) * pageSize)
    .execute()
  return rows.map(({ steps, photos, answered_at, ...row }) => {
    const last = (steps as RecordStep[]).at(-1)
    return {
      ...(row as Omit<AskedRecord, 'changed_at' | 'pictures'>),
      changed_at: last ? new Date(last.at) : answered_at,
      pictures: photos.length,
    }
  })
}
