import type { APIRoute } from 'astro'
import { findCalendarEntry, writeCalendar } from '#volunteering/shifts/calendar.ts'
import { refuseOtherMethods } from '#web/guard.ts'
import { idIn } from '../../_visit.ts'

/** One shift as an iCalendar file. */
export const ALL: APIRoute = async visit => {
  const refused = refuseOtherMethods(visit, 'GET')
  if (refused) return refused
  const { portal, now } = visit.locals
  const id = idIn(visit.params.id)
  const entry = id && (await findCalendarEntry(portal.db, id))
  if (!entry) return new Response(null, { status: 404 })
  return new Response(writeCalendar(entry.title, [entry], portal.config.origin, now), {
    headers: { 'Content-Type': 'text/calendar; charset=utf-8', 'Content-Disposition': `attachment; filename="shift-${id}.ics"` },
  })
}
