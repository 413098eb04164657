import type { GardenMove } from '../../move.ts'
import type { SeenActivity } from '../activities.ts'
import { changePassing, changeSendingBack } from './change-review.ts'
import { cancellation } from './cancellation.ts'
import { publication } from './publication.ts'
import { passing, sendingBack } from './review.ts'

/** What organisers do with an activity, and the office with one that waits for it. */
export const activityMoves: readonly GardenMove<SeenActivity>[] = [
  passing,
  sendingBack,
  changePassing,
  changeSendingBack,
  publication,
  cancellation,
]
