import type { APIRoute } from 'astro'
import { readFeed, writeCalendar } from '#volunteering/shifts/calendar.ts'
import { refuseOtherMethods } from '#web/guard.ts'

/** A person's private feed, for their calendar program; whoever has the address reads it, until it is shut. */
export const ALL: APIRoute = async visit => {
  const refused = refuseOtherMethods(visit, 'GET')
  if (refused) return refused
  const { portal, now } = visit.locals
  const entries = await readFeed(portal.db, visit.params.token ?? '', now)
  if (!entries) return new Response(null, { status: 404 })
  return new Response(writeCalendar('我的小园丁班次', entries, portal.config.origin, now), {
    headers: { 'Content-Type': 'text/calendar; charset=utf-8', 'Cache-Control': 'private, no-store', 'X-Robots-Tag': 'noindex' },
  })
}
