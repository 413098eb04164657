import type { APIRoute } from 'astro'
import { editorRoles } from '#publishing/decap/config.ts'
import { holdsAny } from '#web/guard.ts'
import { notFound } from '#web/outcome.ts'
import { open } from '#web/visit.ts'

const year = 365 * 24 * 3600
const hour = 3600

/**
 * A file of the content. Its address holds its hash, so it is kept for a year; what comes down on a certain day
 * (an exposure's pictures) is kept for an hour at most, and never beyond that day. What only a draft has, or readers
 * see no more, is for editors alone and never kept.
 */
export const GET: APIRoute = async context => {
  const visit = open(context, { neverLeads: true })
  if (visit instanceof Response) return visit
  const {
    person,
    now,
    portal: { content },
  } = visit
  const address = decodeURI(context.url.pathname)
  const isEditor = person !== undefined && holdsAny(person, editorRoles)
  const shown = await content.readMedia(address, now)
  const media = shown ?? (isEditor ? await content.readDraftMedia(address) : undefined)
  if (!media) return notFound()
  const age =
    shown?.until === Infinity
      ? year
      : Math.max(0, Math.min(hour, Math.floor(((shown?.until ?? 0) - now.getTime()) / 1000)))
  const headers = new Headers({
    'Content-Type': media.contentType,
    'Cache-Control': shown ? `public, max-age=${age}, immutable` : 'private, no-store',
    ETag: `"${media.oid}"`,
    'X-Content-Type-Options': 'nosniff',
    // A drawing opened by itself is a document: it may style itself and nothing else.
    'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  })
  if (media.attachment)
    headers.set('Content-Disposition', `attachment; filename="${media.path.slice(media.path.lastIndexOf('/') + 1)}"`)
  if (context.request.headers.get('If-None-Match') === `"${media.oid}"`)
    return new Response(null, { status: 304, headers })
  headers.set('Content-Length', String(media.bytes.length))
  return new Response(new Uint8Array(media.bytes), { headers })
}
