import { ReadableStream as NodeStream } from 'node:stream/web'
import type { APIRoute } from 'astro'
import { dayOf } from '#calendar/lishui.ts'
import { writeCsv } from '#forms/csv.ts'
import { readRecordFilter, readRecords, type PublicRecord } from '#record/record.ts'
import { publicWords as words } from '#record/words.ts'
import { markWords } from '#suggestions/figure-words.ts'
import { suggestionKinds, suggestionStates } from '#suggestions/words.ts'
import { notFound } from '#web/outcome.ts'
import { open } from '#web/visit.ts'

/** The filtered list, whole, to keep: `list.csv` for people, `list.json` for programs. Read and written in portions. */
export const GET: APIRoute = context => {
  const visit = open(context)
  if (visit instanceof Response) return visit
  const { format } = context.params
  if (format !== 'csv' && format !== 'json') return notFound()
  const { db, edition } = visit
  const { counties, categories } = edition.choices
  const origin = context.locals.origin
  const portions = readRecords(db, readRecordFilter(context.url.searchParams))
  const unitOf = (unit: string | null) => (unit ? (edition.find('departments', unit)?.data.name ?? unit) : '')

  const cells = (record: PublicRecord) => [
    record.number,
    suggestionKinds[record.kind].label,
    categories.get(record.category) ?? record.category,
    counties.get(record.county) ?? record.county,
    record.place,
    record.title,
    record.body,
    unitOf(record.unit),
    record.answer,
    dayOf(record.received_at),
    dayOf(record.answered_at),
    record.working_days,
    record.in_time === null ? '' : record.in_time ? words.inTime : words.late,
    suggestionStates[record.state],
    record.satisfaction ? markWords[record.satisfaction] : '',
    record.solved === null ? '' : words.isSolved[`${record.solved}`],
    record.supporters,
    `${origin}/suggestions/${record.number}`,
  ]
  async function* csvLines() {
    yield [[...words.columns]]
    for await (const rows of portions) yield rows.map(cells)
  }
  async function* jsonText() {
    const encoder = new TextEncoder()
    let between = '['
    for await (const rows of portions)
      for (const { photos, ...record } of rows) {
        const pictures = photos.map((_, at) => `${origin}/suggestions/${record.number}/${at + 1}-1280.webp`)
        yield encoder.encode(`${between}${JSON.stringify({ ...record, pictures })}`)
        between = ',\n'
      }
    yield encoder.encode(between === '[' ? '[]\n' : ']\n')
  }
  return new Response(
    NodeStream.from(format === 'csv' ? writeCsv(csvLines()) : jsonText()) as unknown as ReadableStream<Uint8Array>,
    {
      headers: {
        'Content-Type': format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8',
        'Content-Disposition': `attachment; filename="suggestions.${format}"; filename*=UTF-8''${encodeURIComponent(`${words.title}.${format}`)}`,
        'Cache-Control': 'public, max-age=60',
      },
    },
  )
}
