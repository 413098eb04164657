import type { APIRoute } from 'astro'
import { feedOf } from '../../components/feed.ts'
import { allNews } from '../../components/news.ts'
import { columns } from '../../text/public.ts'

export const GET: APIRoute = ({ locals: { edition, portal } }) =>
  feedOf(portal.config.origin, edition, {
    title: columns.notices.title,
    description: columns.notices.lead,
    items: allNews({ notices: edition.notices, articles: [] }).map(({ title, href, summary, publishedAt, kind }) => ({ title, path: href, summary, publishedAt, category: kind })),
  })
