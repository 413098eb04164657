import type { APIContext } from 'astro'
import { readAsked } from '#machines/open311/asked.ts'
import { listOwnRequests } from '#machines/open311/requests.ts'
import type { Told } from '#machines/open311/xml.ts'
import type { Visit } from '#web/visit.ts'
import { type Format, keyIn, recognise } from './_door.ts'
import { namesOf } from './_names.ts'

/** The suggestion of that number, when the client that asks has sent it; nobody is told more of those of others. */
export async function findOwn(
  format: Format,
  context: APIContext,
  visit: Visit,
  id: string,
): Promise<Told[] | Response> {
  const key = keyIn(context)
  if (!key) return []
  const client = await recognise(format, visit, key, 'read')
  if (client instanceof Response) return client
  const read = readAsked(new URLSearchParams({ service_request_id: id }), visit.now)
  if ('faults' in read) return []
  return (await listOwnRequests(visit.portal.reading, client.id, read.asked, namesOf(visit.edition))) as Told[]
}
