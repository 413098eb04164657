import type { APIRoute } from 'astro'
import { readSuggestionNumber } from '#forms/typed/suggestion-number.ts'
import { findMatter } from '#record/matter.ts'
import { previewRecord } from '#record/preparing.ts'
import { deskPlaces } from '#web/desk-places.ts'
import { idIn, notFound, privatePicture } from '#web/outcome.ts'
import { open } from '#web/visit.ts'

/** A picture of what was made ready (`draft-0`), for everybody who decides of it; or one that may be chosen, for clerks. */
export const GET: APIRoute = async context => {
  const visit = open(context, { roles: deskPlaces.record.roles, neverLeads: true })
  if (visit instanceof Response) return visit
  const { db, portal, person } = visit
  const number = readSuggestionNumber(context.params.number ?? '')
  const matter = number ? await findMatter(db, number) : undefined
  if (!matter) return notFound()
  const { key = '' } = context.params
  const [, at] = /^draft-(\d+)$/.exec(key) ?? []
  const photos =
    at !== undefined
      ? [matter.draft?.photos[idIn(at) ?? 0]]
      : person.roles.includes('clerk')
        ? (await previewRecord(db, matter.suggestion.id, {}, portal.personalData))?.photos.filter(
            photo => photo.key === key,
          )
        : undefined
  const [photo] = photos ?? []
  return photo ? privatePicture(await portal.photoStore.read(photo.file, 640)) : notFound()
}
