import type { APIRoute } from 'astro'
import { readSuggestionNumber } from '#forms/typed/suggestion-number.ts'
import { findMatter } from '#record/matter.ts'
import { findPhoto } from '#record/photos.ts'
import { deskPlaces } from '#web/desk-places.ts'
import { idIn, notFound, privatePicture } from '#web/outcome.ts'
import { open } from '#web/visit.ts'

/** A picture of what was made ready (`draft-0`), for everybody who decides of it; for clerks one that may be chosen, by its key, and as it was sent (`own-` before the key). */
export const GET: APIRoute = async context => {
  const visit = open(context, { roles: deskPlaces.record.roles, neverLeads: true })
  if (visit instanceof Response) return visit
  const { db, portal, person } = visit
  const number = readSuggestionNumber(context.params.number ?? '')
  const matter = number ? await findMatter(db, number) : undefined
  if (!matter) return notFound()
  const { key = '' } = context.params
  const [, at] = /^draft-(\d+)$/.exec(key) ?? []
  if (at !== undefined) {
    const photo = matter.draft?.photos[idIn(at) ?? 0]
    return photo ? privatePicture(await portal.photoStore.read(photo.file, 640)) : notFound()
  }
  if (!person.roles.includes('clerk')) return notFound()
  const [, own, named = ''] = /^(own-)?(.+)$/.exec(key) ?? []
  const photo = await findPhoto(db, matter.suggestion.id, named)
  if (own && photo) return privatePicture(await portal.photoStore.read(photo.own, 1280))
  return photo?.file === undefined ? notFound() : privatePicture(await portal.photoStore.read(photo.file, 640))
}
