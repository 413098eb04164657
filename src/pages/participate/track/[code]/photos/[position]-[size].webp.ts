import type { APIRoute } from 'astro'
import { findTracked } from '#pages/participate/track/_code.ts'
import { readOwnPhoto } from '#suggestions/own.ts'
import { photoSizes } from '#suggestions/photo-files.ts'
import { idIn, notFound, privatePicture } from '#web/outcome.ts'
import { open } from '#web/visit.ts'

/** A photo that the author sent, for anyone who holds the code. */
export const ALL: APIRoute = async context => {
  const visit = open(context)
  if (visit instanceof Response) return visit
  const { code = '', size: width } = context.params
  const position = idIn(context.params.position)
  const size = photoSizes.find(one => String(one) === width)
  if (!size || !position) return notFound()
  const found = await findTracked(visit, code)
  if ('refused' in found) return notFound()
  const picture = await readOwnPhoto(visit.db, visit.portal.photoStore, {
    suggestionId: found.suggestion.id,
    position,
    size,
  })
  return privatePicture(picture)
}
