import { Readable } from 'node:stream'
import type { APIRoute } from 'astro'
import { notFound } from '#web/outcome.ts'
import { open } from '#web/visit.ts'

/** A big file that an entry links to. Its address holds its hash, so it may be kept for a year; it is offered for keeping, never shown. */
export const GET: APIRoute = async context => {
  const visit = open(context)
  if (visit instanceof Response) return visit
  const file = await visit.portal.files.read(context.url.pathname)
  if (!file) return notFound()
  return new Response(Readable.toWeb(file.stream) as ReadableStream, {
    headers: {
      'Content-Type': file.contentType,
      'Content-Length': String(file.bytes),
      'Content-Disposition': `attachment; filename="${file.name}"`,
      'Cache-Control': 'public, max-age=31536000, immutable',
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "default-src 'none'; sandbox",
    },
  })
}
