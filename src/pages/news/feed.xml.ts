import type { APIRoute } from 'astro'
import { feedOf } from '#web/feed.ts'
import { allNews } from '#components/parts/news.ts'
import { columns } from '#web/site-words.ts'

export const GET: APIRoute = ({ locals: { edition, portal } }) =>
  feedOf(portal.config.origin, edition, {
    title: columns.news.title,
    description: columns.news.lead,
    items: allNews(edition).map(({ title, href, summary, publishedAt, kind }) => ({ title, path: href, summary, publishedAt, category: kind })),
  })
