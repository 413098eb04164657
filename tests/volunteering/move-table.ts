import { randomUUID } from 'node:crypto'
import type { Refusal } from '#forms/refusals.ts'
import type { Trx } from '#db/schema.ts'
import { cancelActivity } from '#volunteering/activities/moves/cancellation.ts'
import { cannotCome } from '#volunteering/sign-ups/moves/cancellation.ts'
import { leaveVolunteering } from '#volunteering/volunteers/moves/leaving.ts'
import { confirmOffer } from '#volunteering/sign-ups/moves/confirmation.ts'
import { signUp } from '#volunteering/sign-ups/sign-ups.ts'
import { organisationRefusals } from '#volunteering/organisations/refusals.ts'
import { shiftRefusals } from '#volunteering/shifts/refusals.ts'
import { signUpRefusals } from '#volunteering/sign-ups/refusals.ts'
import { volunteerRefusals } from '#volunteering/volunteers/refusals.ts'
import { removeSignUp } from '#volunteering/shifts/moves/removal.ts'
import { cancelShift } from '#volunteering/shifts/moves/cancellation.ts'
import { chooseApplicants } from '#volunteering/shifts/moves/choice.ts'
import { changeCapacity } from '#volunteering/shifts/moves/capacity.ts'
import { rescheduleShift } from '#volunteering/shifts/moves/times.ts'
import { setSignUpOpen } from '#volunteering/shifts/moves/sign-up-open.ts'
import { hoursAfter, personalData, type TestVolunteer } from '../support/volunteering.ts'

/*
 * Every state of a sign-up × every move × every role. The table below says what must come of it: where the sign-up
 * stands afterwards, or the word of the refusal. tests/volunteering/moves.db.test.ts tries each cell.
 */

export const states = [
  'none',
  'entered',
  'applied',
  'waiting',
  'offered',
  'asked again',
  'booked',
  'ended',
  'begun',
  'called off',
] as const
export type State = (typeof states)[number]

export const roles = ['self', 'guardian', 'stranger', 'organiser', 'other organiser', 'administrator'] as const
export type Role = (typeof roles)[number]

export interface Scene {
  subject: TestVolunteer
  /** 0: there is no sign-up. */
  signUpId: number
  shiftId: number
  activityId: number
  startsAt: Date
  now: Date
}

export interface Move {
  does(trx: Trx, scene: Scene, personId: number): Promise<object>
  /** Whose move it is, and what everyone else is told. */
  by: 'volunteer' | 'organiser'
  others: Refusal
  /** Where the sign-up stands afterwards, or why not. */
  leads: Record<State, string | Refusal>
}

/** The table itself. */
export const moves: Record<string, Move> = {
  'sign up': {
    does: (trx, { subject, shiftId, now }, personId) =>
      signUp(
        trx,
        personalData,
        { shiftId, volunteerIds: [subject.volunteerId], personId, requestKey: randomUUID() },
        now,
      ),
    by: 'volunteer',
    others: volunteerRefusals.notYours,
    leads: {
      none: 'booked',
      entered: signUpRefusals.already,
      applied: signUpRefusals.already,
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
      applied: signUpRefusals.nothingToConfirm,
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
      applied: 'ended: cannot-come',
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
      applied: 'ended: removed',
      waiting: 'ended: removed',
      offered: 'ended: removed',
      'asked again': 'ended: removed',
      booked: 'ended: removed',
      ended: signUpRefusals.ended,
      begun: shiftRefusals.started,
      'called off': signUpRefusals.ended,
    },
  },
  choose: {
    does: (trx, { signUpId, shiftId, now }, personId) =>
      chooseApplicants(trx, { shiftId, personId, signUpIds: [signUpId], rest: 'wait' }, now),
    by: 'organiser',
    others: organisationRefusals.notYours,
    leads: {
      none: shiftRefusals.notByChoice,
      entered: shiftRefusals.notByChoice,
      applied: 'booked',
      waiting: shiftRefusals.notByChoice,
      offered: shiftRefusals.notByChoice,
      'asked again': shiftRefusals.notByChoice,
      booked: shiftRefusals.notByChoice,
      ended: shiftRefusals.notByChoice,
      begun: shiftRefusals.notByChoice,
      'called off': shiftRefusals.notByChoice,
    },
  },
  'add a place': {
    does: (trx, { shiftId, now }, personId) => changeCapacity(trx, { shiftId, personId, capacity: 2 }, now),
    by: 'organiser',
    others: organisationRefusals.notYours,
    leads: {
      none: 'none',
      entered: 'entered',
      applied: 'applied',
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
      applied: 'applied',
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
      applied: 'applied',
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
      applied: 'ended: left',
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
      applied: 'ended: shift-cancelled',
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
    does: (trx, { shiftId, now }, personId) => cancelShift(trx, { shiftId, personId, words: '别的话' }, now),
    by: 'organiser',
    others: organisationRefusals.notYours,
    leads: {
      none: 'none',
      entered: 'ended: shift-cancelled',
      applied: 'ended: shift-cancelled',
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

/** What must come of a move, no matter who makes it. */
export function expected(move: Move, state: State, role: Role): string | Refusal {
  const owns = role === 'self' || role === 'guardian'
  const runs = role === 'organiser' || role === 'administrator'
  const may = move.by === 'volunteer' ? owns : runs
  return may || move.leads[state] === signUpRefusals.unknown ? move.leads[state] : move.others
}
