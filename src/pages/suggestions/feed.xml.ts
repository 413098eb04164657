import rss from '@astrojs/rss'
import type { APIRoute } from 'astro'
import { listRecords } from '#record/record.ts'
import { publicWords as words } from '#record/words.ts'
import { open } from '#web/visit.ts'

/** The newest fifty public answers. */
export const GET: APIRoute = async context => {
  const visit = open(context)
  if (visit instanceof Response) return visit
  const { db, edition } = visit
  const { origin } = context.locals
  return rss({
    title: `${words.title} · ${edition.settings.site_name}`,
    description: words.lead,
    site: origin,
    customData: '<language>zh-CN</language><ttl>30</ttl>',
    trailingSlash: false,
    items: (await listRecords(db, {}, { limit: 50 })).map(({ number, title, answer, answered_at, category }) => ({
      title,
      link: new URL(`/suggestions/${number}`, origin).href,
      description: answer,
      pubDate: answered_at,
      categories: [edition.choices.categories.get(category) ?? category],
    })),
  })
}
