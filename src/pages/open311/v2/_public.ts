import { readAsked } from '#machines/open311/asked.ts'
import { publicMoment, publicState } from '#machines/open311/public-state.ts'
import type { Asked } from '#machines/open311/requests.ts'
import type { Told } from '#machines/open311/xml.ts'
import { listAskedRecords } from '#record/asked.ts'
import { everyState } from '#suggestions/course.ts'
import type { Visit } from '#web/visit.ts'
import { namesOf } from './_names.ts'

/** The most that who has no key is told at once; the whole list is a file (`/suggestions/list.json`). */
const mostOfPublic = 200

/** What is public, as readers of the site have it: covered, and only after somebody has read it. */
export async function listPublic({ portal, edition }: Visit, { status, pageSize, ...asked }: Asked): Promise<Told[]> {
  const names = namesOf(edition)
  const states = status && everyState.filter(state => status.includes(publicState(state).status))
  const rows = await listAskedRecords(portal.reading, { ...asked, states, pageSize: Math.min(pageSize, mostOfPublic) })
  const address = (path: string) => new URL(path, portal.config.origin).href
  return rows.map(row => ({
    service_request_id: row.number,
    ...publicState(row.state),
    service_name: names.ofService(row.category),
    service_code: row.category,
    description: `${row.title}\n${row.body}`.trim(),
    agency_responsible: row.unit && names.ofUnit(row.unit),
    service_notice: address(`/suggestions/${row.number}`),
    requested_datetime: publicMoment(row.received_at),
    updated_datetime: publicMoment(row.changed_at),
    expected_datetime: null,
    address: row.place || null,
    address_id: null,
    zipcode: null,
    lat: null,
    long: null,
    media_url: row.pictures > 0 ? address(`/suggestions/${row.number}/1-1280.webp`) : null,
  }))
}

/** What is public of the suggestion of that number. */
export async function findPublic(visit: Visit, id: string): Promise<Told[]> {
  const read = readAsked(new URLSearchParams({ service_request_id: id }), visit.now)
  return 'faults' in read ? [] : listPublic(visit, read.asked)
}
