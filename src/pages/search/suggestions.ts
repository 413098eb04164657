import type { APIRoute } from 'astro'
import { suggestTitles } from '#publishing/search/search.ts'
import { open } from '#web/visit.ts'
import { ownPages } from './_own-pages.ts'

/** Titles for what is being typed into the field: `?q=` gives a list of texts as JSON. */
export const GET: APIRoute = context => {
  const visit = open(context)
  if (visit instanceof Response) return visit
  const titles = suggestTitles(visit.edition, ownPages, context.url.searchParams.get('q') ?? '')
  return new Response(JSON.stringify(titles), {
    headers: { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' },
  })
}
