import type { GardenMove } from '../../move.ts'
import type { Applied } from '../admission.ts'
import type { Standing } from '../memberships.ts'
import type { SeenOrganisation } from '../standing.ts'
import { appointmentNo, appointmentYes } from './appointment-answer.ts'
import { approval } from './approval.ts'
import { change } from './change.ts'
import { changeAcceptance, changeDeclination } from './change-decision.ts'
import { declination } from './declination.ts'
import { dissolution } from './dissolution.ts'
import { joining } from './joining.ts'
import { makingHome } from './making-home.ts'
import { quitting } from './quitting.ts'
import { recordGrant, recordWithdrawal } from './recording.ts'
import { resumption } from './resumption.ts'
import { suspension } from './suspension.ts'

/** What the office does with an application. */
export const applicationMoves: readonly GardenMove<Applied>[] = [approval, declination]

/** What a volunteer does about belonging to an organisation. */
export const membershipMoves: readonly GardenMove<Standing>[] = [joining, makingHome, quitting]

/** What the office, and for a change its organisers, do with an organisation that was admitted, in the order of the tabs. */
export const organisationMoves: readonly GardenMove<SeenOrganisation>[] = [
  changeAcceptance,
  changeDeclination,
  change,
  resumption,
  recordGrant,
  recordWithdrawal,
  suspension,
  dissolution,
]

/** How somebody answers who was asked to organise. */
export const appointmentMoves: readonly GardenMove<unknown>[] = [appointmentYes, appointmentNo]
