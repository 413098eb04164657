import type { APIRoute } from 'astro'
import { readSuggestionNumber } from '#forms/typed/suggestion-number.ts'
import { readAddedPhoto } from '#suggestions/desk.ts'
import { photoSizes } from '#suggestions/photo-files.ts'
import { deskPlaces } from '#web/desk-places.ts'
import { idIn, privatePicture } from '#web/outcome.ts'
import { open } from '#web/visit.ts'

/** A photo that the author added, for those at the desk who may see the suggestion. */
export const ALL: APIRoute = async context => {
  const visit = open(context, { roles: deskPlaces.suggestions.roles })
  if (visit instanceof Response) return visit
  const { params } = context
  const number = readSuggestionNumber(params.number ?? '')
  const [additionId, position] = [idIn(params.addition), idIn(params.position)]
  const size = photoSizes.find(one => String(one) === params.size)
  const picture =
    number &&
    additionId &&
    position &&
    size &&
    (await readAddedPhoto(visit.db, visit.portal.photoStore, { number, additionId, position, size }, visit.person))
  return privatePicture(picture || undefined)
}
