import { answer } from './answer.ts'
import { award } from './award.ts'
import { declination } from './declination.ts'
import { notice } from './notice.ts'
import { withdrawal } from './withdrawal.ts'

/** Every move of an application, in the order of the tabs. */
export const honourMoves = [notice, answer, award, declination, withdrawal] as const
