import type { SignUpState } from '#db/schema-volunteers.ts'
import { fields, passedOn } from '#forms/fields.ts'
import { confirmOffer } from '../line/offers.ts'
import { type GardenMove, gardenMove } from '../move.ts'
import { cannotCome } from './calling-off.ts'

interface MySignUp {
  state: SignUpState
  starts_at: Date
}

const stands = ({ state, starts_at }: MySignUp, { now }: { now: Date }) => state !== 'ended' && now < starts_at
/** Back to the page on which the button stood. */
const form = fields({ next: passedOn() })

const confirmation = gardenMove({
  name: 'confirmation',
  title: '确认',
  submit: '我来',
  done: '确认了，到时见。',
  form,
  offered: (signUp: MySignUp, at) => stands(signUp, at) && signUp.state === 'offered',
  act: (db, signUpId, _data, { person, now }) => confirmOffer(db, { signUpId, personId: person.id }, now),
})

export const cancellation = gardenMove({
  name: 'cancellation',
  title: '来不了',
  submit: '来不了',
  done: '知道了，名额让给下一位。',
  look: 'quiet',
  form,
  offered: stands,
  act: (db, signUpId, _data, { person, now }) => cannotCome(db, { signUpId, personId: person.id }, now),
})

/** What one does about one's own sign-up, or one's child's. */
export const signUpMoves: readonly GardenMove<MySignUp>[] = [confirmation, cancellation]

/** Said instead of `done` where the shift was near. */
export const lateWords = '知道了，名额让给下一位。离开始很近，这次记作“临时取消”。'
