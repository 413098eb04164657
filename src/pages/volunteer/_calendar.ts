import { createHash } from 'node:crypto'
import { type CalendarEntry, reminders, writeCalendar } from '#volunteering/shifts/calendar-text.ts'

/**
 * Entries as a calendar program asks for them: `?remind=60` adds an alarm so many minutes before. Who has the same text
 * already gets 304.
 */
export function answerCalendar(
  { request, url }: { request: Request; url: URL },
  { name, entries, origin }: { name: string; entries: CalendarEntry[]; origin: string },
  given: Record<string, string>,
): Response {
  const asked = Number(url.searchParams.get('remind'))
  const text = writeCalendar(name, entries, { origin, remind: reminders.has(asked) ? asked : undefined })
  // Weak, for it is sent in several codings.
  const tag = `W/"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`
  const headers = { ...given, ETag: tag }
  const has = request.headers.get('If-None-Match')?.split(/,\s*/) ?? []
  if (has.includes(tag) || has.includes('*')) return new Response(null, { status: 304, headers })
  return new Response(text, { headers: { ...headers, 'Content-Type': 'text/calendar; charset=utf-8' } })
}
