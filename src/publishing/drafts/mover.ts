import type { SignedInPerson } from '#people/session.ts'
import type { Author } from '../git/repository.ts'
import type { SuggestionFacts } from '../types/type.ts'
import type { Signatory } from './signatures.ts'

/** Who moves a draft, and what the move needs to know beside the content. */
export interface Mover {
  person: SignedInPerson
  now: Date
  /** Whether a suggestion's number exists, and whether its work is overdue or supervised: the exposure board asks. */
  suggestionFacts: SuggestionFacts
}

/** Who stands on a person's commits. */
export const authorOf = ({ name, login }: SignedInPerson): Author => ({ name, email: `${login}@localhost` })
export const signatoryOf = ({ id, name }: SignedInPerson): Signatory => ({ id, name })
