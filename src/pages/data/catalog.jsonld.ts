import type { APIRoute } from 'astro'
import { open } from '#web/visit.ts'
import { catalogueOf } from './_catalogue.ts'
import { datasetsOf } from './_datasets.ts'

/** The catalogue for programs. */
export const GET: APIRoute = context => {
  const visit = open(context)
  if (visit instanceof Response) return visit
  const { edition } = visit
  return new Response(JSON.stringify(catalogueOf(edition, datasetsOf(edition), context.locals.origin), undefined, 2), {
    headers: { 'Content-Type': 'application/ld+json; charset=utf-8', 'Cache-Control': 'public, max-age=60' },
  })
}
