import type { APIRoute } from 'astro'
import { z } from 'zod'
import { endSessions } from '#people/staff.ts'
import { staffRoles } from '#web/desk-places.ts'
import { readForm } from '#forms/read.ts'
import { seeOther } from '#web/outcome.ts'
import { open } from '#web/visit.ts'

/** POST `key`: ends one of one's own sessions, or with `others` all but this one. */
export const ALL: APIRoute = async context => {
  const visit = open(context, { roles: staffRoles, methods: ['POST'] })
  if (visit instanceof Response) return visit
  const { person, portal, now } = visit
  const form = await readForm(context.request, z.object({ key: z.string().regex(/^(others|[0-9a-f]{12})$/) }))
  if (form.errors) return new Response(null, { status: form.status })
  const own = portal.sessions.keyIn(context.request.headers.get('cookie'))!
  await endSessions(portal.db, person.id, form.data.key === 'others' ? { allBut: own } : form.data, person, now)
  return seeOther('/desk/account?done=ended')
}
