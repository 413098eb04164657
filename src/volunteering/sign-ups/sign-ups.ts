import { sql } from 'kysely'
import type { Db, Trx } from '#db/schema.ts'
import type { SignUpState } from '#db/schema-volunteers.ts'
import { inTransaction } from '#db/transaction.ts'
import type { PersonalData } from '#people/personal-data.ts'
import { ageOfMajority, ageOn, dayOf } from '../volunteers/age.ts'
import { lockOwnVolunteers } from '../volunteers/own.ts'
import { isBeforeDraw } from '../line/draw.ts'
import { isChoiceOver, isDue, passOnOffers, settle } from '../line/line.ts'
import { isPromised } from '../line/offering.ts'
import { type Attendee, countFreePlaces, findHindrance, fits, readAttendees } from './parties.ts'
import { type LockedShift, lockShift } from '../shifts/lock.ts'
import { acceptAgreement, haveAgreed } from '../activities/agreeing.ts'
import { lacksSecondOrganiser } from '../activities/two-organisers.ts'
import { hasChangedSince } from '../activities/wordings.ts'
import { keyUsed, type Refused } from '../refusals.ts'
import { shiftRefusals } from '../shifts/refusals.ts'
import { signUpRefusals } from './refusals.ts'
import { tellGuardians } from './telling-guardians.ts'

export interface SignUpRequest {
  shiftId: number
  /** Who comes: the person, their child records, or both. They get a place together or wait together. */
  volunteerIds: number[]
  /** Who asks, signed in. */
  personId: number
  /** The form's request key: sent twice, it is one sign-up and the same answer. */
  requestKey: string
  /** The version of the agreement that they accept, where the activity needs one. */
  agreement?: string | undefined
  /** The version of the activity that they have read. */
  version?: number | undefined
}

export interface SignedUp {
  state: SignUpState
  /** In the order of the volunteers' ids. */
  signUpIds: number[]
  position: number
}

/**
 * Signs people up for a shift: booked while a place is free that nobody in the line could take; otherwise they wait
 * in line; before a draw they go into it, and where the organiser chooses they apply. Age, consent, company and overlap are checked in the same transaction, and
 * the guardians of minors are told.
 */
export async function signUp(
  db: Db | Trx,
  personalData: PersonalData,
  request: SignUpRequest,
  now: Date,
): Promise<SignedUp | Refused> {
  const volunteerIds = [...new Set(request.volunteerIds)].sort((a, b) => a - b)
  const outcome = await inTransaction<SignedUp | Refused>(db, async trx => {
    const owned = await lockOwnVolunteers(trx, request.personId, volunteerIds)
    if (owned) return owned
    const shift = await lockShift(trx, request.shiftId)
    if (!shift) return { refused: shiftRefusals.unknown }
    const attendees = await readSettled(trx, shift, volunteerIds, request.requestKey, now)
    const before = attendees.some(attendee => attendee.signedUp) ? await findByRequestKey(trx, request.requestKey) : []
    if (before.length > 0) return answerAgain(before, request.shiftId, volunteerIds)
    const closed = findClosed(shift, now)
    if (closed) return closed
    if (await lacksSecondOrganiser(trx, shift.activity_id, now)) return { refused: signUpRefusals.oneOrganiser }
    if (attendees.some(attendee => attendee.signedUp)) return { refused: signUpRefusals.already }
    if (volunteerIds.length > shift.party_size) return { refused: signUpRefusals.party(shift.party_size) }
    // Their own sign-ups wait for the volunteers, which are held.
    if (attendees.some(attendee => attendee.open >= shift.open_sign_ups))
      return { refused: signUpRefusals.tooManyOpen(shift.open_sign_ups) }
    if (volunteerIds.length > shift.capacity) return { refused: signUpRefusals.partyTooLarge }

    const hindrance = findHindrance(shift, attendees)
    // Who is booked elsewhere may still wait: they may call that off before their turn.
    if (hindrance && hindrance.shiftId === undefined) return hindrance
    const state = await findPlace(trx, shift, attendees, now)
    if (state === 'booked' && hindrance) return hindrance
    // The organiser has given all places: there is nothing to be chosen for.
    if (state === 'applied' && shift.taken + attendees.length > shift.capacity) return { refused: signUpRefusals.full }
    if (state === 'waiting' && !shift.waiting_list) return { refused: signUpRefusals.full }
    const unagreed = await findUnagreed(trx, shift, { ...request, volunteerIds }, now)
    if (unagreed) return unagreed
    const signedUp = await insertSignUps(trx, shift, attendees, request, state, now)
    const day = dayOf(shift.starts_at)
    const minors = attendees.flatMap(({ volunteerId, birthDate }, index) =>
      ageOn(birthDate, day) < ageOfMajority ? [{ id: signedUp.signUpIds[index]!, volunteerId }] : [],
    )
    await tellGuardians(trx, personalData, minors, { shift, by: request.personId }, now)
    return signedUp
  })
  if (!('refused' in outcome) && outcome.state === 'booked') await passOnOffers(db, volunteerIds, now)
  return outcome
}

