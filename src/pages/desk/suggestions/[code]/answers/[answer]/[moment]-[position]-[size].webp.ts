import type { APIRoute } from 'astro'
import { parseCode } from '#suggestions/code.ts'
import { readAnswerPhoto } from '#suggestions/desk.ts'
import { photoSizes } from '#suggestions/photo-files.ts'
import { deskPlaces } from '#web/desk-places.ts'
import { refuseOtherMethods, requireRole } from '#web/guard.ts'

/** A photo of an answer, before or after, for those at the desk who may see the suggestion. */
export const ALL: APIRoute = async context => {
  const refused = refuseOtherMethods(context, 'GET')
  if (refused) return refused
  const person = requireRole(context, ...deskPlaces.suggestions.roles)
  if (person instanceof Response) return person

  const { portal } = context.locals
  const { params } = context
  const code = parseCode(params.code ?? '')
  const answerId = /^\d{1,9}$/.test(params.answer ?? '') ? Number(params.answer) : undefined
  const moment = params.moment === 'before' || params.moment === 'after' ? params.moment : undefined
  const position = /^[1-9]$/.test(params.position ?? '') ? Number(params.position) : undefined
  const size = photoSizes.find(one => String(one) === params.size)
  const picture = code && answerId && moment && position && size && (await readAnswerPhoto(portal.db, portal.config.dataDir, { code, answerId, moment, position, size }, person))
  if (!picture) return new Response(null, { status: 404 })
  return new Response(picture, { headers: { 'Content-Type': 'image/webp', 'Cache-Control': 'private, no-store' } })
}
