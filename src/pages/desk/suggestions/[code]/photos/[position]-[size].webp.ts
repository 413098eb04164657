import type { APIRoute } from 'astro'
import { parseCode } from '#suggestions/code.ts'
import { readPhoto } from '#suggestions/desk.ts'
import { photoSizes } from '#suggestions/photo-files.ts'
import { deskPlaces } from '#web/desk-places.ts'
import { refuseOtherMethods, requireRole } from '#web/guard.ts'

/** A citizen's photo, for the desk only: nothing of theirs is public before it has been reviewed (先审后发). */
export const ALL: APIRoute = async context => {
  const refused = refuseOtherMethods(context, 'GET')
  if (refused) return refused
  const person = requireRole(context, ...deskPlaces.suggestions.roles)
  if (person instanceof Response) return person

  const { portal } = context.locals
  const code = parseCode(context.params.code ?? '')
  const size = photoSizes.find(one => String(one) === context.params.size)
  const position = /^[1-9]$/.test(context.params.position ?? '') ? Number(context.params.position) : undefined
  const picture = code && size && position && (await readPhoto(portal.db, portal.config.dataDir, { code, position, size }, person))
  if (!picture) return new Response(null, { status: 404 })
  return new Response(picture, { headers: { 'Content-Type': 'image/webp', 'Cache-Control': 'private, no-store' } })
}
