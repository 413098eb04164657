import { acceptance } from './acceptance.ts'
import { report } from './report.ts'
import { giveBack } from './return.ts'

/** Every move of a task at the desk, in the order of the tabs. */
export const taskMoves = [report, acceptance, giveBack] as const
