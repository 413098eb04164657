import { sql } from 'kysely'
import type { Trx } from '../../db/schema.ts'
import type { SignUpState } from '../../db/schema-volunteers.ts'
import { ageOfMajority, ageOn, dayOf } from '../volunteers/age.ts'
import type { LockedShift } from './shift-lock.ts'

/** One person's sign-up (or one about to be made), with what decides whether they may come. */
export interface Attendee {
  volunteerId: number
  /** Who gets the messages: the volunteer, or the guardian of a child. */
  personId: number
  birthDate: string
  /** Another shift on which they are booked in that time. */
  overlapping: number | null
  /** A guardian's consent covers the whole shift. */
  consented: boolean
  /** Volunteers who may accompany them: guardians by record or by consent. */
  guardians: number[]
  /** One of those is booked on this shift already. */
  guardianBooked: boolean
  firstTimer: boolean
}

/** A sign-up in the line, with its attendee. */
export interface InLine extends Attendee {
  id: number
  requestKey: string
  position: number
  state: SignUpState
}

/** The people of one request: they get a place together or wait together. */
export interface Party {
  position: number
  members: InLine[]
}

export type Hindrance =
  | { refused: 'too-young'; volunteerId: number; minimumAge: number }
  | { refused: 'needs-consent' | 'needs-company'; volunteerId: number }
  | { refused: 'overlaps'; volunteerId: number; shiftId: number }

/**
 * Why these people may not serve on the shift together, or undefined: age and consent on the day of the shift
 * (浙江省志愿服务条例 Art. 9), company, another booking in that time.
 */
export function findHindrance(shift: LockedShift, members: Attendee[]): Hindrance | undefined {
  const day = dayOf(shift.starts_at)
  for (const { volunteerId, birthDate, consented, guardians, guardianBooked } of members) {
    const age = ageOn(birthDate, day)
    const minimumAge = Math.max(shift.minimum_age ?? 0, shift.guardian_rule === 'adults' ? ageOfMajority : 0)
    if (age < minimumAge) return { refused: 'too-young', volunteerId, minimumAge }
    if (age >= ageOfMajority) continue
    if (!consented) return { refused: 'needs-consent', volunteerId }
    const accompanied = guardianBooked || members.some(member => guardians.includes(member.volunteerId))
    if (shift.guardian_rule === 'accompanied' && !accompanied) return { refused: 'needs-company', volunteerId }
  }
  const busy = members.find(member => member.overlapping !== null)
  return busy && { refused: 'overlaps', volunteerId: busy.volunteerId, shiftId: busy.overlapping! }
}

/** How many places are free: for anyone who never served, and for the rest (a quota may be kept for first-timers). */
export interface FreePlaces {
  firstTimers: number
  others: number
}

export async function countFreePlaces(trx: Trx, shift: LockedShift, now: Date): Promise<FreePlaces> {
  const free = shift.capacity - shift.taken
  const quotaEnds = shift.starts_at.getTime() - shift.first_timer_hours * 3_600_000
  if (shift.first_timer_places === 0 || now.getTime() >= quotaEnds) return { firstTimers: free, others: free }
  const { held } = await trx
    .selectFrom('sign_up')
    .select(eb => eb.fn.countAll<number>().as('held'))
    .where('shift_id', '=', shift.id)
    .where('state', 'in', ['booked', 'offered'])
    .where('first_timer', '=', false)
    .executeTakeFirstOrThrow()
  return { firstTimers: free, others: Math.max(0, Math.min(free, shift.capacity - shift.first_timer_places - held)) }
}

/** Whether all of these people find a place. */
export function fits(free: FreePlaces, members: Attendee[]): boolean {
  return members.length <= free.firstTimers && members.filter(member => !member.firstTimer).length <= free.others
}

/** What decides for each volunteer whether they may come to the shift, in the order of the ids. */
export async function readAttendees(trx: Trx, shift: LockedShift, volunteerIds: number[], now: Date): Promise<Attendee[]> {
  const rows = await selectAttendees(trx, shift, now).where('volunteer.id', 'in', volunteerIds).orderBy('volunteer.id').execute()
  return rows.map(toAttendee)
}

