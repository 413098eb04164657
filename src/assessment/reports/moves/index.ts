import { correction } from './correction.ts'
import { filing } from './filing.ts'

/** Everything that a unit does with its report. */
export const reportMoves = [filing, correction] as const
