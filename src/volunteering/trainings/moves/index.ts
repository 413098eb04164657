import { qualification } from './qualification.ts'
import { training } from './training.ts'
import { withdrawal } from './withdrawal.ts'

/** What organisers do with trainings, in the order of the tabs; the last is offered in the list. */
export const trainingMoves = [training, qualification, withdrawal]
