import type { APIRoute } from 'astro'
import { closeNeed } from '#volunteering/needs/needs.ts'
import { act } from '../_act.ts'

/** POST: I no longer need the help I asked for. */
export const ALL: APIRoute = visit =>
  act(visit, 'withdrawn', (needId, person) => closeNeed(visit.locals.portal.db, { needId, as: 'withdrawn', personId: person.id }, visit.locals.now), 'need-unknown')
