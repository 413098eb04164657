import { listNotes } from '../drafts/notes.ts'
import { noteOpenEntry } from '../drafts/presence.ts'
import { refusal } from '../drafts/refusals.ts'
import { maySee } from '../drafts/review.ts'
import { typeNamed } from '../types/index.ts'
import type { GatewayVisit } from './gateway-visit.ts'
import type { Aside, GatewayRefusal } from './protocol.ts'
import { gatewayWords as words } from './words.ts'

/** What stands beside an entry in the editor, and that this person has it open. Refuses a draft that is not theirs to see, and what is no entry. */
export async function readAside(
  { db, content, person, now }: GatewayVisit,
  { collection, slug }: { collection: string; slug: string },
): Promise<Aside | GatewayRefusal> {
  const id = slug.slice(slug.lastIndexOf('/') + 1)
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(id)) return refusal('not-found', words.notFound)
  const type = typeNamed(collection)
  const isPublished = type
    ? content.everything().lists[type.name].some(({ file }) => file.id === id)
    : collection === 'settings' && id === 'site'
  const draft = (type ?? isPublished) ? await content.drafts.find(collection, slug) : undefined
  if (!draft && !isPublished) return refusal('not-found', words.notFound)
  if (draft && !maySee(person, draft)) return refusal('forbidden', words.othersDraft)
  const others = await noteOpenEntry(db, `${collection}/${id}`, person.id, now)
  const notes = draft ? await listNotes(db, draft) : []
  return {
    others,
    notes: notes.map(({ at, ...note }) => ({ ...note, at: at.toISOString() })),
    ...(draft?.returned && { returned: { by: draft.returned.by, reason: draft.returned.reason } }),
  }
}
