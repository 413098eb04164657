import { ReadableStream as NodeStream } from 'node:stream/web'
import { sql } from 'kysely'
import type { Db } from '#db/schema.ts'
import { dayInLishui, type WorkCalendar } from '#calendar/work-calendar.ts'
import { countWorkingDays } from '#calendar/working-days.ts'
import { writeCsv } from '#forms/csv.ts'
import { recordEvent } from '#people/events.ts'
import { loadOffice } from './clocks/office.ts'
import { type QueueFilter, type Viewer } from './queue-filter.ts'
import { type QueueRow, readQueue } from './queue.ts'
import type { ColumnAsItIs } from './redaction/columns.ts'

/** What a cell holds; a moment is written as each format has it. */
export type Cell = string | number | Date | null | undefined

/** One column: its heading and the cell of a row. */
export interface ExportColumn {
  heading: string
  cell(row: ExportRow): Cell
}

/** A row of the table with what offices report of it. */
export type ExportRow = QueueRow &
  Awaited<ReturnType<typeof listDetails>>[number] & {
    /** Working days from the day after it was received to the one on which its author saw an answer. */
    daysUsed: number | undefined
  }

type Exported = { filter: QueueFilter; columns: ExportColumn[] }

/** More rows than this are for CSV: a workbook is made whole in memory, a quarter of a gigabyte for ten thousand. */
const longestWorkbook = 10_000

/**
 * The filtered list as CSV, a stream of bytes, read and written in portions: 100,000 rows need no more memory than
 * 1,000. That it was exported is an event, recorded before the first byte. It holds no name and no phone.
 * @param sayMoment how a moment is written
 */
export async function exportQueue(
  db: Db,
  exported: Exported,
  sayMoment: (moment: Date) => string,
  viewer: Viewer,
  now: Date,
): Promise<ReadableStream<Uint8Array>> {
  await recordExport(db, exported.filter, 'csv', viewer, now)
  const plain = (cell: Cell) => (cell instanceof Date ? sayMoment(cell) : (cell ?? ''))
  async function* lines() {
    for await (const portion of readCells(db, exported, viewer, now)) yield portion.map(cells => cells.map(plain))
  }
  // Node's own type: the page's library of types does not know `from` yet.
  return NodeStream.from(writeCsv(lines())) as unknown as ReadableStream<Uint8Array>
}

/** The same rows for a workbook, headings first; refuses `too-many`. */
export async function listForWorkbook(
  db: Db,
  exported: Exported,
  viewer: Viewer,
  now: Date,
): Promise<{ cells: Cell[][] } | { refused: 'too-many' }> {
  const cells: Cell[][] = []
  for await (const portion of readCells(db, exported, viewer, now)) {
    cells.push(...portion)
    if (cells.length > longestWorkbook + 1) return { refused: 'too-many' }
  }
  await recordExport(db, exported.filter, 'xlsx', viewer, now)
  return { cells }
}

function recordExport(db: Db, filter: QueueFilter, format: 'csv' | 'xlsx', viewer: Viewer, now: Date): Promise<void> {
  const { words, ...named } = filter
  return recordEvent(db, {
    actor: { kind: 'person', id: viewer.id },
    action: 'suggestions.exported',
    object: { kind: 'suggestion-list', id: format },
    // Words somebody searched for may be a name.
    detail: { ...named, searched: words !== undefined },
    at: now,
  })
}

/** The headings, then a portion of rows at a time. */
async function* readCells(db: Db, { filter, columns }: Exported, viewer: Viewer, now: Date): AsyncGenerator<Cell[][]> {
  yield [columns.map(({ heading }) => heading)]
  const { calendar } = await loadOffice(db)
  for await (const rows of readQueue(db, filter, viewer, now)) {
    const details = new Map(
      (
        await listDetails(
          db,
          rows.map(({ id }) => id),
        )
      ).map(detail => [detail.id, detail]),
    )
    yield rows.map(row => {
      const detail = details.get(row.id)!
      const whole = { ...row, ...detail, daysUsed: countUsed(calendar, row.received_at, detail.shown_at) }
      return columns.map(({ cell }) => cell(whole))
    })
  }
}

const countUsed = (calendar: WorkCalendar, from: Date, to: Date | null) =>
  to ? countWorkingDays(calendar, dayInLishui(from), dayInLishui(to)) : undefined

/** What an export has beside the rows of the table: when each step was done, in time or late, by whom, and the answer that its author sees. */
async function listDetails(db: Db, ids: number[]) {
  if (ids.length === 0) return []
  return db
    .selectFrom('suggestion')
    .select([
      'id',
      'source',
      'accepted_at',
      'accepted_in_time',
      'handed_over_at',
      'answered_at',
      'answered_in_time',
      'shown_at',
      'closed_at',
      'satisfaction',
    ] satisfies ColumnAsItIs[])
    .select(eb => [
      eb
        .selectFrom('assignment')
        .select(({ fn }) => fn.max('signed_at').as('at'))
        .whereRef('suggestion_id', '=', 'suggestion.id')
        .where('part', '=', 'lead')
        .as('signed_at'),
      eb
        .selectFrom('assignment')
        .select(sql<string[]>`coalesce(array_agg(unit ORDER BY id), '{}')`.as('units'))
        .whereRef('suggestion_id', '=', 'suggestion.id')
        .where('part', '=', 'co')
        .where(co => co.or([co('ended_at', 'is', null), co('contributed_at', 'is not', null)]))
        .as('co_units'),
      eb
        .selectFrom('assignment')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .whereRef('suggestion_id', '=', 'suggestion.id')
        .where('returned_at', 'is not', null)
        .as('returns'),
      eb
        .selectFrom('answer')
        .select('body')
        .whereRef('suggestion_id', '=', 'suggestion.id')
        .where('answer.shown_at', 'is not', null)
        .orderBy('answer.id', 'desc')
        .limit(1)
        .as('answer'),
    ])
    .where('id', 'in', ids)
    .execute()
}
