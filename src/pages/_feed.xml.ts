import rss from '@astrojs/rss'
import type { APIRoute } from 'astro'
import { rowsOf } from '#publishing/edition/rows.ts'
import { feeds } from '#publishing/types/index.ts'
import { notFound } from '#web/outcome.ts'
import { open } from '#web/visit.ts'

/** The feed of the column in the address, newest first, 50 entries at most. What has expired is in no edition, so it is in no feed. */
export const GET: APIRoute = context => {
  const visit = open(context)
  if (visit instanceof Response) return visit
  const { edition } = visit
  const { origin } = context.locals
  const column = feeds.find(({ href }) => `${href}/feed.xml` === context.url.pathname)
  if (!column) return notFound()
  return rss({
    title: `${column.title} · ${edition.settings.site_name}`,
    description: column.lead,
    site: origin,
    customData: '<language>zh-CN</language><ttl>30</ttl>',
    trailingSlash: false,
    items: rowsOf(edition, column.href)
      .slice(0, 50)
      .map(({ title, href, summary, publishedAt, kind }) => ({
        title,
        link: new URL(href, origin).href,
        description: summary,
        pubDate: publishedAt,
        categories: [kind],
      })),
  })
}
