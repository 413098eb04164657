import type { GardenMove } from '../../move.ts'
import type { Applied } from '../admission.ts'
import type { Standing } from '../memberships.ts'
import { approval } from './approval.ts'
import { declination } from './declination.ts'
import { joining } from './joining.ts'
import { makingHome } from './making-home.ts'
import { quitting } from './quitting.ts'

/** What the office does with an application. */
export const applicationMoves: readonly GardenMove<Applied>[] = [approval, declination]

/** What a volunteer does about belonging to an organisation. */
export const membershipMoves: readonly GardenMove<Standing>[] = [joining, makingHome, quitting]
