import type { GardenMove } from '../../move.ts'
import type { ComingShift } from '../organising.ts'
import { cancellation } from './cancellation.ts'
import { capacity } from './capacity.ts'
import { notes } from './notes.ts'
import { closing, opening } from './sign-up-open.ts'
import { times } from './times.ts'

export { removal } from './removal.ts'

/** What an organiser does with a shift, in the order of the tabs; `removal` is offered in the roster. */
export const shiftMoves: readonly GardenMove<ComingShift>[] = [notes, times, capacity, closing, opening, cancellation]
