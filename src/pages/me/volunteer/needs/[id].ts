import type { APIRoute } from 'astro'
import { closeNeed } from '#volunteering/needs/needs.ts'
import { act } from '../_act.ts'

/** POST: I no longer need the help I asked for. */
export const ALL: APIRoute = context => act(context, 'withdrawn', (needId, { db, person, now }) => closeNeed(db, { needId, as: 'withdrawn', personId: person.id }, now))
