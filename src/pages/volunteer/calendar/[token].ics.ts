import type { APIRoute } from 'astro'
import { readFeed, writeCalendar } from '#volunteering/shifts/calendar.ts'
import { notFound } from '#web/outcome.ts'
import { open } from '#web/visit.ts'

/** A person's private feed, for their calendar program; anyone who has the address reads it, until it is shut. */
export const ALL: APIRoute = async context => {
  const visit = open(context)
  if (visit instanceof Response) return visit
  const { db, portal, now } = visit
  const entries = await readFeed(db, context.params.token ?? '', now)
  if (!entries) return notFound()
  return new Response(writeCalendar('我的小园丁班次', entries, portal.config.origin, now), {
    headers: {
      'Content-Type': 'text/calendar; charset=utf-8',
      'Cache-Control': 'private, no-store',
      'X-Robots-Tag': 'noindex',
    },
  })
}
