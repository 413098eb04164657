import type { GardenMove } from '../../move.ts'
import type { SeenVolunteer } from '../office-move.ts'
import { appealAnswer } from './appeal-answer.ts'
import { block } from './block.ts'
import { correction } from './correction.ts'
import { merger } from './merger.ts'
import { settlement } from './settlement.ts'
import { unblock } from './unblock.ts'

/** What the office does about a volunteer, in the order of the tabs. */
export const officeMoves: readonly GardenMove<SeenVolunteer>[] = [
  appealAnswer,
  settlement,
  correction,
  merger,
  block,
  unblock,
]
