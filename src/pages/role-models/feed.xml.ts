import type { APIRoute } from 'astro'
import { feedOf } from '#web/feed.ts'
import { honours } from '#publishing/types/role-model.ts'
import { columns } from '#web/site-words.ts'

export const GET: APIRoute = ({ locals: { edition, portal } }) =>
  feedOf(portal.config.origin, edition, {
    title: columns.roleModels.title,
    description: columns.roleModels.lead,
    items: edition.roleModels.map(({ id, data, publishedAt }) => ({
      title: data.title,
      path: `/role-models/${id}`,
      summary: data.summary,
      publishedAt,
      category: honours[data.honour],
    })),
  })
