import type { APIRoute } from 'astro'
import { notFound } from '#web/outcome.ts'
import { open } from '#web/visit.ts'
import { formatIn, tell } from './_door.ts'

/** When what is told here last changed its form. */
const changeset = '2026-12-22T00:00:00Z'

/** GET: where a program finds what (Open311 Service Discovery), and whom to ask for a key. */
export const ALL: APIRoute = context => {
  const format = formatIn(context)
  if (!format) return notFound()
  const visit = open(context)
  if (visit instanceof Response) return visit
  const { edition, portal } = visit
  const { contact_phone, contact_email = '', host_unit } = edition.settings
  const contact = [host_unit, contact_phone, contact_email].filter(Boolean).join(' ')
  return tell(format, 'discovery', {
    changeset,
    contact,
    key_service: contact,
    endpoints: [
      {
        specification: 'http://wiki.open311.org/GeoReport_v2',
        url: new URL('/open311/v2', portal.config.origin).href,
        changeset,
        type: 'production',
        formats: ['text/xml', 'application/json'],
      },
    ],
  })
}