/** The attendees as they stand after the shift is settled. Mostly nothing is to be settled, and one statement says both. */
async function readSettled(
  trx: Trx,
  shift: LockedShift,
  volunteerIds: number[],
  requestKey: string,
  now: Date,
): Promise<Attendee[]> {
  const attendees = await readAttendees(trx, shift, volunteerIds, now, requestKey)
  const moved = isDue(shift, now) || attendees.some(attendee => attendee.lineStirs) ? await settle(trx, shift, now) : 0
  return moved > 0 ? readAttendees(trx, shift, volunteerIds, now, requestKey) : attendees
}

/** Why nobody can sign up for the shift now, or undefined. */
function findClosed(shift: LockedShift, now: Date): Refused | undefined {
  if (shift.state === 'cancelled' || shift.activity_state === 'cancelled') return { refused: shiftRefusals.cancelled }
  if (shift.activity_state !== 'published') return { refused: signUpRefusals.notPublished }
  if (now >= shift.starts_at) return { refused: shiftRefusals.started }
  if (shift.state === 'closed') return { refused: signUpRefusals.closed }
  if (isChoiceOver(shift, now)) return { refused: signUpRefusals.choiceOver }
  if (shift.opens_at && now < shift.opens_at) return { refused: signUpRefusals.notOpenYet }
  return undefined
}

/** After `settle` what is free is a newcomer's if it is enough for them, unless it is promised to somebody who waits. */
async function findPlace(
  trx: Trx,
  shift: LockedShift,
  attendees: Attendee[],
  now: Date,
): Promise<Exclude<SignUpState, 'offered' | 'ended'>> {
  if (shift.choose_by) return 'applied'
  if (isBeforeDraw(shift)) return 'entered'
  if (shift.taken === shift.capacity) return 'waiting'
  if (!fits(await countFreePlaces(trx, shift, now), attendees)) return 'waiting'
  return (await isPromised(trx, shift, now)) ? 'waiting' : 'booked'
}

/**
 * Takes the places, signs up and records it in one statement: without places there is nobody to insert, and in a rush
 * everybody else waits while the shift is held. The version is read in it: while we waited for the shift it may have
 * risen. The event is what `recordMoves` would write.
 */
