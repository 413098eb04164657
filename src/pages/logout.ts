import type { APIRoute } from 'astro'
import { recordSignOut } from '#people/sign-in.ts'
import { seeOther } from '#web/outcome.ts'
import { open } from '#web/visit.ts'

/** Ends the session of this browser. Signing out twice is fine. */
export const ALL: APIRoute = async context => {
  const visit = open(context, { needsDatabase: true, methods: ['POST'] })
  if (visit instanceof Response) return visit
  const { portal, person, now } = visit
  if (person) await recordSignOut(portal.entering, person.id, now)
  // Citizens signed in by their phone; the staff's form would only puzzle them.
  const signIn = person?.login === null ? '/me/sign-in' : '/login'
  const cookie = await portal.sessions.end(context.request.headers.get('cookie'))
  return seeOther(`${signIn}?signed-out`, cookie)
}
