import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import type { Refusal } from '#forms/refusals.ts'
import type { Db, Trx } from '#db/schema.ts'
import { cancelActivity } from '#volunteering/activities/activities.ts'
import { cannotCome } from '#volunteering/sign-ups/calling-off.ts'
import { checkVolunteers } from '#volunteering/check.ts'
import { leaveVolunteering } from '#volunteering/sign-ups/leaving.ts'
import { confirmOffer } from '#volunteering/line/offers.ts'
import { signUp } from '#volunteering/sign-ups/sign-ups.ts'
import { organisationRefusals } from '#volunteering/organisations/refusals.ts'
import { shiftRefusals } from '#volunteering/shifts/refusals.ts'
import { signUpRefusals } from '#volunteering/sign-ups/refusals.ts'
import { volunteerRefusals } from '#volunteering/volunteers/refusals.ts'
import { removeSignUp } from '#volunteering/shifts/moves/removal.ts'
import { cancelShift } from '#volunteering/shifts/moves/cancellation.ts'
import { changeCapacity } from '#volunteering/shifts/moves/capacity.ts'
import { rescheduleShift } from '#volunteering/shifts/moves/times.ts'
import { setSignUpOpen } from '#volunteering/shifts/moves/sign-up-open.ts'
import { openTestDatabase } from '../support/database.ts'
import {
  addChild,
  addOrganisation,
  addPerson,
  addTestShift,
  addVolunteer,
  granted,
  hoursAfter,
  minute,
  monday,
  sign,
  type TestVolunteer,
} from '../support/volunteering.ts'

/*
 * Every state of a sign-up × every move × every role. The table below says what must come of it: where the sign-up
 * stands afterwards, or the word of the refusal. Each cell is tried in a transaction that is then taken back.
 */

const states = [
  'none',
  'entered',
  'waiting',
  'offered',
  'asked again',
  'booked',
  'ended',
  'begun',
  'called off',
] as const
type State = (typeof states)[number]

const roles = ['self', 'guardian', 'stranger', 'organiser', 'other organiser', 'administrator'] as const
type Role = (typeof roles)[number]

interface Scene {
  subject: TestVolunteer
  /** 0: there is no sign-up. */
  signUpId: number
  shiftId: number
  activityId: number
  startsAt: Date
  now: Date
}

interface Move {
  does(trx: Trx, scene: Scene, personId: number): Promise<object>
  /** Whose move it is, and what everyone else is told. */
  by: 'volunteer' | 'organiser'
  others: Refusal
  /** Where the sign-up stands afterwards, or why not. */
  leads: Record<State, string | Refusal>
}

