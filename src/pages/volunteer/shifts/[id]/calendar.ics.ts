import type { APIRoute } from 'astro'
import { findCalendarEntry } from '#volunteering/shifts/calendar.ts'
import { idIn, notFound } from '#web/outcome.ts'
import { open } from '#web/visit.ts'
import { answerCalendar } from '../../_calendar.ts'

/** One shift as an iCalendar file: as it stands for who asks. */
export const ALL: APIRoute = async context => {
  const visit = open(context)
  if (visit instanceof Response) return visit
  const { db, portal, person } = visit
  const id = idIn(context.params.id)
  const entry = id && (await findCalendarEntry(db, id, person?.id))
  if (!entry) return notFound()
  const { origin } = portal.config
  return answerCalendar(
    context,
    { name: entry.title, entries: [entry], origin },
    {
      'Cache-Control': 'private, no-cache',
      'Content-Disposition': `attachment; filename="shift-${id}.ics"`,
    },
  )
}
