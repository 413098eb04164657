import { readdir } from 'node:fs/promises'
import { elementsIn, linksIn, valueIn, wordsOf } from './html.ts'
import type { Portal } from './portal.ts'
import type { Visitor } from './visitor.ts'

/** Where the form of a suggestion is. */
export const suggestPath = '/participate/suggest'

/** A multipart form, as the page sends it; `photos` as [name, bytes]. */
export function inParts(typed: Record<string, string>, photos: [string, Buffer | string][] = [['', '']]): FormData {
  const data = new FormData()
  for (const [name, value] of Object.entries(typed)) data.append(name, value)
  for (const [name, bytes] of photos) data.append('photos', new File([bytes as BlobPart], name, { type: 'image/jpeg' }))
  return data
}

/** The page of a suggestion that was just sent, and its author's code. */
export function trackedBy(response: Response): { address: string; code: string } {
  const address = response.headers.get('location')!.replace(/\?.*/, '')
  return { address, code: address.split('/').at(-1)!.replaceAll('-', '') }
}

/** The number that the author's page tells. */
export function numberOn(page: string): string {
  const [, year, number] = /〔(20\d\d)〕(\d+)号/.exec(page)!
  return `${year}-${number}`
}

/** The tokens of the photos that a page shows as kept. */
export const keptPhotosOn = (html: string) =>
  elementsIn(html, 'input', { type: 'checkbox', name: 'photos' }).map(box => box.attribs.value!)

/** What stands in the form of a page, and what it says is wrong with it. */
export async function readPage(response: Response) {
  const html = await response.text()
  return {
    html,
    status: response.status,
    value: (name: string) => valueIn(html, name) ?? '',
    messages: elementsIn(html, 'p', { class: 'field__error' }).map(wordsOf),
    summary: elementsIn(html, 'div', { class: 'error-summary' })
      .flatMap(summary => linksIn(summary, '#'))
      .map(({ href, words }) => [href.slice(1), words]),
  }
}

/** The suggestions that a page of the desk lists: address, without the list that it carries along, and title. */
export const suggestionsIn = (html: string) =>
  linksIn(html, /^\/desk\/suggestions\/20\d\d-\d+(\?|$)/).map(({ href, words }) => ({
    href: href.replace(/\?.*/, ''),
    words,
  }))

/** Every suggestion that a portal keeps, and every upload that it has not dealt with. */
export const keptBy = async (server: Portal, clerk: Visitor) => ({
  suggestions: suggestionsIn(await (await clerk.get('/desk/suggestions?state=all')).text()).map(({ href }) => href),
  uploads: await readdir(`${server.dataDir}/uploads`).catch(() => []),
})
