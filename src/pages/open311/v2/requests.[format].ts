import type { APIRoute } from 'astro'
import { readAsked } from '#machines/open311/asked.ts'
import { listOwnRequests } from '#machines/open311/requests.ts'
import { notFound } from '#web/outcome.ts'
import { open } from '#web/visit.ts'
import { formatIn, keyIn, recognise, refuseOtherCity, tell, tellErrors } from './_door.ts'
import { namesOf } from './_names.ts'
import { listPublic } from './_public.ts'
import { takeRequest } from './_taking.ts'

/**
 * GET: what a client has sent, newest first; without a key what is public of all, with its words. POST: a suggestion of
 * somebody, which a client with a key sends for them.
 */
export const ALL: APIRoute = async context => {
  const format = formatIn(context)
  if (!format) return notFound()
  const visit = open(context, { methods: ['GET', 'POST'] })
  if (visit instanceof Response) return visit
  if (context.request.method === 'POST') return takeRequest(format, context, visit)
  const { portal, now, edition } = visit
  const { searchParams } = context.url
  const refused = refuseOtherCity(format, visit, searchParams.get('jurisdiction_id'))
  if (refused) return refused
  const read = readAsked(searchParams, now)
  if ('faults' in read) return tellErrors(format, 400, ...read.faults)
  const key = keyIn(context)
  if (!key) return tell(format, 'service_requests', await listPublic(visit, read.asked))
  const client = await recognise(format, visit, key, 'read')
  if (client instanceof Response) return client
  return tell(
    format,
    'service_requests',
    await listOwnRequests(portal.reading, client.id, read.asked, namesOf(edition)),
  )
}
