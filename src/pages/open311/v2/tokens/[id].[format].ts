import type { APIRoute } from 'astro'
import { open311Errors } from '#machines/open311/words.ts'
import { notFound } from '#web/outcome.ts'
import { open } from '#web/visit.ts'
import { formatIn, refuseOtherCity, tell, tellErrors } from '../_door.ts'
import { findOwn } from '../_own.ts'

/** GET: the number that belongs to a token. Numbers are given at once here, so each stands for itself. */
export const ALL: APIRoute = async context => {
  const format = formatIn(context)
  if (!format) return notFound()
  const visit = open(context)
  if (visit instanceof Response) return visit
  const refused = refuseOtherCity(format, visit, context.url.searchParams.get('jurisdiction_id'))
  if (refused) return refused
  const { id = '' } = context.params
  const own = await findOwn(format, context, visit, id)
  if (own instanceof Response) return own
  if (own.length === 0) return tellErrors(format, 404, open311Errors.token(id))
  const { service_request_id } = own[0] as { service_request_id: string }
  return tell(format, 'service_requests', [{ service_request_id, token: id }])
}
