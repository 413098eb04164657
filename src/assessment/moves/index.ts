import { conclusion } from './conclusion.ts'
import { counting } from './counting.ts'
import { decision } from './decision.ts'
import { judging } from './judging.ts'
import { objection } from './objection.ts'
import { opening } from './opening.ts'
import { publication } from './publication.ts'
import { voiding } from './voiding.ts'
import { withdrawal } from './withdrawal.ts'

/** What is done with an assessment as a whole. */
export const assessmentMoves = [opening, conclusion, publication, withdrawal, counting, voiding] as const

/** What is done with what it says of one unit. */
export const unitMoves = [judging, objection, decision] as const
