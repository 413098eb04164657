import type { APIRoute } from 'astro'
import { recordSignOut } from '#people/sign-in.ts'
import { refuseOtherMethods, refuseWithoutDatabase } from '#web/guard.ts'

/** Ends the session of this browser. Signing out twice is fine. */
export const ALL: APIRoute = async context => {
  const refused = refuseOtherMethods(context, 'POST') ?? refuseWithoutDatabase(context)
  if (refused) return refused
  const { portal, person, now } = context.locals
  if (person) await recordSignOut(portal.db, person.id, now)
  // Citizens signed in by their phone; the staff's form would only puzzle them.
  const signIn = person?.login === null ? '/me/sign-in' : '/login'
  const cookie = await portal.sessions.end(context.request.headers.get('cookie'))
  return new Response(null, { status: 303, headers: { Location: `${signIn}?signed-out`, 'Set-Cookie': cookie, 'Cache-Control': 'no-store' } })
}
