import type { APIRoute } from 'astro'
import { feedOf } from '#web/feed.ts'
import { adThemes } from '#publishing/types/public-service-ad.ts'
import { columns } from '#web/site-words.ts'

export const GET: APIRoute = ({ locals: { edition, portal } }) =>
  feedOf(portal.config.origin, edition, {
    title: columns.psa.title,
    description: columns.psa.lead,
    items: edition.publicServiceAds.map(({ id, data, publishedAt }) => ({
      title: data.slogan,
      path: `/psa/${id}`,
      summary: data.summary,
      publishedAt,
      category: adThemes[data.theme],
    })),
  })
