import type { APIContext } from 'astro'
import type { ClientPower } from '#db/schema-clients.ts'
import { type Client, findClientByKey } from '#machines/clients.ts'
import { open311Errors as words } from '#machines/open311/words.ts'
import { type Told, writeXml } from '#machines/open311/xml.ts'
import type { Visit } from '#web/visit.ts'

/** The formats that an address may end in. */
export type Format = 'json' | 'xml'
export const formatIn = ({ params }: APIContext): Format | undefined =>
  params.format === 'json' || params.format === 'xml' ? params.format : undefined

/** What a client is answered. `root` is the element around it all in XML. */
export function tell(format: Format, root: string, told: Told, status = 200): Response {
  return new Response(format === 'json' ? JSON.stringify(told) : writeXml(root, told), {
    status,
    headers: {
      'Content-Type': `${format === 'json' ? 'application/json' : 'text/xml'}; charset=utf-8`,
      'Cache-Control': 'no-store',
      'X-Robots-Tag': 'noindex',
    },
  })
}

/** A list of errors, one for each thing that is wrong. */
export const tellErrors = (format: Format, status: number, ...descriptions: string[]): Response =>
  tell(
    format,
    'errors',
    descriptions.map(description => ({ code: status, description })),
    status,
  )

/** The one city that is served here, if another is asked for: the errors. */
export function refuseOtherCity(format: Format, { portal }: Visit, asked: string | null): Response | undefined {
  const ours = new URL(portal.config.origin).hostname
  return asked && asked !== ours ? tellErrors(format, 404, words.jurisdiction(ours)) : undefined
}

/** The key as it comes in the head or the query of a request. */
export const keyIn = ({ request, url }: APIContext): string =>
  request.headers.get('x-api-key') ?? url.searchParams.get('api_key') ?? ''

/** Whose key it is and that this client may do so, within its limits; or the errors. */
export async function recognise(
  format: Format,
  { portal, now, address }: Visit,
  key: string,
  power: ClientPower & ('send' | 'read'),
): Promise<Client | Response> {
  if (!key) return tellErrors(format, 403, words['no-key'])
  const { limits, db } = portal
  const client = await findClientByKey(db, key, now)
  if (!client)
    return (await limits.wrongKeys.take(address))
      ? tellErrors(format, 403, words['wrong-key'])
      : tellErrors(format, 429, words['too-often'])
  if (!client.may.includes(power))
    return tellErrors(format, 403, words[power === 'send' ? 'may-not-send' : 'may-not-read'])
  const limit = power === 'send' ? limits.clientWrites : limits.clientCalls
  return (await limit.take(`client ${client.id}`)) ? client : tellErrors(format, 429, words['too-often'])
}
