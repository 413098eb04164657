import { adminText } from '../drafts/words.ts'
import { entryAt } from '../edition/content-file.ts'
import type { WholeEdition } from '../edition/edition.ts'

/** Why readers see nothing of an entry that is on main: what is wrong with its file, or its time. Undefined when it is not there at all. */
export function whyUnseen(
  { published, placed, faults }: WholeEdition,
  collection: string,
  id: string,
): string | undefined {
  const path = [...placed.keys(), ...published.faults.keys()].find(path => {
    const place = entryAt(path)
    return place?.collection === collection && place.slug.slice(place.slug.lastIndexOf('/') + 1) === id
  })
  if (path === undefined) return undefined
  const wrong = faults.filter(fault => fault.path === path).map(({ message }) => message)
  return wrong.length > 0 ? wrong.join('；') : adminText.preview.notVisible
}
