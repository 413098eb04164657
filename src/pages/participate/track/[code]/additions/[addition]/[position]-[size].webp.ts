import type { APIRoute } from 'astro'
import { findTracked } from '#pages/participate/track/_code.ts'
import { readAdditionPhoto } from '#suggestions/own.ts'
import { photoSizes } from '#suggestions/photo-files.ts'
import { idIn, notFound, privatePicture } from '#web/outcome.ts'
import { open } from '#web/visit.ts'

/** A photo that the author added, for anyone who holds the code. */
export const ALL: APIRoute = async context => {
  const visit = open(context)
  if (visit instanceof Response) return visit
  const { code = '', addition, position, size: width } = context.params
  const size = photoSizes.find(one => String(one) === width)
  const [additionId, place] = [idIn(addition), idIn(position)]
  if (!size || !additionId || !place) return notFound()
  const found = await findTracked(visit, code)
  if ('refused' in found) return notFound()
  const of = { suggestionId: found.suggestion.id, additionId, position: place, size }
  const picture = await readAdditionPhoto(visit.db, visit.portal.photoStore, of)
  return privatePicture(picture)
}
