import type { APIRoute } from 'astro'
import { holdsAny } from '#people/roles.ts'
import { editorRoles } from '#publishing/decap/config.ts'
import { maySee } from '#publishing/drafts/review.ts'
import { decodedPath, mediaAddress, ownName, readMediaAddress } from '#publishing/edition/media.ts'
import { disposition } from '#web/disposition.ts'
import { notFound } from '#web/outcome.ts'
import { open } from '#web/visit.ts'

const year = 365 * 24 * 3600
const hour = 3600

/**
 * A file of the content, once an entry that readers see shows it. Its address holds its hash, so it is kept for a year;
 * what comes down on a certain day (an exposure's pictures) is kept for an hour at most, and never beyond that day. What
 * readers do not see, and what only a draft has, is for editors alone and never kept. The path as entries write it,
 * without a hash, leads on to the file that it means now: so an editor's form shows its pictures.
 */
export const GET: APIRoute = async context => {
  const visit = open(context, { neverLeads: true })
  if (visit instanceof Response) return visit
  const {
    person,
    now,
    edition,
    portal: { content },
  } = visit
  const address = context.url.pathname
  const editor = person && holdsAny(person, editorRoles) ? person : undefined
  const mayBeSeen = (draft: Parameters<typeof maySee>[1]) => editor !== undefined && maySee(editor, draft)
  if (!readMediaAddress(address)) {
    const path = decodedPath(address) ?? ''
    const file = editor ? await content.findMedia(path, mayBeSeen) : edition.media(path)
    return file ? leadTo(mediaAddress(file)) : notFound()
  }
  const shown = await content.readMedia(address, now)
  const media = shown ?? (editor && (await content.readHiddenMedia(address, mayBeSeen)))
  if (!media) return notFound()
  const age =
    shown?.until === Infinity
      ? year
      : Math.max(0, Math.min(hour, Math.floor(((shown?.until ?? 0) - now.getTime()) / 1000)))
  const headers = new Headers({
    'Content-Type': media.contentType,
    'Content-Disposition': disposition(media.attachment ? 'attachment' : 'inline', ownName(media.path)),
    'Cache-Control': shown ? `public, max-age=${age}, immutable` : 'private, no-store',
    ETag: `"${media.oid}"`,
    'X-Content-Type-Options': 'nosniff',
    // A drawing opened by itself is a document: it may style itself and nothing else.
    'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  })
  if (context.request.headers.get('If-None-Match') === `"${media.oid}"`)
    return new Response(null, { status: 304, headers })
  headers.set('Content-Length', String(media.bytes.length))
  return new Response(new Uint8Array(media.bytes), { headers })
}

const leadTo = (address: string): Response =>
  new Response(null, { status: 302, headers: { Location: address, 'Cache-Control': 'private, no-store' } })
