import type { APIRoute } from 'astro'
import { readWaitingPhoto } from '#suggestions/waiting-photos.ts'
import { notFound } from '#web/outcome.ts'
import { open } from '#web/visit.ts'

/** A photo that waits for its form, small, for whoever holds its token. */
export const ALL: APIRoute = async context => {
  const visit = open(context)
  if (visit instanceof Response) return visit
  const { db, portal, now } = visit
  const picture = await readWaitingPhoto(
    db,
    portal.config.dataDir,
    { token: context.params.token ?? '', size: 640 },
    now,
  )
  if (!picture) return notFound()
  return new Response(picture, {
    headers: { 'Content-Type': 'image/webp', 'Cache-Control': 'private, no-store', 'X-Robots-Tag': 'noindex' },
  })
}
