import type { APIContext } from 'astro'
import { findActivity } from '#volunteering/activities/activities.ts'
import type { Role } from '#people/roles.ts'
import type { SignedInPerson } from '#people/session.ts'
import { organiserFieldOf, volunteerDeskWords as words } from '#volunteering/organiser-words.ts'
import { volunteerRefusals } from '#volunteering/words.ts'
import { mayOrganise } from '#volunteering/organisations/organisations.ts'
import { deskPlaces } from '#web/desk-places.ts'
import { holdsAny, refuseOtherMethods, requireRole } from '#web/guard.ts'
import { plainResponse } from '#web/plain-page.ts'
import { idIn, seeOther } from '../_ids.ts'

type Visit = Pick<APIContext, 'request' | 'url' | 'locals' | 'params'>
type Roles = [Role, ...Role[]]

/** Who has activities of their own to run; which of them, `mayOrganise` says. */
export const organiserRoles: Roles = ['organiser', 'admin']
/** Who verifies needs. */
export const officeRoles: Roles = ['clerk', 'admin']
export const needRoles: Roles = ['organiser', 'clerk', 'admin']
/** Who admits organisations. */
export const admittingRoles: Roles = ['admin']
export const overviewRoles: Roles = ['clerk', 'supervisor', 'admin']

/** The pages of volunteering that this person may open. */
export function tabsFor(person: SignedInPerson): { href: string; label: string }[] {
  const at = deskPlaces.volunteers.href
  const tabs: [string, string, readonly Role[]][] = [
    [at, words.tabs.start, deskPlaces.volunteers.roles],
    [`${at}/needs`, words.tabs.needs, needRoles],
    [`${at}/applications`, words.tabs.applications, admittingRoles],
    [`${at}/overview`, words.tabs.overview, overviewRoles],
  ]
  return tabs.filter(([, , roles]) => holdsAny(person, roles)).map(([href, label]) => ({ href, label }))
}

/**
 * Address, method and role of a visit to one object: `/…/{id}` is read, `/…/{id}/{move}` is posted to. Gives who
 * comes, the id and the move, or the response to return.
 */
export function guardVisit<Move extends string>(visit: Visit, roles: Roles, moves: readonly Move[]): { person: SignedInPerson; id: number; move: Move | undefined } | Response {
  const move = moves.find(one => one === visit.params.move)
  if (visit.params.move !== undefined && !move) return new Response(null, { status: 404 })
  const refused = refuseOtherMethods(visit, move ? 'POST' : 'GET')
  if (refused) return refused
  const person = requireRole(visit, ...roles)
  if (person instanceof Response) return person
  const id = idIn(visit.params.id)
  return id ? { person, id, move } : new Response(null, { status: 404 })
}

/** The page with 403 for who does not organise for this organisation, or undefined. */
export async function refuseOtherOrganisers({ locals: { portal, requestId } }: Visit, person: SignedInPerson, organisationId: number): Promise<Response | undefined> {
  if (await mayOrganise(portal.db, person.id, organisationId)) return undefined
  return plainResponse(403, { requestId, ...words.notYours })
}

/** A form about an activity that may still be changed: who comes, the activity and its page, or the response to return. */
export async function guardActivity(visit: Visit): Promise<{ person: SignedInPerson; activity: NonNullable<Awaited<ReturnType<typeof findActivity>>>; at: string } | Response> {
  const refused = refuseOtherMethods(visit, 'GET', 'POST')
  if (refused) return refused
  const person = requireRole(visit, ...organiserRoles)
  if (person instanceof Response) return person
  const id = idIn(visit.params.id)
  const activity = id && (await findActivity(visit.locals.portal.db, id, { drafts: true }))
  if (!activity) return new Response(null, { status: 404 })
  const other = await refuseOtherOrganisers(visit, person, activity.organisation_id)
  if (other) return other
  const at = `/desk/volunteers/activities/${activity.id}`
  return activity.state === 'cancelled' ? seeOther(at) : { person, activity, at }
}

/** Why it was refused, in words. */
export function wordsOf(refused: string): string {
  return volunteerRefusals[refused] ?? words.any
}

/** 404 for what nobody has, 403 for somebody else's, 422 for what can be put right in the form, 409 for what came too late. */
export function statusOf(refused: string): 403 | 404 | 409 | 422 {
  if (refused.endsWith('-unknown')) return 404
  if (refused === 'not-your-organisation') return 403
  return refused in organiserFieldOf ? 422 : 409
}

/** A refusal at its field; what belongs to no field stands in the summary. */
export function errorsOf(refused: string): Record<string, string> {
  return { [organiserFieldOf[refused] ?? 'form']: wordsOf(refused) }
}

/** Labels by key as the options of a field. */
export function optionsOf(labels: Record<string, string>): { value: string; label: string }[] {
  return Object.entries(labels).map(([value, label]) => ({ value, label }))
}
