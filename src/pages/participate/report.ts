import type { APIRoute } from 'astro'
import { seeOther } from '#web/outcome.ts'
import { open } from '#web/visit.ts'

/**
 * The way to the form from a place, as it is printed on the codes that hang there: `?at=` is its id in the register, so that
 * the print stays right when the place gets another name. A place that is not there any more leads to the form alone.
 */
export const GET: APIRoute = context => {
  const visit = open(context)
  if (visit instanceof Response) return visit
  const place = visit.edition.find('places', context.url.searchParams.get('at') ?? '')?.data
  const filledIn = new URLSearchParams({ kind: 'problem', ...(place && { county: place.county, place: place.title }) })
  return seeOther(`/participate/suggest?${filledIn}`)
}