/** The parties of a shift that are in one of the states, in the order of the line. */
export async function readParties(trx: Trx, shift: LockedShift, state: Extract<SignUpState, 'entered' | 'waiting'>, now: Date): Promise<Party[]> {
  const rows = await selectAttendees(trx, shift, now)
    .innerJoin('sign_up', 'sign_up.volunteer_id', 'volunteer.id')
    .select(['sign_up.id', 'sign_up.request_key', 'sign_up.position', 'sign_up.state as sign_up_state', 'sign_up.first_timer'])
    .where('sign_up.shift_id', '=', shift.id)
    .where('sign_up.state', '=', state)
    .orderBy('sign_up.position')
    .orderBy('sign_up.id')
    .execute()
  const parties = Map.groupBy(rows, row => row.request_key)
  return [...parties.values()].map(members => ({
    position: members[0]!.position,
    members: members.map(row => ({
      ...toAttendee({ ...row, served: !row.first_timer }),
      id: row.id, requestKey: row.request_key, position: row.position, state: row.sign_up_state,
    })),
  }))
}

function selectAttendees(trx: Trx, shift: LockedShift, now: Date) {
  return trx.selectFrom('volunteer').select([
    'volunteer.id as volunteer_id',
    'volunteer.birth_date',
    sql<number>`coalesce(volunteer.person_id, volunteer.guardian_person_id)`.as('person_id'),
    sql<number | null>`(
      SELECT other.shift_id FROM sign_up other WHERE other.volunteer_id = volunteer.id AND other.state = 'booked' AND other.shift_id <> ${shift.id}
      AND tstzrange(other.starts_at, other.ends_at) && tstzrange(${shift.starts_at}, ${shift.ends_at}) LIMIT 1)`.as('overlapping'),
    sql<boolean>`EXISTS (
      SELECT 1 FROM guardian_consent consent WHERE consent.volunteer_id = volunteer.id AND consent.revoked_at IS NULL
      AND consent.granted_at <= ${now} AND consent.expires_at >= ${shift.ends_at}
      AND (consent.scope = 'service' OR consent.activity_id = ${shift.activity_id}))`.as('consented'),
    sql<number[]>`ARRAY(
      SELECT guardian.id FROM volunteer guardian WHERE guardian.person_id = volunteer.guardian_person_id OR guardian.person_id IN (
        SELECT consent.guardian_person_id FROM guardian_consent consent WHERE consent.volunteer_id = volunteer.id AND consent.revoked_at IS NULL))`.as('guardians'),
    sql<boolean>`EXISTS (
      SELECT 1 FROM sign_up company JOIN volunteer guardian ON guardian.id = company.volunteer_id
      WHERE company.shift_id = ${shift.id} AND company.state = 'booked' AND (guardian.person_id = volunteer.guardian_person_id OR guardian.person_id IN (
        SELECT consent.guardian_person_id FROM guardian_consent consent WHERE consent.volunteer_id = volunteer.id AND consent.revoked_at IS NULL)))`.as('guardian_booked'),
    sql<boolean>`EXISTS (
      SELECT 1 FROM sign_up earlier WHERE earlier.volunteer_id = volunteer.id AND earlier.state = 'booked' AND earlier.ends_at < ${now})`.as('served'),
  ])
}

type AttendeeRow = {
  volunteer_id: number
  person_id: number
  birth_date: string | null
  overlapping: number | null
  consented: boolean
  guardians: number[]
  guardian_booked: boolean
  served: boolean
}

function toAttendee(row: AttendeeRow): Attendee {
  return {
    volunteerId: row.volunteer_id,
    personId: row.person_id,
    birthDate: row.birth_date!,
    overlapping: row.overlapping,
    consented: row.consented,
    guardians: row.guardians,
    guardianBooked: row.guardian_booked,
    firstTimer: !row.served,
  }
}
