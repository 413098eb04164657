import type { APIRoute } from 'astro'
import { rowsOf } from '#publishing/edition/rows.ts'
import { feeds } from '#publishing/types/index.ts'
import { notFound } from '#web/outcome.ts'
import { feedOf } from '#web/feed.ts'
import { open } from '#web/visit.ts'

/** The feed of the column in the address, newest first, 50 entries at most. What has expired is in no edition, so it is in no feed. */
export const GET: APIRoute = context => {
  const visit = open(context, { shared: [] })
  if (visit instanceof Response) return visit
  const { edition } = visit
  const column = feeds.find(({ href }) => `${href}/feed.xml` === context.url.pathname)
  if (!column) return notFound()
  return feedOf(
    {
      title: `${column.title} · ${edition.settings.site_name}`,
      description: column.lead,
      origin: context.locals.origin,
    },
    rowsOf(edition, column.href)
      .slice(0, 50)
      .map(({ title, href, summary, publishedAt, kind }) => ({
        title,
        href,
        description: summary,
        at: publishedAt,
        category: kind,
      })),
  )
}
