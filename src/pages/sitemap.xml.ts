import type { APIRoute } from 'astro'
import { topics } from '#publishing/types/article.ts'

/** Every public page for search engines; a sitemap may hold 50,000 addresses. Withdrawn exposures are not to be found. */
export const GET: APIRoute = ({ locals: { edition, portal } }) => {
  const origin = portal.config.origin
  const entries = [
    ...edition.articles.map(({ id, updatedAt }) => ({ path: `/news/${id}`, updatedAt })),
    ...edition.notices.map(({ id, updatedAt }) => ({ path: `/notices/${id}`, updatedAt })),
    ...edition.roleModels.map(({ id, updatedAt }) => ({ path: `/role-models/${id}`, updatedAt })),
    ...edition.exposures.filter(({ data }) => data.state !== 'withdrawn').map(({ id, updatedAt }) => ({ path: `/exposure/${id}`, updatedAt })),
    ...edition.publicServiceAds.map(({ id, updatedAt }) => ({ path: `/psa/${id}`, updatedAt })),
  ]
  const lists = ['/', '/news', '/notices', '/role-models', '/exposure', '/psa', '/participate', '/participate/suggest', '/participate/track', '/participate/figures', '/volunteer', '/creation', '/creation/responsibility', '/creation/places', '/creation/organization', '/about', '/privacy', '/accessibility', '/sitemap']
  const filledTopics = Object.keys(topics).filter((topic) => edition.articles.some(({ data }) => data.topic === topic))
  const lines = [
    ...[...lists, ...filledTopics.map((topic) => `/topics/${topic}`)].map((path) => `<url><loc>${new URL(path, origin).href}</loc></url>`),
    ...entries.map(({ path, updatedAt }) => `<url><loc>${new URL(path, origin).href}</loc><lastmod>${updatedAt.toISOString()}</lastmod></url>`),
  ]
  const xml = ['<?xml version="1.0" encoding="UTF-8"?>', '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">', ...lines.slice(0, 50_000), '</urlset>', '']
  return new Response(xml.join('\n'), { headers: { 'Content-Type': 'application/xml; charset=utf-8' } })
}
