import type { APIRoute } from 'astro'
import { contentTypes } from '#publishing/types/index.ts'
import { partsInUse } from '#web/site-pages.ts'
import { open } from '#web/visit.ts'

const ownPages = [
  '/',
  '/participate',
  '/participate/suggest',
  '/participate/track',
  '/participate/figures',
  '/suggestions',
  '/suggestions/map',
  '/suggestions/statistics',
  '/data',
  '/volunteer',
  '/creation',
  '/creation/assessment',
  '/creation/near',
  '/sitemap',
]

/** Every public page for search engines; a sitemap may hold 50,000 addresses. What was withdrawn is not to be found. */
export const GET: APIRoute = context => {
  const visit = open(context, { shared: [] })
  if (visit instanceof Response) return visit
  const { edition } = visit
  const { origin } = context.locals
  const lists = contentTypes.flatMap(({ column }) => column?.href ?? [])
  // A part that is only a filter of its list is no page of its own.
  const parts = contentTypes
    .flatMap(type => partsInUse(edition, type))
    .map(({ href }) => href)
    .filter(href => !href.includes('?'))
  const entries = contentTypes.flatMap(({ name, address }) => {
    if (!address || address.endsWith('#')) return []
    return edition
      .list(name)
      .filter(({ withdrawn }) => !withdrawn)
      .map(({ id, updatedAt }) => ({ path: `${address}${id}`, updatedAt }))
  })
  const lines = [
    ...[...ownPages, ...lists, ...parts].map(path => `<url><loc>${new URL(path, origin).href}</loc></url>`),
    ...entries.map(
      ({ path, updatedAt }) =>
        `<url><loc>${new URL(path, origin).href}</loc><lastmod>${updatedAt.toISOString()}</lastmod></url>`,
    ),
  ]
  const xml = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
    ...lines.slice(0, 50_000),
    '</urlset>',
    '',
  ]
  return new Response(xml.join('\n'), { headers: { 'Content-Type': 'application/xml; charset=utf-8' } })
}
