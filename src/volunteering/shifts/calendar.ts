import { createHash, randomBytes } from 'node:crypto'
import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { recordEvent } from '#people/events.ts'
import { signUpStates } from '../sign-ups/words.ts'

/** What a calendar entry is made from. */
export interface CalendarEntry {
  shiftId: number
  startsAt: Date
  endsAt: Date
  title: string
  place: string
  /** Where exactly, who to call, whether it still has to be confirmed. */
  note: string
  state: 'confirmed' | 'tentative' | 'cancelled'
  revision: number
  latitude: number | null
  longitude: number | null
}

/**
 * An iCalendar text (RFC 5545). A shift keeps its identity in every calendar, so that a moved or cancelled one
 * replaces the entry that is there. `origin` is the portal's address, for the identity and the links.
 */
export function writeCalendar(name: string, entries: CalendarEntry[], origin: string, now: Date): string {
  const host = new URL(origin).hostname
  const calendar = ical({
    name,
    prodId: { company: host, product: 'volunteering', language: 'ZH' },
    method: ICalCalendarMethod.PUBLISH,
    ttl: 3600,
  })
  const statuses = {
    confirmed: ICalEventStatus.CONFIRMED,
    tentative: ICalEventStatus.TENTATIVE,
    cancelled: ICalEventStatus.CANCELLED,
  }
  for (const entry of entries) {
    calendar.createEvent({
      id: `shift-${entry.shiftId}@${host}`,
      sequence: entry.revision,
      stamp: now,
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
    })
  }
  return calendar.toString()
}

/** The entry of one shift, for the link beside it; undefined when it is not public. */
export async function findCalendarEntry(db: Db | Trx, shiftId: number): Promise<CalendarEntry | undefined> {
  const row = await selectEntries(db)
    .where('shift.id', '=', shiftId)
    .where('activity.state', 'in', ['published', 'cancelled'])
    .executeTakeFirst()
  return row && toEntry({ ...row, sign_up_state: null })
}

/** Opens a private feed for a person and returns its token, shown once. A feed they had before stops working. */
export async function openFeed(db: Db | Trx, personId: number, now: Date): Promise<{ token: string }> {
  return inTransaction(db, async trx => {
    await revokeFeed(trx, personId, now)
    const token = randomBytes(24).toString('base64url')
    await trx
      .insertInto('calendar_feed')
      .values({ token_hash: hashOf(token), person_id: personId, created_at: now })
      .execute()
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: 'calendar-feed.opened',
      object: { kind: 'person', id: personId },
      at: now,
    })
    return { token }
  })
}

/** Shuts the person's feed; the address answers nothing from then on. */
export async function revokeFeed(db: Db | Trx, personId: number, now: Date): Promise<{ revoked: boolean }> {
  return inTransaction(db, async trx => {
    const revoked = await trx
      .updateTable('calendar_feed')
      .set({ revoked_at: now })
      .where('person_id', '=', personId)
      .where('revoked_at', 'is', null)
      .returning('person_id')
      .executeTakeFirst()
    if (revoked)
      await recordEvent(trx, {
        actor: { kind: 'person', id: personId },
        action: 'calendar-feed.revoked',
        object: { kind: 'person', id: personId },
        at: now,
      })
    return { revoked: revoked !== undefined }
  })
}

/** Whether the person has a feed that works. */
export async function hasFeed(db: Db | Trx, personId: number): Promise<boolean> {
  return (
    (await db
      .selectFrom('calendar_feed')
      .select('person_id')
      .where('person_id', '=', personId)
      .where('revoked_at', 'is', null)
      .executeTakeFirst()) !== undefined
  )
}

/**
 * What a feed's address shows: shifts of the person and their children from a month back, booked or to be confirmed;
 * undefined when the token is unknown or revoked. No names: an address may be passed on.
 */
export async function readFeed(db: Db | Trx, token: string, now: Date): Promise<CalendarEntry[] | undefined> {
  const feed = await db
    .selectFrom('calendar_feed')
    .select('person_id')
    .where('token_hash', '=', hashOf(token))
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  if (!feed) return undefined
  const rows = await selectEntries(db)
    .innerJoin('sign_up', 'sign_up.shift_id', 'shift.id')
    .innerJoin('volunteer', 'volunteer.id', 'sign_up.volunteer_id')
    .select('sign_up.state as sign_up_state')
    .where(eb =>
      eb.or([eb('volunteer.person_id', '=', feed.person_id), eb('volunteer.guardian_person_id', '=', feed.person_id)]),
    )
    .where(eb =>
      eb.or([eb('sign_up.state', 'in', ['booked', 'offered']), eb('sign_up.ended_reason', '=', 'shift-cancelled')]),
    )
    .where('shift.ends_at', '>', new Date(now.getTime() - 30 * 86_400_000))
    .orderBy('shift.starts_at')
    .orderBy('shift.id')
    .execute()
  // Parent and child on one shift are one entry, confirmed when either is.
  const byShift = new Map<number, CalendarEntry>()
  for (const row of rows) if (byShift.get(row.id)?.state !== 'confirmed') byShift.set(row.id, toEntry(row))
  return [...byShift.values()]
}

function selectEntries(db: Db | Trx) {
  return db
    .selectFrom('shift')
    .innerJoin('activity', 'activity.id', 'shift.activity_id')
    .select([
      'shift.id',
      'shift.starts_at',
      'shift.ends_at',
      'shift.meeting_point',
      'shift.state as shift_state',
      'shift.revision',
      'activity.title',
      'activity.place',
      'activity.latitude',
      'activity.longitude',
      'activity.contact_name',
      'activity.contact_phone',
    ])
}

type EntryRow = Awaited<ReturnType<ReturnType<typeof selectEntries>['executeTakeFirstOrThrow']>> & {
  sign_up_state: string | null
}

function toEntry(row: EntryRow): CalendarEntry {
  const tentative = row.sign_up_state === 'offered'
  const note = [
    tentative ? signUpStates.offered : '',
    row.meeting_point && `集合：${row.meeting_point}`,
    `联系：${row.contact_name} ${row.contact_phone}`,
  ]
  return {
    shiftId: row.id,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    title: row.title,
    place: row.place,
    note: note.filter(Boolean).join('\n'),
    state: row.shift_state === 'cancelled' ? 'cancelled' : tentative ? 'tentative' : 'confirmed',
    revision: row.revision,
    latitude: row.latitude,
    longitude: row.longitude,
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
