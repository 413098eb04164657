import type { SignedInPerson } from '#people/session.ts'
import { requirePerson } from './guard.ts'

/** `requirePerson` on a citizen's pages: who is not signed in does so with a phone. */
export function requireCitizen(visit: Parameters<typeof requirePerson>[0]): SignedInPerson | Response {
  return requirePerson(visit, '/me/sign-in')
}
