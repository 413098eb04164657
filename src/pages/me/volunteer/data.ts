import type { APIRoute } from 'astro'
import { exportMyData } from '#volunteering/volunteers/my-data.ts'
import { requireCitizen } from '#web/citizen-guard.ts'
import { refuseOtherMethods } from '#web/guard.ts'

/** POST: everything kept of my volunteering, as a JSON file. A POST, because the reading is an event. */
export const ALL: APIRoute = async visit => {
  const refused = refuseOtherMethods(visit, 'POST')
  if (refused) return refused
  const person = requireCitizen(visit)
  if (person instanceof Response) return person
  const { portal, now } = visit.locals
  const data = await exportMyData(portal.db, portal.personalData, person.id, now)
  return new Response(JSON.stringify(data, null, 2), {
    headers: { 'Content-Type': 'application/json; charset=utf-8', 'Content-Disposition': 'attachment; filename="volunteering.json"', 'Cache-Control': 'no-store' },
  })
}
