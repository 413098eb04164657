import type { APIRoute } from 'astro'
import { readSuggestionNumber } from '#forms/typed/suggestion-number.ts'
import { readDeskDocument } from '#suggestions/desk.ts'
import { deskPlaces } from '#web/desk-places.ts'
import { idIn, notFound, privateFile } from '#web/outcome.ts'
import { open } from '#web/visit.ts'

/** A document of an answer or an interim reply, for those at the desk who may see the suggestion. */
export const ALL: APIRoute = async context => {
  const visit = open(context, { roles: deskPlaces.suggestions.roles })
  if (visit instanceof Response) return visit
  const number = readSuggestionNumber(context.params.number ?? '')
  const id = idIn(context.params.document)
  if (!number || !id) return notFound()
  return privateFile(await readDeskDocument(visit.db, visit.portal.photoStore, { number, id }, visit.person))
}
