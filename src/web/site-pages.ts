import type { Edition } from '#publishing/edition/edition.ts'
import { contentTypes } from '#publishing/types/index.ts'
import { entryAddress } from './entry-address.ts'

/**
 * Knows the public addresses of this site: pages by the files that make them, entries by what is published.
 * @param files paths of pages such as `../news/index.astro`
 */
export function createSiteMap(files: readonly string[], edition: Edition): (pathname: string) => boolean {
  const pages = new Set<string>()
  const patterns: RegExp[] = []
  for (const file of files) {
    const route = `/${file.replace(/^(?:\.\.?\/)+/, '').replace(/\.(?:astro|ts)$/, '').replace(/(?:^|\/)index$/, '')}`
    if (route.includes('[')) patterns.push(new RegExp(`^${route.replaceAll('.', '\\.').replace(/\[\\?\.\\?\.\\?\.\w+\]/g, '.+').replace(/\[\w+\]/g, '[^/]+')}$`))
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
