/** Cutting a list into pages, and the addresses of those pages. */

/** One page of a list. */
export interface PageOf<T> {
  rows: T[]
  page: number
  pages: number
  total: number
}

/**
 * The page that the address asks for with `?page=`.
 * @returns undefined when there is no such page (0, 1.5, abc, behind the end): the page answers 404
 */
export function pageOf<T>(list: readonly T[], url: URL, perPage = 24): PageOf<T> | undefined {
  const slice = slicePages(list.length, url, perPage)
  if (!slice) return undefined
  const { page, pages, offset, limit } = slice
  return { rows: list.slice(offset, offset + limit), page, pages, total: list.length }
}

/** The same of a list that the database holds: which rows to read. */
export function slicePages(
  total: number,
  url: URL,
  limit: number,
): { page: number; pages: number; offset: number; limit: number } | undefined {
  const asked = url.searchParams.get('page') ?? '1'
  const pages = Math.max(1, Math.ceil(total / limit))
  if (!/^[1-9]\d{0,5}$/.test(asked) || Number(asked) > pages) return undefined
  const page = Number(asked)
  return { page, pages, offset: (page - 1) * limit, limit }
}

/** The same address with another page; page 1 has no `page` in its query, so that it has one address only. */
export function pageAddress(url: URL, page: number): string {
  return queryAddress(url, { page: page === 1 ? undefined : String(page) })
}

/** The same address with parts of the query set, or removed where undefined. */
export function queryAddress(url: URL, changes: Record<string, string | undefined>): string {
  const query = new URLSearchParams(url.searchParams)
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined || value === '') query.delete(name)
    else query.set(name, value)
  }
  const text = query.toString()
  return text ? `${url.pathname}?${text}` : url.pathname
}

/** First, last and the neighbours of the current page, with gaps between. */
export function pageNumbers(page: number, pages: number): (number | 'gap')[] {
  const numbers: (number | 'gap')[] = []
  for (let number = 1; number <= pages; number += 1) {
    if (number === 1 || number === pages || Math.abs(number - page) <= 1) numbers.push(number)
    else if (numbers.at(-1) !== 'gap') numbers.push('gap')
  }
  return numbers
}
