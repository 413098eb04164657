import type { APIRoute } from 'astro'
import { listRecords } from '#record/record.ts'
import { publicWords as words } from '#record/words.ts'
import { feedOf } from '#web/feed.ts'
import { open } from '#web/visit.ts'

/** The newest fifty public answers. */
export const GET: APIRoute = async context => {
  const visit = open(context, { shared: [] })
  if (visit instanceof Response) return visit
  const { db, edition } = visit
  return feedOf(
    {
      title: `${words.title} · ${edition.settings.site_name}`,
      description: words.lead,
      origin: context.locals.origin,
    },
    (await listRecords(db, {}, { limit: 50 })).map(({ number, title, answer, answered_at, category }) => ({
      title,
      href: `/suggestions/${number}`,
      description: answer,
      at: answered_at,
      category: edition.choices.categories.get(category) ?? category,
    })),
  )
}
