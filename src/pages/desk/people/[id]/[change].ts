import type { APIRoute } from 'astro'
import { z } from 'zod'
import { removeSecondFactor } from '#people/second-factor.ts'
import { disableStaff, enableStaff, endSessions } from '#people/staff.ts'
import { deskPlaces } from '#web/desk-places.ts'
import { readForm } from '#forms/read.ts'
import { idIn, notFound, seeOther } from '#web/outcome.ts'
import { open } from '#web/visit.ts'
import { disablingForm } from '../_forms.ts'

/** POST to a person's `disabling`, `enabling`, `second-factor-removal` or `sessions` (`key` of one session, or `all`): back to the person with what was done or why not. */
export const ALL: APIRoute = async context => {
  const { change } = context.params
  if (change !== 'disabling' && change !== 'enabling' && change !== 'sessions' && change !== 'second-factor-removal')
    return notFound()
  const visit = open(context, { roles: deskPlaces.people.roles, methods: ['POST'] })
  if (visit instanceof Response) return visit
  const { person, portal, now } = visit
  const id = idIn(context.params.id)
  if (!id) return notFound()

  const back = (query: string) => seeOther(`/desk/people/${id}?${query}`)
  if (change === 'sessions') {
    const form = await readForm(context.request, z.object({ key: z.string().regex(/^(all|[0-9a-f]{12})$/) }))
    if (form.errors) return new Response(null, { status: form.status })
    await endSessions(portal.db, id, form.data.key === 'all' ? 'all' : form.data, person, now)
    return back('done=ended')
  }
  if (change === 'second-factor-removal') {
    const removed = await removeSecondFactor(portal.db, id, person, now)
    return 'refused' in removed ? notFound() : back('done=factor-removed')
  }
  const disable = async () => {
    const form = await readForm(context.request, disablingForm)
    return disableStaff(portal.db, id, form.data?.left_by_disabling, person, now)
  }
  const outcome = change === 'disabling' ? await disable() : await enableStaff(portal.db, id, person, now)
  if (!('refused' in outcome)) return back(`done=${change === 'disabling' ? 'disabled' : 'enabled'}`)
  return outcome.refused === 'unknown' ? notFound() : back(`refused=${outcome.refused}`)
}
