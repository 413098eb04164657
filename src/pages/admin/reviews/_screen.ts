import type { APIContext } from 'astro'
import type { SignedInPerson } from '#people/session.ts'
import { compareVersions, type Difference, readChanges } from '#publishing/git/changes.ts'
import { mainBranch } from '#publishing/git/repository.ts'
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
import type { Content } from '#publishing/edition/content.ts'
import type { NameOf } from '#publishing/types/in-words.ts'
import { typeNamed } from '#publishing/types/index.ts'
import { notFound } from '#web/outcome.ts'
import { plainResponse } from '#web/plain-page.ts'
import { open, type Visit } from '#web/visit.ts'
import { namesIn } from '../history/_names.ts'
import { goneWithTyped } from '../_gone.ts'

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
  if (method === 'POST') return goneWithTyped(context.request, visit.requestId, ['reason', 'body'])
  return isPublished ? plainResponse(200, { requestId: visit.requestId, title, words }) : notFound()
}

/**
 * What the screen of a draft shows; who has it before them has opened the draft as it stands. `seen`: the version that a form
 * was about, where it came back.
 */
export async function onScreen(
  { person, portal, now, edition }: Visit<SignedInPerson>,
  draft: ReviewState,
  seen: string = draft.head,
) {
  const { db, content } = portal
  const id = draft.slug.slice(draft.slug.lastIndexOf('/') + 1)
  const [others, notes, changes, found, shown, since] = await Promise.all([
    noteOpenEntry(db, `${draft.collection}/${id}`, person.id, now),
    readNotes(db, content, draft),
    readChanges(content, draft, namesIn(content, edition)),
    readFindings(db, content, person, draft, now),
    readShown(db, content, draft),
    changedSince(content, draft, seen, namesIn(content, edition)),
  ])
  if (shown) await noteOpened(db, person, draft.head, now)
  const named = draft.removal ? listNaming(content.everything(), draft.path) : []
  return {
    draft,
    person,
    now,
    others,
    notes,
    changes,
    since,
    named,
    found,
    ...{ shown: [], maskCheck: undefined, ...shown },
  }
}

/** What was changed in a draft since somebody had it before them; undefined when nothing was, or it was never like that. */
async function changedSince(
  { repository }: Content,
  { collection, head, path }: ReviewState,
  seen: string,
  names: NameOf,
): Promise<Difference | undefined> {
  if (seen === head) return undefined
  const main = await repository.head(mainBranch)
  const steps = main ? await repository.log(head, main) : []
  if (!steps.some(({ commit }) => commit === seen)) return undefined
  const difference = await compareVersions(
    repository,
    collection,
    { commit: seen, path },
    { commit: head, path },
    names,
  )
  const isChanged = difference && (difference.fields.length > 0 || difference.body.some(({ kind }) => kind !== 'kept'))
  return isChanged ? difference : undefined
}

export function isMove(word: string | undefined | null): word is ReviewMove {
  return word != null && Object.hasOwn(adminText.moves, word)
}
