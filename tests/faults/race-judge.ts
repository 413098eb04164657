import { clockOf } from '#calendar/lishui.ts'
import type { Db } from '#db/schema.ts'
import { readFairRules } from '#volunteering/fair-rules.ts'
import { checkVolunteers } from '#volunteering/check.ts'

/** Bookings of other transactions not yet committed when a line was read lie within this many events of it. */
const inFlight = 400

interface Seen {
  id: number
  at: Date
  action: string
  detail: { shift: number; from?: string; to?: number; reason?: string; position?: number; until?: string }
  signUpId: number
}

interface Row {
  id: number
  shift_id: number
  volunteer_id: number
  request_key: string
  position: number
  starts_at: Date
  ends_at: Date
}

/**
 * Judges a race afterwards. What stands now must agree (check:volunteers); and the audit trail, replayed shift by
 * shift, must show that at no moment a place too many was held, somebody sent to the line while a place was free, or
 * an offer or a place handed past somebody who waited longer, could have used it and was not booked elsewhere, or too near.
 */
export async function findRaceFaults(db: Db, shifts: { id: number; capacity: number }[], now: Date): Promise<string[]> {
  const faults = (await checkVolunteers(db, now))
    .filter(finding => finding.count > 0)
    .map(finding => `${finding.rule}: ${finding.count} (${finding.ids.join(', ')})`)
  const signUps = new Map(
    (
      await db
        .selectFrom('sign_up')
        .select(['id', 'shift_id', 'volunteer_id', 'request_key', 'position', 'starts_at', 'ends_at'])
        .execute()
    ).map(row => [row.id, row]),
  )
  const rows = await db
    .selectFrom('event')
    .select(['id', 'at', 'action', 'object_id', 'detail'])
    .where('object_kind', 'in', ['sign-up', 'shift'])
    .orderBy('id')
    .execute()
  const events = rows
    .filter(row => 'shift' in row.detail)
    .map(row => ({
      id: row.id,
      at: row.at,
      action: row.action,
      detail: row.detail as Seen['detail'],
      signUpId: Number(row.object_id),
    }))
  const bookings = bookingsByVolunteer(events, signUps)
  const rest = (await readFairRules(db)).rest_hours * 3_600_000
  const byShift = Map.groupBy(events, event => event.detail.shift)
  for (const shift of shifts) faults.push(...replay(shift, byShift.get(shift.id) ?? [], signUps, bookings, rest))
  return faults
}

type Bookings = Map<number, { row: Row; from: number; until: number }[]>

/** When each volunteer was booked where, in event ids. */
function bookingsByVolunteer(events: Seen[], signUps: Map<number, Row>): Bookings {
  const bookings: Bookings = new Map()
  const open = new Map<number, { row: Row; from: number; until: number }>()
  for (const event of events) {
    if (!event.action.startsWith('sign-up.')) continue
    const row = signUps.get(event.signUpId)!
    if (event.action === 'sign-up.booked') {
      const booking = { row, from: event.id, until: Infinity }
      open.set(row.id, booking)
      bookings.set(row.volunteer_id, [...(bookings.get(row.volunteer_id) ?? []), booking])
    } else {
      const booking = open.get(row.id)
      if (booking) booking.until = event.id
      open.delete(row.id)
    }
  }
  return bookings
}

const isNight = (moment: Date) => clockOf(moment) >= '22:00' || clockOf(moment) < '08:00'

function replay(
  shift: { id: number; capacity: number },
  events: Seen[],
  signUps: Map<number, Row>,
  bookings: Bookings,
  rest: number,
): string[] {
  const faults: string[] = []
  const held = new Set<number>()
  const waiting = new Map<number, Row>()
  let capacity = shift.capacity
  let kept: { position: number; until: Date } | undefined
  const parties = Map.groupBy(
    [...signUps.values()].filter(row => row.shift_id === shift.id),
    row => row.request_key,
  )

  /** What is free is somebody's who waits: a family's that it was kept for, or, at night, of who is offered it in the morning. */
  const isPromised = ({ at }: Seen) => {
    const waits = kept && at < kept.until && [...waiting.values()].some(row => row.position === kept!.position)
    // A minute of the race is a quarter of a second: who began before the night may be written down in it.
    const sleeps = [-30, 0, 30].some(minutes => isNight(new Date(at.getTime() + minutes * 60_000)))
    return waits || (sleeps && waiting.size > 0)
  }

  /** Somebody who waits before that position, for whom the free places are enough, and who surely is booked nowhere else. */
  const passedOver = (row: Row, event: Seen, free: number) => {
    for (const older of waiting.values()) {
      if (older.position >= row.position || older.request_key === row.request_key) continue
      const party = [...waiting.values()].filter(member => member.request_key === older.request_key)
      const busy = party.some(member =>
        (bookings.get(member.volunteer_id) ?? []).some(
          booking =>
            booking.row.shift_id !== shift.id &&
            booking.row.starts_at.getTime() < older.ends_at.getTime() + rest &&
            booking.row.ends_at.getTime() > older.starts_at.getTime() - rest &&
            booking.from <= event.id + inFlight &&
            booking.until >= event.id - inFlight,
        ),
      )
      if (party.length <= free && !busy) return older
    }
    return undefined
  }

  for (const event of events) {
    if (event.action === 'shift.capacity-changed') capacity = event.detail.to!
    if (event.action === 'shift.place-kept')
      kept = { position: event.detail.position!, until: new Date(event.detail.until!) }
    if (!event.action.startsWith('sign-up.')) continue
    const row = signUps.get(event.signUpId)!
    const free = capacity - held.size
    const place = `shift ${shift.id}, event ${event.id}, sign-up ${row.id}`
    if (event.action === 'sign-up.waiting') {
      const together = parties.get(row.request_key)!.length
      const before = [...waiting.values()].filter(other => other.request_key === row.request_key).length
      if (before === 0 && together <= free && !isPromised(event))
        faults.push(`${place}: sent to the line while ${free} places were free`)
      waiting.set(row.id, row)
    }
    const handsOut =
      event.action === 'sign-up.offered' || (event.action === 'sign-up.booked' && event.detail.from === undefined)
    if (handsOut && !held.has(row.id)) {
      const older = passedOver(row, event, free)
      if (older) faults.push(`${place}: given a place past sign-up ${older.id}, who waited longer`)
    }
    if (event.action === 'sign-up.offered' || event.action === 'sign-up.booked') {
      held.add(row.id)
      waiting.delete(row.id)
      if (held.size > capacity) faults.push(`${place}: ${held.size} held of ${capacity}`)
    }
    if (event.action === 'sign-up.ended') {
      held.delete(row.id)
      waiting.delete(row.id)
    }
  }
  return faults
}
