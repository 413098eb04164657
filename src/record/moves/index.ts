import { preparation } from './preparation.ts'
import { publication } from './publication.ts'
import { removal } from './removal.ts'
import { returning } from './return.ts'

/** Everything that decides what of a suggestion is public. */
export const recordMoves = [publication, returning, preparation, removal] as const