const moves: Record<string, Move> = {
  'sign up': {
    does: (trx, { subject, shiftId, now }, personId) =>
      signUp(trx, { shiftId, volunteerIds: [subject.volunteerId], personId, requestKey: randomUUID() }, now),
    by: 'volunteer',
    others: volunteerRefusals.notYours,
    leads: {
      none: 'booked',
      entered: signUpRefusals.already,
      waiting: signUpRefusals.already,
      offered: signUpRefusals.already,
      'asked again': signUpRefusals.already,
      booked: signUpRefusals.already,
      ended: 'booked',
      begun: shiftRefusals.started,
      'called off': shiftRefusals.cancelled,
    },
  },
  confirm: {
    does: (trx, { signUpId, now }, personId) => confirmOffer(trx, { signUpId, personId }, now),
    by: 'volunteer',
    others: volunteerRefusals.notYours,
    leads: {
      none: signUpRefusals.unknown,
      entered: signUpRefusals.nothingToConfirm,
      waiting: signUpRefusals.nothingToConfirm,
      offered: 'booked',
      'asked again': 'booked',
      booked: 'booked',
      ended: signUpRefusals.ended,
      begun: 'booked',
      'called off': signUpRefusals.ended,
    },
  },
  'cannot come': {
    does: (trx, { signUpId, now }, personId) => cannotCome(trx, { signUpId, personId }, now),
    by: 'volunteer',
    others: volunteerRefusals.notYours,
    leads: {
      none: signUpRefusals.unknown,
      entered: 'ended: cannot-come',
      waiting: 'ended: cannot-come',
      offered: 'ended: declined',
      'asked again': 'ended: declined',
      booked: 'ended: cannot-come',
      ended: 'ended: cannot-come',
      begun: shiftRefusals.started,
      'called off': signUpRefusals.ended,
    },
  },
  remove: {
    does: (trx, { signUpId, now }, personId) => removeSignUp(trx, { signUpId, personId, words: '示例' }, now),
    by: 'organiser',
    others: organisationRefusals.notYours,
    leads: {
      none: signUpRefusals.unknown,
      entered: 'ended: removed',
      waiting: 'ended: removed',
      offered: 'ended: removed',
      'asked again': 'ended: removed',
      booked: 'ended: removed',
      ended: signUpRefusals.ended,
      begun: shiftRefusals.started,
      'called off': signUpRefusals.ended,
    },
  },
  'add a place': {
    does: (trx, { shiftId, now }, personId) => changeCapacity(trx, { shiftId, personId, capacity: 2 }, now),
    by: 'organiser',
    others: organisationRefusals.notYours,
    leads: {
      none: 'none',
      entered: 'entered',
      waiting: 'offered',
      offered: 'offered',
      'asked again': 'offered',
      booked: 'booked',
      ended: 'ended: cannot-come',
      begun: shiftRefusals.started,
      'called off': shiftRefusals.cancelled,
    },
  },
  'stop sign-up': {
    does: (trx, { shiftId, now }, personId) => setSignUpOpen(trx, { shiftId, personId, open: false }, now),
    by: 'organiser',
    others: organisationRefusals.notYours,
    leads: {
      none: 'none',
      entered: 'entered',
      waiting: 'waiting',
      offered: 'offered',
      'asked again': 'offered',
      booked: 'booked',
      ended: 'ended: cannot-come',
      begun: shiftRefusals.started,
      'called off': shiftRefusals.cancelled,
    },
  },
  'move the shift': {
    does: (trx, { shiftId, startsAt, now }, personId) =>
      rescheduleShift(
        trx,
        { shiftId, personId, startsAt: hoursAfter(startsAt, 300), endsAt: hoursAfter(startsAt, 302) },
        now,
      ),
    by: 'organiser',
    others: organisationRefusals.notYours,
    leads: {
      none: 'none',
      entered: 'entered',
      waiting: 'waiting',
      offered: 'offered',
      'asked again': 'offered',
      booked: 'offered',
      ended: 'ended: cannot-come',
      begun: shiftRefusals.started,
      'called off': shiftRefusals.cancelled,
    },
  },
  'leave volunteering': {
    does: (trx, { subject, now }, personId) =>
      leaveVolunteering(trx, { volunteerId: subject.volunteerId, personId }, now),
    by: 'volunteer',
    others: volunteerRefusals.notYours,
    leads: {
      none: 'none',
      entered: 'ended: left',
      waiting: 'ended: left',
      offered: 'ended: left',
      'asked again': 'ended: left',
      booked: 'ended: left',
      ended: 'ended: cannot-come',
      begun: 'booked',
      'called off': 'ended: shift-cancelled',
    },
  },
  'cancel the activity': {
    does: (trx, { activityId, now }, personId) => cancelActivity(trx, { activityId, personId, words: '示例' }, now),
    by: 'organiser',
    others: organisationRefusals.notYours,
    leads: {
      none: 'none',
      entered: 'ended: shift-cancelled',
      waiting: 'ended: shift-cancelled',
      offered: 'ended: shift-cancelled',
      'asked again': 'ended: shift-cancelled',
      booked: 'ended: shift-cancelled',
      ended: 'ended: cannot-come',
      begun: 'booked',
      'called off': 'ended: shift-cancelled',
    },
  },
  'cancel the shift': {
    does: (trx, { shiftId, now }, personId) => cancelShift(trx, { shiftId, personId, words: '示例' }, now),
    by: 'organiser',
    others: organisationRefusals.notYours,
    leads: {
      none: 'none',
      entered: 'ended: shift-cancelled',
      waiting: 'ended: shift-cancelled',
      offered: 'ended: shift-cancelled',
      'asked again': 'ended: shift-cancelled',
      booked: 'ended: shift-cancelled',
      ended: 'ended: cannot-come',
      begun: shiftRefusals.started,
      'called off': shiftRefusals.cancelled,
    },
  },
}

