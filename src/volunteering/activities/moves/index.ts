import type { GardenMove } from '../../move.ts'
import type { SeenActivity } from '../activities.ts'
import { cancellation } from './cancellation.ts'
import { publication } from './publication.ts'

/** What organisers do with an activity. */
export const activityMoves: readonly GardenMove<SeenActivity>[] = [publication, cancellation]
