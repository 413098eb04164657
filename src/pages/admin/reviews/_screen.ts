import type { APIContext } from 'astro'
import type { SignedInPerson } from '#people/session.ts'
import { readChanges } from '#publishing/git/changes.ts'
import { editorRoles } from '#publishing/decap/config.ts'
import type { ReviewMove, ReviewState } from '#publishing/decap/protocol.ts'
import { findReview } from '#publishing/drafts/review.ts'
import { adminText } from '#publishing/drafts/words.ts'
import { requireRole } from '#web/guard.ts'

type Visit = Pick<APIContext, 'request' | 'url' | 'locals' | 'params'>

/** Who stands before which draft of the address, or the response to return instead. */
export async function guardDraft(visit: Visit): Promise<{ person: SignedInPerson; draft: ReviewState } | Response> {
  const person = requireRole(visit, ...editorRoles)
  if (person instanceof Response) return person
  const { collection = '', id = '' } = visit.params
  const draft = await findReview(visit.locals.portal.content, person, collection, id)
  return draft ? { person, draft } : new Response(null, { status: 404 })
}

/** What the screen of a draft shows. */
export async function onScreen({ locals: { portal, now } }: Visit, person: SignedInPerson, draft: ReviewState) {
  return { draft, person, now, changes: await readChanges(portal.content.repository, draft) }
}

export function isMove(word: string | undefined | null): word is ReviewMove {
  return word != null && Object.hasOwn(adminText.moves, word)
}
