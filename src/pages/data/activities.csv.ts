import { ReadableStream as NodeStream } from 'node:stream/web'
import type { APIRoute } from 'astro'
import { clockOf, dayOf } from '#calendar/lishui.ts'
import { writeCsv } from '#forms/csv.ts'
import { listComingShifts } from '#volunteering/activities/finding.ts'
import { open } from '#web/visit.ts'
import { dataWords as words } from './_words.ts'

const most = 5000
const sayMoment = (moment: Date) => `${dayOf(moment)} ${clockOf(moment)}`

/** The coming shifts of published activities, as everybody reads them on the site. */
export const GET: APIRoute = async context => {
  const visit = open(context)
  if (visit instanceof Response) return visit
  const { db, edition, now } = visit
  const shifts = await listComingShifts(db, { limit: most }, now)
  const lines = shifts.map(shift => [
    shift.id,
    sayMoment(shift.starts_at),
    sayMoment(shift.ends_at),
    shift.title,
    shift.organisation_name,
    edition.choices.counties.get(shift.county) ?? shift.county,
    shift.place,
    shift.capacity,
    shift.taken,
    shift.sample ? words.yes : '',
    `${context.locals.origin}/volunteer/shifts/${shift.id}`,
  ])
  return new Response(
    NodeStream.from(writeCsv([[Object.keys(words.activityColumns)], lines])) as unknown as ReadableStream<Uint8Array>,
    {
      headers: {
        'Content-Type': 'text/csv; charset=utf-8',
        'Content-Disposition': `attachment; filename="activities.csv"; filename*=UTF-8''${encodeURIComponent(`${words.activities.title}.csv`)}`,
        'Cache-Control': 'public, max-age=60',
      },
    },
  )
}
