import { ReadableStream as NodeStream } from 'node:stream/web'
import type { Db } from '#db/schema.ts'
import { recordEvent } from '#people/events.ts'
import { type Line, writeCsv } from '#forms/csv.ts'
import { type QueueFilter, type Viewer } from './queue-filter.ts'
import { type QueueRow, readQueue } from './queue.ts'

/** One column: its heading and the cell of a row. */
export interface ExportColumn {
  heading: string
  cell(row: QueueRow): string | number
}

/**
 * The filtered list as CSV, a stream of bytes, read and written in portions: 100,000 rows need no more memory than
 * 1,000. That it was exported is an event, recorded before the first byte. It holds no name and no phone.
 */
export async function exportQueue(
  db: Db,
  { filter, columns }: { filter: QueueFilter; columns: ExportColumn[] },
  viewer: Viewer,
  now: Date,
): Promise<ReadableStream<Uint8Array>> {
  const { words, ...named } = filter
  await recordEvent(db, {
    actor: { kind: 'person', id: viewer.id },
    action: 'suggestions.exported',
    object: { kind: 'suggestion-list', id: 'csv' },
    // Words somebody searched for may be a name.
    detail: { ...named, searched: words !== undefined },
    at: now,
  })
  // Node's own type: the page's library of types does not know `from` yet.
  return NodeStream.from(writeCsv(readLines(db, filter, columns, viewer, now))) as unknown as ReadableStream<Uint8Array>
}

/** The heading, then a portion of rows at a time. */
async function* readLines(
  db: Db,
  filter: QueueFilter,
  columns: ExportColumn[],
  viewer: Viewer,
  now: Date,
): AsyncGenerator<Line[]> {
  yield [columns.map(({ heading }) => heading)]
  for await (const rows of readQueue(db, filter, viewer, now))
    yield rows.map(row => columns.map(({ cell }) => cell(row)))
}
