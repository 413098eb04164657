import type { APIRoute } from 'astro'
import { revokeConsent } from '#volunteering/sign-ups/leaving.ts'
import { act } from '../_act.ts'

/** POST: a guardian takes a consent back. */
export const ALL: APIRoute = visit =>
  act(visit, 'revoked', (consentId, person) => revokeConsent(visit.locals.portal.db, { consentId, personId: person.id }, visit.locals.now), 'consent-unknown')
