import type { APIRoute } from 'astro'
import { exportMyData } from '#volunteering/volunteers/my-data.ts'
import { open } from '#web/visit.ts'

/** POST: everything kept of my volunteering, as a JSON file. A POST, because the reading is an event. */
export const ALL: APIRoute = async context => {
  const visit = open(context, { who: 'citizen', methods: ['POST'] })
  if (visit instanceof Response) return visit
  const { db, portal, now, person } = visit
  const data = await exportMyData(db, portal.personalData, person.id, now)
  return new Response(JSON.stringify(data, null, 2), {
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Disposition': 'attachment; filename="volunteering.json"',
      'Cache-Control': 'no-store',
    },
  })
}