function expected(move: Move, state: State, role: Role): string | Refusal {
  const owns = role === 'self' || role === 'guardian'
  const runs = role === 'organiser' || role === 'administrator'
  const may = move.by === 'volunteer' ? owns : runs
  return may || move.leads[state] === signUpRefusals.unknown ? move.leads[state] : move.others
}

let connection: Connection
const actors = {} as Record<Exclude<Role, 'self' | 'guardian'>, number>
const scenes = new Map<string, Scene>()

beforeAll(async () => {
  connection = await openTestDatabase()
  const { db } = connection
  const organisation = await addOrganisation(db)
  actors.stranger = (await addVolunteer(db)).personId
  actors.organiser = organisation.organiser
  actors['other organiser'] = (await addOrganisation(db)).organiser
  actors.administrator = await addPerson(db, '示例管理员', ['admin'])
  // Each scene has days of its own, so that no booking is in the way of another.
  let day = 2
  const subjects = { self: await addVolunteer(db), guardian: await addChild(db, await addVolunteer(db)) }
  for (const [role, subject] of Object.entries(subjects)) {
    for (const state of states) {
      const activity = { minimumAge: 6, ...(state === 'entered' && { drawHours: 1 }) }
      const shift = await addTestShift(db, {
        organisation,
        capacity: 1,
        startsAt: hoursAfter(monday, 24 * day++),
        activity,
      })
      scenes.set(`${role} ${state}`, await stage(db, state, subject, shift))
    }
  }
})
afterAll(() => connection.close())

/** Brings the subject's sign-up into the state, by the moves that lead there. */
async function stage(
  db: Db,
  state: State,
  subject: TestVolunteer,
  shift: { shiftId: number; activityId: number; startsAt: Date; organiser: number },
): Promise<Scene> {
  const { shiftId, activityId, startsAt, organiser } = shift
  const scene = { subject, shiftId, activityId, startsAt, now: monday, signUpId: 0 }
  if (state === 'none') return scene
  const holder = await addVolunteer(db)
  const held =
    state === 'waiting' || state === 'offered' ? granted(await sign(db, shiftId, holder)).signUpIds[0]! : undefined
  scene.signUpId = granted(await sign(db, shiftId, subject)).signUpIds[0]!
  if (state === 'offered') granted(await cannotCome(db, { signUpId: held!, personId: holder.personId }, monday))
  if (state === 'asked again')
    granted(
      await rescheduleShift(
        db,
        { shiftId, personId: organiser, startsAt: hoursAfter(startsAt, 1), endsAt: hoursAfter(startsAt, 3) },
        monday,
      ),
    )
  if (state === 'ended') granted(await cannotCome(db, { signUpId: scene.signUpId, personId: subject.personId }, monday))
  if (state === 'begun') scene.now = new Date(startsAt.getTime() + minute)
  if (state === 'called off') granted(await cancelShift(db, { shiftId, personId: organiser, words: '示例' }, monday))
  return scene
}

/** What came of the move; everything it did is taken back. */
async function attempt(move: Move, scene: Scene, personId: number): Promise<string | Refusal> {
  let came: string | Refusal = ''
  const takeBack = new Error('taken back')
  await connection.db
    .transaction()
    .execute(async trx => {
      const outcome = (await move.does(trx, scene, personId)) as { refused?: Refusal; signUpIds?: number[] }
      const signUpId = outcome.signUpIds?.[0] ?? scene.signUpId
      const row = await trx
        .selectFrom('sign_up')
        .select(['state', 'ended_reason'])
        .where('id', '=', signUpId)
        .executeTakeFirst()
      came = outcome.refused ?? (row ? row.state + (row.ended_reason ? `: ${row.ended_reason}` : '') : 'none')
      throw takeBack
    })
    .catch(error => {
      if (error !== takeBack) throw error
    })
  return came
}

describe.each(Object.entries(moves))('%s', (_name, move) => {
  describe.each(roles)('by %s', role => {
    test.each(states)('when %s', async state => {
      const scene = scenes.get(`${role === 'guardian' ? 'guardian' : 'self'} ${state}`)!
      const personId = role === 'self' || role === 'guardian' ? scene.subject.personId : actors[role]
      expect(await attempt(move, scene, personId)).toBe(expected(move, state, role))
    })
  })
})

test('all of it leaves counters, lists and the audit trail in agreement', async () => {
  expect((await checkVolunteers(connection.db, monday)).filter(finding => finding.count > 0)).toEqual([])
})
