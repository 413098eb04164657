import { aDay } from '#calendar/spans.ts'
import type { Edition } from './edition.ts'
import { contentTypes, type TypeName } from '../types/index.ts'

/** A column of the site: what was published in it last, and after how many days without anything it counts as stale. */
export interface Column {
  type: TypeName
  label: string
  /** What readers see now; an empty column leaves the navigation by itself. */
  count: number
  lastPublishedAt: Date | undefined
  limitDays: number
  /** Whole days since then. */
  ageDays: number | undefined
  overdue: boolean
}

/** Something in a text that a reader or a screen reader would run into. */
export interface TextFault {
  type: TypeName
  id: string
  path: string
  title: string
  kind: 'broken-link' | 'missing-alt'
  /** The address that leads nowhere, or the picture without words. */
  what: string
}

/** The columns that have to be kept fresh, the most overdue first. An empty one with a limit is overdue. */
export function listColumns(edition: Edition, now: Date): Column[] {
  const columns = contentTypes.flatMap(({ name, label, freshDays }): Column[] => {
    const limitDays = freshDays && (edition.settings.freshness_days?.[name] ?? freshDays)
    if (limitDays === undefined) return []
    const entries = edition.list(name)
    const last = entries.reduce<Date | undefined>(
      (latest, { publishedAt }) => (latest && latest > publishedAt ? latest : publishedAt),
      undefined,
    )
    const ageDays = last && Math.floor((now.getTime() - last.getTime()) / aDay)
    return [
      {
        type: name,
        label,
        count: entries.length,
        lastPublishedAt: last,
        limitDays,
        ageDays,
        overdue: ageDays === undefined || ageDays > limitDays,
      },
    ]
  })
  return columns.sort((a, b) => Number(b.overdue) - Number(a.overdue))
}

/**
 * Links of the texts that lead to no page of this site, and pictures without words for those who cannot see them
 * (无障碍环境建设法 Art. 32). Fields cannot be without: their schema asks. `isPage` knows the addresses of the site.
 */
export function findTextFaults(edition: Edition, isPage: (pathname: string) => boolean): TextFault[] {
  return contentTypes.flatMap(({ name, titleField }) =>
    edition.list(name).flatMap(({ id, path, body, data }) => {
      const about = { type: name, id, path, title: String((data as Record<string, unknown>)[titleField]) }
      const links = [...body.matchAll(/(?<!!)\[[^\]]*\]\((\/[^)\s]*)/g)].map(found => found[1] ?? '')
      const silent = [...body.matchAll(/!\[\s*\]\(([^)\s]*)/g)].map(found => found[1] ?? '')
      return [
        ...links
          .filter(href => !leadsSomewhere(edition, href, isPage))
          .map((what): TextFault => ({ ...about, kind: 'broken-link', what })),
        ...silent.map((what): TextFault => ({ ...about, kind: 'missing-alt', what })),
      ]
    }),
  )
}

function leadsSomewhere(edition: Edition, href: string, isPage: (pathname: string) => boolean): boolean {
  // Two slashes lead to another site.
  if (href.startsWith('//') || !URL.canParse(href, 'http://here.invalid')) return href.startsWith('//')
  const { pathname } = new URL(href, 'http://here.invalid')
  return pathname.startsWith('/media/') ? edition.media(pathname) !== undefined : isPage(pathname)
}
