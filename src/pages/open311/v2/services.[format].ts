import type { APIRoute } from 'astro'
import { listServices } from '#machines/open311/services.ts'
import { notFound } from '#web/outcome.ts'
import { open } from '#web/visit.ts'
import { formatIn, refuseOtherCity, tell } from './_door.ts'

/** GET: the categories that a client may send something of (Open311 GeoReport v2). */
export const ALL: APIRoute = context => {
  const format = formatIn(context)
  if (!format) return notFound()
  const visit = open(context)
  if (visit instanceof Response) return visit
  return (
    refuseOtherCity(format, visit, context.url.searchParams.get('jurisdiction_id')) ??
    tell(format, 'services', listServices(visit.edition.choices))
  )
}
