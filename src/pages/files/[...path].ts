import { Readable } from 'node:stream'
import type { APIRoute } from 'astro'
import { holdsAny } from '#people/roles.ts'
import { editorRoles } from '#publishing/decap/config.ts'
import { openFile } from '#publishing/files/stored-files.ts'
import { filesWords as words } from '#publishing/files/words.ts'
import { disposition } from '#web/disposition.ts'
import { notFound } from '#web/outcome.ts'
import { plainResponse } from '#web/plain-page.ts'
import { open } from '#web/visit.ts'

/**
 * A file of the file library under its own name, offered for keeping and never shown: to readers while an entry that they
 * see names it, to editors also before. Its address never changes its bytes, but it may be withdrawn: who keeps a copy
 * asks again each time.
 */
export const GET: APIRoute = async context => {
  const visit = open(context, { neverLeads: true })
  if (visit instanceof Response) return visit
  const { portal, now, requestId } = visit
  const person = visit.person && holdsAny(visit.person, editorRoles) ? visit.person : undefined
  // A copy of the database may not have yet what an editor has just stored.
  const db = person ? portal.db : visit.db
  const file = await openFile({ db, content: portal.content, person, now }, portal.files, context.url.pathname)
  if (!file) return notFound()
  if (file === 'withdrawn') return plainResponse(410, { requestId, title: words.gone, words: words.goneWords })
  const headers = new Headers({
    'Content-Type': file.contentType,
    'Content-Disposition': disposition('attachment', file.name),
    'Cache-Control': file.isPublic ? 'public, no-cache' : 'private, no-store',
    ETag: file.etag,
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "default-src 'none'; sandbox",
  })
  if (context.request.headers.get('If-None-Match') === file.etag) return new Response(null, { status: 304, headers })
  headers.set('Content-Length', String(file.bytes))
  return new Response(Readable.toWeb(await file.read()) as ReadableStream, { headers })
}