async function insertSignUps(
  trx: Trx,
  shift: LockedShift,
  attendees: Attendee[],
  request: SignUpRequest,
  state: Exclude<SignUpState, 'offered' | 'ended'>,
  now: Date,
): Promise<SignedUp> {
  const places = state === 'booked' ? attendees.length : 0
  const { rows } = await sql<{ id: number; position: number }>`
    WITH sold AS (
      UPDATE shift SET taken = taken + ${places}, last_position = last_position + 1 WHERE id = ${shift.id} AND taken + ${places} <= capacity RETURNING last_position),
    signed AS (
      INSERT INTO sign_up (shift_id, starts_at, ends_at, volunteer_id, request_key, position, first_timer, newcomer, activity_version, state, signed_up_at)
      SELECT ${shift.id}, ${shift.starts_at}, ${shift.ends_at}, attendee.id, ${request.requestKey}, sold.last_position, attendee.first_timer, attendee.newcomer, (SELECT version FROM activity WHERE id = ${shift.activity_id}), ${state}, ${now}
      FROM sold, unnest(${attendees.map(attendee => attendee.volunteerId)}::int[], ${attendees.map(attendee => attendee.firstTimer)}::boolean[], ${attendees.map(attendee => attendee.newcomer)}::boolean[]) AS attendee (id, first_timer, newcomer)
      RETURNING id, position, volunteer_id),
    recorded AS (
      INSERT INTO event (actor_kind, actor_id, action, object_kind, object_id, detail, at)
      SELECT 'person', ${request.personId}, ${`sign-up.${state}`}, 'sign-up', id, jsonb_build_object('shift', ${shift.id}::int, 'position', position), ${now} FROM signed)
    SELECT id, position FROM signed ORDER BY volunteer_id`.execute(trx)
  if (rows.length < attendees.length) throw new Error(`shift ${shift.id} was sold out under its own lock`)
  return { state, position: rows[0]!.position, signUpIds: rows.map(row => row.id) }
}

/**
 * Why these people have not agreed to what the activity says now: what they read has changed since, or the written
 * agreement that the law wants is not accepted. What they accept is kept.
 */
export async function findUnagreed(
  trx: Trx,
  shift: LockedShift,
  {
    volunteerIds,
    personId,
    agreement,
    version,
  }: Pick<SignUpRequest, 'volunteerIds' | 'personId' | 'agreement' | 'version'>,
  now: Date,
): Promise<Refused | undefined> {
  const { activity_id: activityId } = shift
  if (version !== undefined && (await hasChangedSince(trx, activityId, version)))
    return { refused: signUpRefusals.changedSince }
  if (shift.agreement_cases.length === 0) return undefined
  if (agreement) await acceptAgreement(trx, { activityId, volunteerIds, personId, textVersion: agreement }, now)
  else if (!(await haveAgreed(trx, activityId, volunteerIds))) return { refused: signUpRefusals.agreement }
  return undefined
}

/** What the form did before for these people. */
function findByRequestKey(trx: Trx, requestKey: string) {
  return trx
    .selectFrom('sign_up')
    .select(['id', 'shift_id', 'volunteer_id', 'state', 'position'])
    .where('request_key', '=', requestKey)
    .orderBy('volunteer_id')
    .execute()
}

/** The same form again gets the same answer, as it stands now. */
function answerAgain(
  rows: Awaited<ReturnType<typeof findByRequestKey>>,
  shiftId: number,
  volunteerIds: number[],
): SignedUp | Refused {
  const same =
    rows.every(row => row.shift_id === shiftId) && rows.map(row => row.volunteer_id).join() === volunteerIds.join()
  if (!same) return { refused: keyUsed }
  return { state: rows[0]!.state, position: rows[0]!.position, signUpIds: rows.map(row => row.id) }
}

/** A sign-up with whose it is, or undefined. */
export function findSignUp(db: Db | Trx, signUpId: number) {
  return db
    .selectFrom('sign_up')
    .innerJoin('volunteer', 'volunteer.id', 'sign_up.volunteer_id')
    .selectAll('sign_up')
    .select(['volunteer.person_id', 'volunteer.guardian_person_id'])
    .where('sign_up.id', '=', signUpId)
    .executeTakeFirst()
}

/** Whether the sign-up is the person's own or their child's. */
export function isOwn(
  signUp: { person_id: number | null; guardian_person_id: number | null },
  personId: number,
): boolean {
  return signUp.person_id === personId || signUp.guardian_person_id === personId
}

/** A sign-up as the moves of its own person see it. */
export interface MySignUp {
  state: SignUpState
  starts_at: Date
}

/** Whether one can still do something about it. */
export function isComing({ state, starts_at }: MySignUp, { now }: { now: Date }): boolean {
  return state !== 'ended' && now < starts_at
}
