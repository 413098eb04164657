import { fork } from 'node:child_process'
import packageJson from '../../package.json' with { type: 'json' }
import { connect } from '#db/connect.ts'
import { type ExportColumn, exportQueue } from '#suggestions/exports.ts'
import { note } from './table.ts'
import type { QueueFilter, Viewer } from '#suggestions/queue-filter.ts'

interface Measured {
  rows: number
  megabytes: number
}

interface Asked {
  databaseUrl: string
  filter: QueueFilter
  viewer: Viewer
}

const asServerStarts = packageJson.scripts.start.match(/--\S+/g) ?? []

/** The filtered list as CSV, streamed by a process of its own: its rows, seconds and memory at the most. */
export async function measureExport(asked: Asked): Promise<void> {
  const child = fork(import.meta.filename, [JSON.stringify(asked)], { execArgv: asServerStarts })
  child.on('message', ({ rows, megabytes }: Measured) =>
    note(`export of ${rows} rows: memory at the most`, megabytes, 'MB', { atMost: 250 }),
  )
  await new Promise(resolve => child.on('exit', resolve))
}

async function exportAlone({ databaseUrl, filter, viewer }: Asked): Promise<void> {
  const { db, close } = await connect({ databaseUrl, dataDir: '' })
  let rows = 0
  const columns: ExportColumn[] = [
    { heading: '编号', cell: row => (rows++, row.number) },
    ...(['title', 'kind', 'category', 'county', 'place', 'state', 'lead_unit', 'reopenings'] as const).map(name => ({
      heading: name,
      cell: (row: Parameters<ExportColumn['cell']>[0]) => row[name] ?? '',
    })),
    { heading: '收到', cell: row => row.received_at },
    { heading: '期限', cell: row => row.due_at },
    { heading: '用了几天', cell: row => row.daysUsed },
    { heading: '协办', cell: row => row.co_units?.join('、') },
    { heading: '答复', cell: row => row.answer },
  ]
  const before = process.resourceUsage().maxRSS
  const begin = performance.now()
  let bytes = 0
  for await (const portion of await exportQueue(db, { filter, columns }, String, viewer, new Date()))
    bytes += portion.length
  const seconds = ((performance.now() - begin) / 1000).toFixed(1)
  const megabytes = (kilobytes: number) => Math.round(kilobytes / 1024)
  console.log(
    `CSV: ${rows} rows, ${megabytes(bytes / 1024)} MB in ${seconds} s, ${megabytes(process.resourceUsage().maxRSS)} MB of memory at the most (${megabytes(before)} MB before)`,
  )
  process.send!({ rows, megabytes: megabytes(process.resourceUsage().maxRSS) } satisfies Measured)
  await close()
}

if (process.send) await exportAlone(JSON.parse(process.argv[2]!) as Asked)
