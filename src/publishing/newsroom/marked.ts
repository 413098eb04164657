import type { SignedInPerson } from '#people/session.ts'
import { markOf } from '../drafts/marks.ts'
import { maySee } from '../drafts/review.ts'
import type { Content } from '../edition/content.ts'
import { entryAt } from '../edition/content-file.ts'

/** Where the entry is looked at for which a message has a mark: its draft if this person may see it, else its history. Undefined when there is neither. */
export async function findMarked(content: Content, person: SignedInPerson, mark: string): Promise<string | undefined> {
  const draft = (await content.drafts.list()).find(({ path }) => markOf(path) === mark)
  const isShown = draft && maySee(person, draft)
  const path = isShown
    ? draft.path
    : [...content.everything().published.times.paths.keys()].find(path => markOf(path) === mark)
  const place = path && entryAt(path)
  return place
    ? `/admin/${isShown ? 'reviews' : 'history'}/${place.collection}/${place.slug.slice(place.slug.lastIndexOf('/') + 1)}`
    : undefined
}
