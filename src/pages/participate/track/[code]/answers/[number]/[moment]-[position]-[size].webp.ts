import type { APIRoute } from 'astro'
import { photoSizes } from '#suggestions/photo-files.ts'
import { readAnswerPicture } from '#suggestions/tracked-course.ts'
import { notFound } from '#web/outcome.ts'
import { findTracked } from '#pages/participate/track/_code.ts'
import { open } from '#web/visit.ts'

/** A unit's picture of before or after, for anyone who holds the code, once the answer is shown. */
export const ALL: APIRoute = async context => {
  const visit = open(context)
  if (visit instanceof Response) return visit
  const { code = '', number = '', moment, position = '', size } = context.params
  const found = await findTracked(context, visit, code)
  const width = photoSizes.find(one => String(one) === size)
  const isNumber = (text: string) => /^[1-9]\d{0,3}$/.test(text)
  if (
    'refused' in found ||
    !width ||
    !isNumber(number) ||
    !isNumber(position) ||
    (moment !== 'before' && moment !== 'after')
  )
    return notFound()
  const picture = await readAnswerPicture(visit.db, visit.portal.config.dataDir, {
    suggestionId: found.suggestion.id,
    number: Number(number),
    moment,
    position: Number(position),
    size: width,
  })
  if (!picture) return notFound()
  return new Response(picture, {
    headers: { 'Content-Type': 'image/webp', 'Cache-Control': 'private, no-store', 'X-Robots-Tag': 'noindex' },
  })
}
