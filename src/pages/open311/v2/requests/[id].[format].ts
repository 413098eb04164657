import type { APIRoute } from 'astro'
import { open311Errors } from '#machines/open311/words.ts'
import { notFound } from '#web/outcome.ts'
import { open } from '#web/visit.ts'
import { formatIn, refuseOtherCity, tell, tellErrors } from '../_door.ts'
import { findOwn } from '../_own.ts'
import { findPublic } from '../_public.ts'

/** GET: one suggestion, to the client that sent it; to all others what is public of it, or it is not there. */
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
  const told = own.length > 0 ? own : await findPublic(visit, id)
  return told.length > 0 ? tell(format, 'service_requests', told) : tellErrors(format, 404, open311Errors.request(id))
}
