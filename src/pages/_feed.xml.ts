import type { APIRoute } from 'astro'
import { feedOf, feeds } from '#web/feed.ts'
import { notFound } from '#web/outcome.ts'
import { open } from '#web/visit.ts'

/** The feed of the column in the address. */
export const GET: APIRoute = context => {
  const visit = open(context)
  if (visit instanceof Response) return visit
  const column = feeds.find(({ href }) => `${href}/feed.xml` === context.url.pathname)
  return column ? feedOf(context.locals.origin, visit.edition, column) : notFound()
}
