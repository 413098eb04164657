import type { APIRoute } from 'astro'
import { readSuggestionNumber } from '#forms/typed/suggestion-number.ts'
import { readPhoto } from '#suggestions/desk.ts'
import { photoSizes } from '#suggestions/photo-files.ts'
import { deskPlaces } from '#web/desk-places.ts'
import { idIn, privatePicture } from '#web/outcome.ts'
import { open } from '#web/visit.ts'

/** A citizen's photo, for the desk only: nothing of theirs is public before it has been reviewed (先审后发). */
export const ALL: APIRoute = async context => {
  const visit = open(context, { roles: deskPlaces.suggestions.roles })
  if (visit instanceof Response) return visit
  const { number: typed = '', position: which, size: width } = context.params
  const number = readSuggestionNumber(typed)
  const size = photoSizes.find(one => String(one) === width)
  const position = idIn(which)
  const picture =
    number &&
    size &&
    position &&
    (await readPhoto(visit.db, visit.portal.photoStore, { number, position, size }, visit.person))
  return privatePicture(picture || undefined)
}
