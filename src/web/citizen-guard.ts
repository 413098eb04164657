import type { SignedInPerson } from '../people/session.ts'
import { refuseWithoutDatabase } from './guard.ts'

/** Who is signed in, or the response to return: to the sign-in by phone (303), 503 while the database is away. */
export function requireCitizen(visit: { request: Request; locals: App.Locals }): SignedInPerson | Response {
  const { person } = visit.locals
  if (person) return person
  return refuseWithoutDatabase(visit as Parameters<typeof refuseWithoutDatabase>[0]) ?? new Response(null, { status: 303, headers: { Location: '/me/sign-in', 'Cache-Control': 'no-store' } })
}
