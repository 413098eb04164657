import type { APIRoute } from 'astro'
import { holdsAny } from '#people/roles.ts'
import { editorRoles } from '#publishing/decap/config.ts'
import { open } from '#web/visit.ts'

/** Who is signed in, for Decap: 401 instead of a redirect, so that the page keeps what was typed. */
export const GET: APIRoute = context => {
  if (context.locals.databaseAway) return answer(503, {})
  const visit = open(context, { neverLeads: true })
  if (visit instanceof Response) return visit
  const { person } = visit
  if (!person || !holdsAny(person, editorRoles)) return answer(401, {})
  return answer(200, { name: person.name, login: person.login, publishes: person.roles.includes('publisher') })
}

function answer(status: number, body: object): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/json', 'Cache-Control': 'private, no-store' },
  })
}
