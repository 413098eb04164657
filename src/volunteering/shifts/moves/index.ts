import type { GardenMove } from '../../move.ts'
import { cancellation } from './cancellation.ts'
import { capacity } from './capacity.ts'
import { incident } from './incident.ts'
import { moving } from './moving.ts'
import { notes } from './notes.ts'
import { shortening } from './shortening.ts'
import { choice, type ChoosingShift } from './choice.ts'
import { closing, opening } from './sign-up-open.ts'
import { stopping } from './stopping.ts'
import { times } from './times.ts'

export { removal } from './removal.ts'

/** What an organiser does with a shift, in the order of the tabs; `removal` is offered in the roster. */
export const shiftMoves: readonly GardenMove<ChoosingShift>[] = [
  choice,
  notes,
  times,
  capacity,
  closing,
  opening,
  moving,
  shortening,
  stopping,
  incident,
  cancellation,
]
