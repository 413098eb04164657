import type { APIRoute } from 'astro'
import { readWaitingPhoto } from '#suggestions/waiting-photos.ts'
import { privatePicture } from '#web/outcome.ts'
import { open } from '#web/visit.ts'

/** A photo that waits for its form, small, for anyone who holds its token. */
export const ALL: APIRoute = async context => {
  const visit = open(context)
  if (visit instanceof Response) return visit
  const { db, portal, now } = visit
  const picture = await readWaitingPhoto(db, portal.photoStore, { token: context.params.token ?? '', size: 640 }, now)
  return privatePicture(picture)
}
