import type { EntryRow } from '#publishing/newsroom/rows.ts'
import { type EntryState, entryListWords as words } from '#publishing/newsroom/words.ts'
import { entryAddress } from '#publishing/types/index.ts'
import { settingsFile } from '#publishing/types/settings.ts'

/** Where a row of the list leads; the first is what its title leads to. */
export function linksOf(
  { path, place, draft, published, faults }: EntryRow,
  states: readonly EntryState[],
): { label: string; href: string }[] {
  const links: { label: string; href: string }[] = []
  const removal: typeof links = []
  // A file that is not read has nothing to open in the editor.
  const isRead = published?.isShown || draft !== undefined
  if (faults.length > 0) links.push({ label: words.file, href: `/admin/entries/file?${new URLSearchParams({ path })}` })
  if (!place) return links
  const { collection, slug, id } = place
  if (isRead) links.push({ label: words.edit, href: `/admin#/collections/${collection}/entries/${slug}` })
  if (published?.isShown && !draft && !published.withdrawn && collection !== settingsFile.name)
    removal.push({ label: words.remove, href: `/admin/entries/removal?${new URLSearchParams({ path })}` })
  if (draft)
    links.push(
      { label: words.review, href: `/admin/reviews/${collection}/${id}` },
      { label: words.preview, href: `/admin/preview/${collection}/${id}` },
    )
  links.push({ label: words.history, href: `/admin/history/${collection}/${id}` })
  const reader = collection === 'settings' ? '/' : entryAddress(collection, id)
  if (reader && (states.includes('live') || states.includes('withdrawn')))
    links.push({ label: words.reader, href: reader })
  return [...links, ...removal]
}
