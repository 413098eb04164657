import type { APIRoute } from 'astro'
import { readFeed } from '#volunteering/shifts/calendar.ts'
import { notFound } from '#web/outcome.ts'
import { open } from '#web/visit.ts'
import { answerCalendar } from '../_calendar.ts'

/** A person's private feed, for their calendar program; anyone who has the address reads it, until it is shut. */
export const ALL: APIRoute = async context => {
  const visit = open(context)
  if (visit instanceof Response) return visit
  const { db, portal, now } = visit
  const entries = await readFeed(db, context.params.token ?? '', now)
  if (!entries) return notFound()
  const { origin } = portal.config
  return answerCalendar(
    context,
    { name: '我的小园丁班次', entries, origin },
    { 'Cache-Control': 'private, no-cache', 'X-Robots-Tag': 'noindex' },
  )
}
