import type { APIRoute } from 'astro'
import { findCalendarEntry, writeCalendar } from '#volunteering/shifts/calendar.ts'
import { idIn, notFound } from '#web/outcome.ts'
import { open } from '#web/visit.ts'

/** One shift as an iCalendar file. */
export const ALL: APIRoute = async context => {
  const visit = open(context)
  if (visit instanceof Response) return visit
  const { db, portal, now } = visit
  const id = idIn(context.params.id)
  const entry = id && (await findCalendarEntry(db, id))
  if (!entry) return notFound()
  return new Response(writeCalendar(entry.title, [entry], portal.config.origin, now), {
    headers: {
      'Content-Type': 'text/calendar; charset=utf-8',
      'Content-Disposition': `attachment; filename="shift-${id}.ics"`,
    },
  })
}
