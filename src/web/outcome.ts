import { contentTypeOf } from '#forms/file-kinds.ts'
import type { Refusal } from '#forms/refusals.ts'
import { disposition } from './disposition.ts'

/** The one table from the kind of a refusal to its HTTP status. */
const statuses = { 'at-field': 422, 'too-late': 409, forbidden: 403, unknown: 404 } as const satisfies Record<
  Refusal['kind'],
  number
>

export function statusOf({ kind }: Pick<Refusal, 'kind'>): (typeof statuses)[Refusal['kind']] {
  return statuses[kind]
}

/** On to another page after something was done: 303, kept by no cache. `location` is a path on this site; `cookie` begins or ends a session. */
export function seeOther(location: string, cookie?: string): Response {
  return new Response(null, {
    status: 303,
    headers: { Location: location, 'Cache-Control': 'no-store', ...(cookie !== undefined && { 'Set-Cookie': cookie }) },
  })
}

/** The page stands at this path for good. */
export const movedTo = (location: string): Response =>
  new Response(null, { status: 301, headers: { Location: location } })

/** Nothing is here; the site's own page says so. */
export function notFound(): Response {
  return new Response(null, { status: 404 })
}

/** The id in an address, or undefined when it cannot be one. */
export function idIn(text: string | null | undefined): number | undefined {
  return text && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined
}

/** A file for its reader alone, under its own name: offered for keeping, never shown. Without one nothing is here. */
export function privateFile(file: { name: string; bytes: Buffer<ArrayBuffer> } | undefined): Response {
  if (!file) return notFound()
  return new Response(file.bytes, {
    headers: {
      'Content-Type': contentTypeOf(file.name),
      'Content-Disposition': disposition('attachment', file.name),
      'Cache-Control': 'private, no-store',
      'X-Robots-Tag': 'noindex',
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "default-src 'none'; sandbox",
    },
  })
}

/** A picture for its reader alone, as WebP; without one nothing is here. */
export function privatePicture(bytes: Buffer<ArrayBuffer> | undefined): Response {
  if (!bytes) return notFound()
  return new Response(bytes, {
    headers: { 'Content-Type': 'image/webp', 'Cache-Control': 'private, no-store', 'X-Robots-Tag': 'noindex' },
  })
}
