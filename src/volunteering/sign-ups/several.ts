import { createHash } from 'node:crypto'
import type { Db } from '#db/schema.ts'
import type { PersonalData } from '#people/personal-data.ts'
import type { Refused } from '../refusals.ts'
import { shiftRefusals } from '../shifts/refusals.ts'
import { type SignedUp, signUp, type SignUpRequest } from './sign-ups.ts'

/** So many shifts are asked for in one form. */
export const mostShifts = 20

export interface SeveralRequest extends Omit<SignUpRequest, 'shiftId'> {
  activityId: number
  shiftIds: number[]
}

/** What became of one of the shifts. */
export interface ShiftAnswer {
  shiftId: number
  startsAt: Date
  endsAt: Date
  outcome: SignedUp | Refused
}

/**
 * Signs the same people up for several shifts of an activity, the soonest first, each by itself: one that is full or clashes
 * takes nothing from the others. Shifts of other activities are refused. Each shift has a key of its own made of the form's:
 * people of one key wait together, and the same form again gets the same answers.
 */
export async function signUpForSeveral(
  db: Db,
  personalData: PersonalData,
  { activityId, shiftIds, ...request }: SeveralRequest,
  now: Date,
): Promise<ShiftAnswer[] | Refused> {
  const shifts = await db
    .selectFrom('shift')
    .select(['id', 'starts_at', 'ends_at'])
    .where('activity_id', '=', activityId)
    .where('id', 'in', shiftIds.slice(0, mostShifts))
    .orderBy('starts_at')
    .orderBy('id')
    .execute()
  if (shifts.length < new Set(shiftIds).size) return { refused: shiftRefusals.unknown }
  const answers: ShiftAnswer[] = []
  for (const { id: shiftId, starts_at: startsAt, ends_at: endsAt } of shifts) {
    const requestKey = keyFor(request.requestKey, shiftId)
    const outcome = await signUp(db, personalData, { ...request, requestKey, shiftId }, now)
    answers.push({ shiftId, startsAt, endsAt, outcome })
  }
  return answers
}

function keyFor(formKey: string, shiftId: number): string {
  const hash = createHash('sha256').update(`${formKey.toLowerCase()} ${shiftId}`).digest('hex')
  return hash.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
