import type { GardenMove } from '../../move.ts'
import type { SeenNeed } from '../seen.ts'
import { asking } from './asking.ts'
import { closing } from './closing.ts'
import { declination } from './declination.ts'
import { parting } from './parting.ts'
import { takingUp } from './taking-up.ts'
import { verification } from './verification.ts'

/** What the office and organisations do with a need, in the order of the tabs. */
export const needMoves: readonly GardenMove<SeenNeed>[] = [
  verification,
  declination,
  takingUp,
  asking,
  closing,
  parting,
]
