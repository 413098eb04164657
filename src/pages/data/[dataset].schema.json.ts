import type { APIRoute } from 'astro'
import { notFound } from '#web/outcome.ts'
import { open } from '#web/visit.ts'
import { datasetsOf } from './_datasets.ts'
import { dataWords as words } from './_words.ts'

/** What the columns of a file are, in the words of CSV on the Web (W3C). */
export const GET: APIRoute = context => {
  const visit = open(context)
  if (visit instanceof Response) return visit
  const dataset = datasetsOf(visit.edition).find(({ id }) => id === context.params.dataset)
  if (!dataset) return notFound()
  const schema = {
    '@context': ['http://www.w3.org/ns/csvw', { '@language': 'zh-CN' }],
    url: new URL(dataset.files[0]!.href, context.locals.origin).href,
    'dc:title': dataset.title,
    'dc:description': dataset.about,
    'dc:license': { '@id': words.licenceAddress },
    tableSchema: {
      columns: dataset.columns.map(({ name, about }) => ({ titles: name, ...(about && { 'dc:description': about }) })),
    },
  }
  return new Response(JSON.stringify(schema, undefined, 2), {
    headers: { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'public, max-age=60' },
  })
}
