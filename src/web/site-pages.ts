import { metaOf, type Option, optionsOf } from '#forms/meta.ts'
import type { Edition, Entry } from '#publishing/edition/edition.ts'
import type { ChoiceList } from '#publishing/types/choices.ts'
import { contentTypes, entryAddress, feeds, type TypeName } from '#publishing/types/index.ts'
import type { ContentType } from '#publishing/types/type.ts'

/** A page that readers are led to. */
export interface PageLink {
  href: string
  label: string
}

/** The parts of a list in which something stands, such as the topics of the articles. */
export function partsInUse(edition: Edition, { name, fields, parts }: ContentType<TypeName>): PageLink[] {
  if (!parts) return []
  const entries: readonly Entry[] = edition.list(name)
  const used = new Set(entries.filter(({ withdrawn }) => !withdrawn).map(({ data }) => data[parts.by]))
  const meta = metaOf(fields.shape[parts.by]!)
  const options = optionsOf(meta, edition.choices[meta.from as ChoiceList]) as readonly Option[]
  return options
    .filter(({ value }) => used.has(value))
    .map(({ value, label }) => ({ href: parts.address(value), label }))
}

/**
 * Knows the public addresses of this site: pages by the files that make them, what the content types bring by their
 * list, entries by what is published.
 * @param files paths of pages such as `../news/index.astro`
 */
export function createSiteMap(files: readonly string[], edition: Edition): (pathname: string) => boolean {
  const pages = new Set([
    ...contentTypes.flatMap(({ column }) => column?.href ?? []),
    ...feeds.map(({ href }) => `${href}/feed.xml`),
  ])
  const patterns: RegExp[] = []
  for (const file of files) {
    const route = `/${file
      .replace(/^(?:\.\.?\/)+/, '')
      .replace(/\.(?:astro|ts)$/, '')
      .replace(/(?:^|\/)index$/, '')}`
    // These pages serve the types that are registers, and nothing else.
    if (route.includes('[register]')) continue
    if (route.includes('['))
      patterns.push(
        new RegExp(
          `^${route
            .replaceAll('.', '\\.')
            .replace(/\[\\?\.\\?\.\\?\.\w+\]/g, '.+')
            .replace(/\[\w+\]/g, '[^/]+')}$`,
        ),
      )
    else pages.add(route)
  }
  return pathname => {
    const path = decodeURI(pathname).replace(/(?<=.)\/$/, '')
    if (pages.has(path)) return true
    const id = path.slice(path.lastIndexOf('/') + 1)
    const type = contentTypes.find(({ name }) => entryAddress(name, id) === path)
    if (type) return edition.find(type.name, id) !== undefined
    return patterns.some(pattern => pattern.test(path))
  }
}
