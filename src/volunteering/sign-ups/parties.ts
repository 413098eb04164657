import { sql } from 'kysely'
import { anHour } from '#calendar/spans.ts'
import type { Trx } from '#db/schema.ts'
import type { SignUpState } from '#db/schema-volunteers.ts'
import { momentOf } from '#calendar/lishui.ts'
import { ageOfMajority, ageOn, birthday, dayOf } from '../volunteers/age.ts'
import type { LockedShift } from '../shifts/lock.ts'
import type { Refused } from '../refusals.ts'
import { lackingOn } from '../trainings/lacking.ts'
import { bookedElsewhere, isHeldElsewhere, type OtherShift, refuseBooked } from './elsewhere.ts'
import { readCover, type Unconsented } from './cover.ts'
import { consentRefusals, signUpRefusals } from './refusals.ts'

/** One person's sign-up (or one about to be made), with what decides whether they may come. */
export interface Attendee {
  volunteerId: number
  /** Who gets the messages: the volunteer, or the guardian of a child. */
  personId: number
  birthDate: string
  /** They have an account; else a guardian keeps the record. */
  ownAccount: boolean
  /** Another shift on which they are booked in that time, or too near to it for the rest that the city wants. */
  booked: OtherShift | null
  /** Why no guardian's consent covers the shift, as far as it lies before the 18th birthday; null: one does. */
  unconsented: Unconsented | null
  /** Volunteers who may accompany them: guardians by record or by consent. */
  guardians: number[]
  /** One of those is booked on this shift already. */
  guardianBooked: boolean
  firstTimer: boolean
  /** May take a place that is kept for first-timers: a claim that counts once. */
  newcomer: boolean
  /** Trainings that the activity asks for and they do not have on the day, each with who gives it. */
  lacks: string[]
  /** The office holds back their sign-ups. */
  blocked: boolean
  /** On how many shifts they stand that have not begun. */
  open: number
  /** They stand on this shift already, or the form was used before. */
  signedUp: boolean
  /** Somebody waits while a place of the shift is free, or an offer on it has lapsed or passes on: it has to be settled first. */
  lineStirs: boolean
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

/** Why somebody may not serve on the shift, who it is, and which age or other shift stands in the way. */
export interface Hindrance extends Refused {
  volunteerId: number
  minimumAge?: number
  shiftId?: number
}

/**
 * Why these people may not serve on the shift together, or undefined: age and consent on the day of the shift
 * (浙江省志愿服务条例 Art. 9), company, a training that is missing, another booking in that time or too near to it.
 */
export function findHindrance(shift: LockedShift, members: Attendee[]): Hindrance | undefined {
  const held = members.find(member => member.blocked)
  if (held) return { refused: signUpRefusals.blocked, volunteerId: held.volunteerId }
  const day = dayOf(shift.starts_at)
  for (const { volunteerId, birthDate, ownAccount, unconsented, guardians, guardianBooked } of members) {
    const age = ageOn(birthDate, day)
    const minimumAge = Math.max(shift.minimum_age ?? 0, shift.guardian_rule === 'adults' ? ageOfMajority : 0)
    if (age < minimumAge) return { refused: signUpRefusals.tooYoung, volunteerId, minimumAge }
    if (age >= ageOfMajority && !ownAccount) return { refused: signUpRefusals.handOverFirst, volunteerId }
    if (age >= ageOfMajority) continue
    if (unconsented) return { refused: consentRefusals[unconsented], volunteerId }
    const accompanied = guardianBooked || members.some(member => guardians.includes(member.volunteerId))
    if (shift.guardian_rule === 'accompanied' && !accompanied)
      return { refused: signUpRefusals.needsCompany, volunteerId }
  }
  const lacks = members.flatMap(member => member.lacks)
  if (lacks.length > 0)
    return {
      refused: signUpRefusals.untrained([...new Set(lacks)]),
      volunteerId: members.find(member => member.lacks.length > 0)!.volunteerId,
    }
  const busy = members.find(member => member.booked !== null)
  return busy && { refused: refuseBooked(shift, busy.booked!), volunteerId: busy.volunteerId, shiftId: busy.booked!.id }
}

/** How many places are free: for newcomers, and for the rest (a quota may be kept for newcomers). */
export interface FreePlaces {
  newcomers: number
  others: number
}

/** Whether places of the shift are kept for newcomers still. */
function keepsPlaces(shift: LockedShift, now: Date): boolean {
  return shift.first_timer_places > 0 && now.getTime() < shift.starts_at.getTime() - shift.first_timer_hours * anHour
}

export async function countFreePlaces(trx: Trx, shift: LockedShift, now: Date): Promise<FreePlaces> {
  const free = shift.capacity - shift.taken
  if (!keepsPlaces(shift, now)) return { newcomers: free, others: free }
  const { held } = await trx
    .selectFrom('sign_up')
    .select(eb => eb.fn.countAll<number>().as('held'))
    .where('shift_id', '=', shift.id)
    .where('state', 'in', ['booked', 'offered'])
    .where('newcomer', '=', false)
    .executeTakeFirstOrThrow()
  return { newcomers: free, others: Math.max(0, Math.min(free, shift.capacity - shift.first_timer_places - held)) }
}

/** Whether all of these people find a place. */
export function fits(free: FreePlaces, members: Attendee[]): boolean {
  return members.length <= free.newcomers && members.filter(member => !member.newcomer).length <= free.others
}

/** What decides for each volunteer whether they may come to the shift, in the order of the ids; `requestKey` of the form they come with. */
export async function readAttendees(
  trx: Trx,
  shift: LockedShift,
  volunteerIds: number[],
  now: Date,
  requestKey: string | null = null,
): Promise<Attendee[]> {
  const rows = await trx
    .selectFrom('volunteer')
    .select([
      'id',
      'birth_date',
      sql<number>`coalesce(person_id, guardian_person_id)`.as('told'),
      sql<boolean>`person_id IS NOT NULL`.as('own_account'),
      bookedElsewhere(shift).as('booked'),
      sql<boolean>`EXISTS (SELECT 1 FROM sign_up earlier WHERE earlier.volunteer_id = volunteer.id AND earlier.state = 'booked' AND earlier.ends_at < ${now})`.as(
        'served',
      ),
      // Held elsewhere, or given up here by themselves: the claim is used.
      sql<boolean>`EXISTS (
        SELECT 1 FROM sign_up claim WHERE claim.volunteer_id = volunteer.id AND claim.newcomer AND (claim.state <> 'ended'
        OR (claim.shift_id = ${shift.id} AND claim.ended_reason IN ('cannot-come', 'declined', 'lapsed'))))`.as(
        'claimed',
      ),
      sql<boolean>`
        EXISTS (SELECT 1 FROM sign_up here WHERE here.shift_id = ${shift.id} AND here.volunteer_id = volunteer.id AND here.state <> 'ended')
        OR EXISTS (SELECT 1 FROM sign_up before WHERE before.request_key = ${requestKey}::uuid)`.as('signed_up'),
      sql<number>`(SELECT count(*)::int FROM sign_up open WHERE open.volunteer_id = volunteer.id AND open.state <> 'ended' AND open.starts_at > ${now})`.as(
        'open',
      ),
      lackingOn(sql`volunteer.id`, shift.qualifications, dayOf(shift.starts_at)).as('lacks'),
      sql<boolean>`EXISTS (SELECT 1 FROM volunteer_block block WHERE block.volunteer_id = volunteer.id AND block.ended_at IS NULL)`.as(
        'blocked',
      ),
      sql<boolean>`EXISTS (
        SELECT 1 FROM sign_up WHERE sign_up.shift_id = ${shift.id} AND sign_up.state IN ('waiting', 'offered')
        AND (sign_up.confirm_by <= ${now} OR ${isHeldElsewhere} OR (sign_up.state = 'waiting' AND ${shift.taken < shift.capacity})))`.as(
        'line_stirs',
      ),
    ])
    .where('id', '=', sql<number>`ANY (${volunteerIds}::int[])`)
    .orderBy('id')
    .execute()
  const day = dayOf(shift.starts_at)
  const minors = rows
    .filter(row => ageOn(row.birth_date!, day) < ageOfMajority)
    .map(row => ({
      id: row.id,
      // Nobody consents to what lies behind the birthday, and nobody needs to.
      until: new Date(Math.min(shift.ends_at.getTime(), momentOf(birthday(row.birth_date!, ageOfMajority)).getTime())),
    }))
  const cover = await readCover(trx, shift, minors, now)
  return rows.map(row => ({
    volunteerId: row.id,
    personId: row.told,
    birthDate: row.birth_date!,
    ownAccount: row.own_account,
    booked: row.booked && {
      ...row.booked,
      startsAt: new Date(row.booked.startsAt),
      endsAt: new Date(row.booked.endsAt),
    },
    firstTimer: !row.served,
    newcomer: !row.served && !row.claimed && keepsPlaces(shift, now),
    lacks: row.lacks,
    blocked: row.blocked,
    open: row.open,
    signedUp: row.signed_up,
    lineStirs: row.line_stirs,
    ...(cover.get(row.id) ?? { unconsented: 'never', guardians: [], guardianBooked: false }),
  }))
}

/** The next parties of a shift in one of the states, in the order of the line: those behind the position `after`, at most `limit`. */
export async function readParties(
  trx: Trx,
  shift: LockedShift,
  state: Extract<SignUpState, 'applied' | 'entered' | 'waiting'>,
  now: Date,
  { after, limit }: { after: number; limit: number },
): Promise<Party[]> {
  const rows = await trx
    .selectFrom('sign_up')
    .select(['id', 'request_key', 'position', 'state', 'volunteer_id', 'first_timer', 'newcomer'])
    .where('shift_id', '=', shift.id)
    .where('state', '=', state)
    .where('position', 'in', eb =>
      eb
        .selectFrom('sign_up')
        .select('position')
        .distinct()
        .where('shift_id', '=', shift.id)
        .where('state', '=', state)
        .where('position', '>', after)
        .orderBy('position')
        .limit(limit),
    )
    .orderBy('position')
    .orderBy('id')
    .execute()
  if (rows.length === 0) return []
  const attendees = new Map(
    (
      await readAttendees(
        trx,
        shift,
        rows.map(row => row.volunteer_id),
        now,
      )
    ).map(attendee => [attendee.volunteerId, attendee]),
  )
  return [...Map.groupBy(rows, row => row.request_key).values()].map(members => ({
    position: members[0]!.position,
    members: members.map(row => ({
      ...attendees.get(row.volunteer_id)!,
      firstTimer: row.first_timer,
      newcomer: row.newcomer,
      id: row.id,
      requestKey: row.request_key,
      position: row.position,
      state: row.state,
    })),
  }))
}
