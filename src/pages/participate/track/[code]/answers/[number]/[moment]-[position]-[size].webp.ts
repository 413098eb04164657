import type { APIRoute } from 'astro'
import { photoSizes } from '#suggestions/photo-files.ts'
import { readAnswerPicture } from '#suggestions/tracked-course.ts'
import { idIn, notFound, privatePicture } from '#web/outcome.ts'
import { findTracked } from '#pages/participate/track/_code.ts'
import { open } from '#web/visit.ts'

/** A unit's picture of before or after, for anyone who holds the code, once the answer is shown. */
export const ALL: APIRoute = async context => {
  const visit = open(context)
  if (visit instanceof Response) return visit
  const { code = '', ...params } = context.params
  const [number, position] = [idIn(params.number), idIn(params.position)]
  const moment = (['before', 'after'] as const).find(one => one === params.moment)
  const size = photoSizes.find(one => String(one) === params.size)
  if (!number || !moment || !position || !size) return notFound()
  const found = await findTracked(visit, code)
  if ('refused' in found) return notFound()
  const of = { suggestionId: found.suggestion.merged_into ?? found.suggestion.id, number, moment, position, size }
  const picture = await readAnswerPicture(visit.db, visit.portal.photoStore, of)
  return privatePicture(picture)
}
