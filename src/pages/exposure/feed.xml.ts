import type { APIRoute } from 'astro'
import { feedOf } from '#web/feed.ts'
import { exposureStates } from '#publishing/types/exposure.ts'
import { columns } from '#web/site-words.ts'

/** Withdrawn entries are left out: readers keep what a feed once said, so it says nothing about them again. */
export const GET: APIRoute = ({ locals: { edition, portal } }) =>
  feedOf(portal.config.origin, edition, {
    title: columns.exposure.title,
    description: columns.exposure.lead,
    items: edition.exposures
      .filter(({ data }) => data.state !== 'withdrawn')
      .map(({ id, data, publishedAt }) => ({
        title: data.title,
        path: `/exposure/${id}`,
        summary: data.summary,
        publishedAt,
        category: exposureStates[data.state],
      })),
  })
