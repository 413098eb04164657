import rss from '@astrojs/rss'
import type { Edition } from '#publishing/edition/edition.ts'
import { rowsOf } from '#publishing/edition/rows.ts'
import { contentTypes } from '#publishing/types/index.ts'
import type { Column } from '#publishing/types/type.ts'

/** The columns that have a feed, at their address followed by `/feed.xml`. */
export const feeds: readonly Column[] = contentTypes.flatMap(({ column, row }) => (column && row ? [column] : []))

/**
 * The feed of a column, newest first, 50 entries at most. What has expired is in no edition, so it is in no feed.
 * @param origin the configured address of the site; all links are absolute
 */
export function feedOf(origin: string, edition: Edition, { href, title, lead }: Column): Promise<Response> {
  return rss({
    title: `${title} · ${edition.settings.site_name}`,
    description: lead,
    site: origin,
    customData: '<language>zh-CN</language><ttl>30</ttl>',
    trailingSlash: false,
    items: rowsOf(edition, href).slice(0, 50).map(row => ({
      title: row.title,
      link: new URL(row.href, origin).href,
      description: row.summary,
      pubDate: row.publishedAt,
      categories: [row.kind],
    })),
  })
}
