import ical, { ICalAlarmType, ICalCalendarMethod, ICalEventStatus } from 'ical-generator'

/** What a calendar entry is made from. */
export interface CalendarEntry {
  shiftId: number
  startsAt: Date
  endsAt: Date
  title: string
  place: string
  /** Where exactly, who to call, what is still to be done. */
  note: string
  state: 'confirmed' | 'tentative' | 'cancelled'
  /** Rises with each change. */
  revision: number
  changedAt: Date
  latitude: number | null
  longitude: number | null
}

/** How many minutes before a shift a calendar may remind. */
export const reminders = new Map([
  [60, '提前一小时'],
  [1440, '提前一天'],
])

const statuses = {
  confirmed: ICalEventStatus.CONFIRMED,
  tentative: ICalEventStatus.TENTATIVE,
  cancelled: ICalEventStatus.CANCELLED,
}

/**
 * An iCalendar text (RFC 5545): of the same entries always the same bytes. A shift keeps its identity in every calendar,
 * so that a moved or cancelled one replaces the entry that is there. `origin` is the portal's address, for the identity
 * and the links; `remind` the minutes before the beginning at which the calendar reminds, of what is not called off.
 */
export function writeCalendar(
  name: string,
  entries: CalendarEntry[],
  { origin, remind }: { origin: string; remind?: number | undefined },
): string {
  const host = new URL(origin).hostname
  const calendar = ical({
    name,
    prodId: { company: host, product: 'volunteering', language: 'ZH' },
    method: ICalCalendarMethod.PUBLISH,
    ttl: 3600,
  })
  for (const entry of entries) {
    calendar.createEvent({
      id: `shift-${entry.shiftId}@${host}`,
      sequence: entry.revision,
      // When it was asked for says nothing to a calendar, and would make each answer another.
      stamp: entry.changedAt,
      lastModified: entry.changedAt,
      start: entry.startsAt,
      end: entry.endsAt,
      summary: entry.title,
      location:
        entry.latitude !== null && entry.longitude !== null
          ? { title: entry.place, geo: { lat: entry.latitude, lon: entry.longitude } }
          : entry.place,
      description: entry.note,
      url: `${origin}/volunteer/shifts/${entry.shiftId}`,
      status: statuses[entry.state],
      alarms:
        remind !== undefined && entry.state !== 'cancelled'
          ? [{ type: ICalAlarmType.display, trigger: remind * 60, description: entry.title }]
          : [],
    })
  }
  return calendar.toString()
}
