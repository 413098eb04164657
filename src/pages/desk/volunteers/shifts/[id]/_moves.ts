import type { z } from 'zod'
import { removeSignUp } from '#volunteering/sign-ups/calling-off.ts'
import { tellRoster } from '#volunteering/shifts/roster.ts'
import { readTimes, type shiftForms } from '#volunteering/shifts/forms.ts'
import { cancelShift, changeCapacity, rescheduleShift, setSignUpOpen } from '#volunteering/shifts/shifts.ts'
import type { ShiftMove } from '#volunteering/organiser-words.ts'
import type { Refusal } from '#forms/refusals.ts'
import type { Refused } from '#volunteering/refusals.ts'
import { shiftRefusals } from '#volunteering/shifts/refusals.ts'
import { signUpRefusals } from '#volunteering/sign-ups/refusals.ts'

interface Posted<Move extends ShiftMove> {
  db: App.Locals['portal']['db']
  shiftId: number
  personId: number
  data: z.output<(typeof shiftForms)[Move]>
  now: Date
}

type Outcome = object | Refused
type Makers = { [Move in ShiftMove]: (posted: Posted<Move>) => Promise<Outcome> }

const makers: Makers = {
  notes: ({ db, shiftId, personId, data, now }) => tellRoster(db, { shiftId, personId, words: data.words, requestKey: data.request_key }, now),
  times: ({ db, shiftId, personId, data, now }) => rescheduleShift(db, { shiftId, personId, ...readTimes(data), meetingPoint: data.meeting_point }, now),
  capacity: ({ db, shiftId, personId, data, now }) => changeCapacity(db, { shiftId, personId, capacity: data.capacity }, now),
  closing: ({ db, shiftId, personId, now }) => setSignUpOpen(db, { shiftId, personId, open: false }, now),
  opening: ({ db, shiftId, personId, now }) => setSignUpOpen(db, { shiftId, personId, open: true }, now),
  cancellation: ({ db, shiftId, personId, data, now }) => cancelShift(db, { shiftId, personId, words: data.words }, now),
  removal: ({ db, personId, data, now }) => removeSignUp(db, { signUpId: Number(data.sign_up), personId, words: data.words }, now),
}

/** What a repeated form finds done already: it is as asked. */
const asAsked: Partial<Record<ShiftMove, Refusal>> = { cancellation: shiftRefusals.cancelled, removal: signUpRefusals.ended }

/** Does what the form of that name asks for; undefined when it was done, otherwise why not. */
export async function moveShift(move: ShiftMove, posted: Omit<Posted<ShiftMove>, 'data'> & { data: unknown }): Promise<Refusal | undefined> {
  // The table pairs each form with its maker; TypeScript cannot follow one name through both.
  const outcome = await (makers[move] as (posted: unknown) => Promise<Outcome>)(posted)
  return 'refused' in outcome && outcome.refused !== asAsked[move] ? outcome.refused : undefined
}
