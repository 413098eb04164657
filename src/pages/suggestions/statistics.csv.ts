import { ReadableStream as NodeStream } from 'node:stream/web'
import type { APIRoute } from 'astro'
import { writeCsv } from '#forms/csv.ts'
import { listStatistics } from '#suggestions/statistics.ts'
import { statisticColumns, statisticWords as words } from '#suggestions/statistic-words.ts'
import { open } from '#web/visit.ts'
import { nameOfRow } from './statistics/_name.ts'

/** Everything that was released, as a file. */
export const GET: APIRoute = async context => {
  const visit = open(context)
  if (visit instanceof Response) return visit
  const { db, edition } = visit
  const lines = (await listStatistics(db)).map(row => [
    row.month,
    words.parts[row.part],
    row.key,
    nameOfRow(edition, row),
    row.received,
    ...[row.in_time, row.median_days, row.slow_days, row.satisfied, row.reopened].map(value => value ?? ''),
  ])
  const head = [...words.columns, ...Object.values(statisticColumns).map(({ label }) => label)]
  return new Response(NodeStream.from(writeCsv([[head], lines])) as unknown as ReadableStream<Uint8Array>, {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="statistics.csv"; filename*=UTF-8''${encodeURIComponent(`${words.title}.csv`)}`,
      'Cache-Control': 'public, max-age=60',
    },
  })
}
