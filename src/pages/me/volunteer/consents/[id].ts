import type { APIRoute } from 'astro'
import { revokeConsent } from '#volunteering/sign-ups/leaving.ts'
import { act } from '../_act.ts'

/** POST: a guardian takes a consent back. */
export const ALL: APIRoute = context => act(context, 'revoked', (consentId, { db, person, now }) => revokeConsent(db, { consentId, personId: person.id }, now))
