import type { APIRoute } from 'astro'
import { maxPhotoBytes } from '#suggestions/photo-files.ts'
import { bodyLimit } from '#web/limits.ts'
import { open } from '#web/visit.ts'

/**
 * POST: a piece of a photo, which the photo field of any form sends by itself. Headers: `Photo-Token` (drawn by the
 * sender), `Photo-Offset`, `Photo-Length`, `Photo-Name` (percent-encoded, for messages). Answers in JSON: `{ at }` from
 * where to go on, `{ done: true }`, or `{ fault }` in words (422, 429).
 */
export const ALL: APIRoute = async context => {
  const visit = open(context, { methods: ['POST'] })
  if (visit instanceof Response) return visit
  const { portal, sender, now } = visit
  const { request, url } = context
  const number = (name: string) => Number(request.headers.get(name) ?? 'none')
  const [at, length, size] = [number('photo-offset'), number('photo-length'), number('content-length')]
  const token = request.headers.get('photo-token') ?? ''
  const isSound =
    [at, length, size].every(Number.isInteger) &&
    at >= 0 &&
    size > 0 &&
    size <= bodyLimit(url.pathname) &&
    at + size <= length &&
    length <= maxPhotoBytes &&
    /^[0-9a-f]{32}$/.test(token)
  if (!isSound) return json({}, 400)
  const bytes = new Uint8Array(await request.arrayBuffer())
  const piece = { token, name: nameIn(request.headers.get('photo-name') ?? ''), at, length, bytes }
  const answer = await portal.photos.takePiece(piece, sender, now)
  return 'status' in answer ? json({ fault: answer.fault }, answer.status) : json(answer, 200)
}

function nameIn(encoded: string): string {
  try {
    return decodeURIComponent(encoded).slice(0, 200)
  } catch {
    return ''
  }
}

const json = (body: object, status: number) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/json', 'Cache-Control': 'private, no-store', 'X-Robots-Tag': 'noindex' },
  })
