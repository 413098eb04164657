import type { APIContext } from 'astro'
import type { SignedInPerson } from '#people/session.ts'
import { readChanges } from '#publishing/git/changes.ts'
import { readFindings } from '#publishing/checks/confirmations.ts'
import { editorRoles } from '#publishing/decap/config.ts'
import type { ReviewMove, ReviewState } from '#publishing/decap/protocol.ts'
import { readNotes } from '#publishing/drafts/notes.ts'
import { noteOpened } from '#publishing/drafts/opened.ts'
import { noteOpenEntry } from '#publishing/drafts/presence.ts'
import { listNaming } from '#publishing/drafts/reasons-to-stay.ts'
import { findReview } from '#publishing/drafts/review.ts'
import { readShown } from '#publishing/drafts/shown.ts'
import { adminText } from '#publishing/drafts/words.ts'
import { typeNamed } from '#publishing/types/index.ts'
import { notFound } from '#web/outcome.ts'
import { plainResponse } from '#web/plain-page.ts'
import { open, type Visit } from '#web/visit.ts'
import { namesIn } from '../history/_names.ts'

/** Who stands before which draft of the address, or the response to return instead. */
export async function openDraft(
  context: Pick<APIContext, 'request' | 'url' | 'locals' | 'params'>,
  method: 'GET' | 'POST',
): Promise<(Visit<SignedInPerson> & { draft: ReviewState }) | Response> {
  const visit = open(context, { roles: editorRoles, methods: [method] })
  if (visit instanceof Response) return visit
  const { collection = '', id = '' } = context.params
  const draft = await findReview(visit.portal.content, visit.person, collection, id)
  if (draft) return { ...visit, draft }
  // The bar of the editor leads here from a published entry too.
  const type = typeNamed(collection)
  const isPublished = type
    ? visit.portal.content.everything().lists[type.name].some(({ file }) => file.id === id)
    : collection === 'settings' && id === 'site'
  const { title, noDraft: words } = adminText.reviews
  return method === 'GET' && isPublished ? plainResponse(200, { requestId: visit.requestId, title, words }) : notFound()
}

/** What the screen of a draft shows; who has it before them has opened the draft as it stands. */
export async function onScreen({ person, portal, now, edition }: Visit<SignedInPerson>, draft: ReviewState) {
  const { db, content } = portal
  const id = draft.slug.slice(draft.slug.lastIndexOf('/') + 1)
  const [others, notes, changes, found, shown] = await Promise.all([
    noteOpenEntry(db, `${draft.collection}/${id}`, person.id, now),
    readNotes(db, content, draft),
    readChanges(content, draft, namesIn(content, edition)),
    readFindings(db, content, person, draft, now),
    readShown(db, content, draft),
  ])
  if (shown) await noteOpened(db, person, draft.head, now)
  const named = draft.removal ? listNaming(content.everything(), draft.path) : []
  return { draft, person, now, others, notes, changes, named, found, ...{ shown: [], maskCheck: undefined, ...shown } }
}

export function isMove(word: string | undefined | null): word is ReviewMove {
  return word != null && Object.hasOwn(adminText.moves, word)
}
