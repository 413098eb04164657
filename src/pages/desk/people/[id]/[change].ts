import type { APIRoute } from 'astro'
import { z } from 'zod'
import { removeSecondFactor } from '#people/second-factor.ts'
import { disableStaff, enableStaff, endSessions } from '#people/staff.ts'
import { deskPlaces } from '#web/desk-places.ts'
import { readForm } from '#forms/read.ts'
import { refuseOtherMethods, requireRole } from '#web/guard.ts'
import { idIn, seeOther } from '../../_ids.ts'

/** POST to a person's `disabling`, `enabling`, `second-factor-removal` or `sessions` (`key` of one session, or `all`): back to the person with what was done or why not. */
export const ALL: APIRoute = async context => {
  const { change } = context.params
  if (change !== 'disabling' && change !== 'enabling' && change !== 'sessions' && change !== 'second-factor-removal') return new Response(null, { status: 404 })
  const refused = refuseOtherMethods(context, 'POST')
  if (refused) return refused
  const person = requireRole(context, ...deskPlaces.people.roles)
  if (person instanceof Response) return person
  const { portal, now } = context.locals
  const id = idIn(context.params.id)
  if (!id) return new Response(null, { status: 404 })

  const back = (query: string) => seeOther(`/desk/people/${id}?${query}`)
  if (change === 'sessions') {
    const form = await readForm(context.request, z.object({ key: z.string().regex(/^(all|[0-9a-f]{12})$/) }))
    if (form.errors) return new Response(null, { status: form.status })
    await endSessions(portal.db, id, form.data.key === 'all' ? 'all' : form.data, person, now)
    return back('done=ended')
  }
  if (change === 'second-factor-removal') {
    const removed = await removeSecondFactor(portal.db, id, person, now)
    return 'refused' in removed ? new Response(null, { status: 404 }) : back('done=factor-removed')
  }
  const outcome = change === 'disabling' ? await disableStaff(portal.db, id, person, now) : await enableStaff(portal.db, id, person, now)
  if (!('refused' in outcome)) return back(`done=${change === 'disabling' ? 'disabled' : 'enabled'}`)
  return outcome.refused === 'unknown' ? new Response(null, { status: 404 }) : back(`refused=${outcome.refused}`)
}
