import type { APIRoute } from 'astro'
import { describeService } from '#machines/open311/services.ts'
import { open311Errors } from '#machines/open311/words.ts'
import { notFound } from '#web/outcome.ts'
import { open } from '#web/visit.ts'
import { formatIn, refuseOtherCity, tell, tellErrors } from '../_door.ts'

/** GET: what is asked for one category beside what every request has. */
export const ALL: APIRoute = context => {
  const format = formatIn(context)
  if (!format) return notFound()
  const visit = open(context)
  if (visit instanceof Response) return visit
  const refused = refuseOtherCity(format, visit, context.url.searchParams.get('jurisdiction_id'))
  if (refused) return refused
  const { category = '' } = context.params
  const { choices } = visit.edition
  if (!choices.categories.has(category)) return tellErrors(format, 404, open311Errors.service(category))
  return tell(format, 'service_definition', describeService(category, choices))
}
