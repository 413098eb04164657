import type { GardenMove } from '../../move.ts'
import type { MySignUp } from '../sign-ups.ts'
import { cancellation } from './cancellation.ts'
import { confirmation } from './confirmation.ts'

/** What one does about one's own sign-up, or one's child's. */
export const signUpMoves: readonly GardenMove<MySignUp>[] = [confirmation, cancellation]
