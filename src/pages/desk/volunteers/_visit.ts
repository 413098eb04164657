import type { APIContext, AstroGlobal } from 'astro'
import { findActivity } from '#volunteering/activities/activities.ts'
import { findMove, type Returned, type ShownMove } from '#forms/move.ts'
import type { FormSchema, OptionsByField } from '#forms/values.ts'
import { holdsAny, type Role } from '#people/roles.ts'
import type { SignedInPerson } from '#people/session.ts'
import { type GardenMove, makeMove } from '#volunteering/move.ts'
import { volunteerDeskWords as words } from '#volunteering/words.ts'
import { admittingRoles } from '#volunteering/organisations/admission.ts'
import { findOrganisation } from '#volunteering/organisations/organisations.ts'
import { isKeptFromOrganising, mayOrganise, maySeeOrganisation } from '#volunteering/organisations/organisers.ts'
import { volunteerOfficeRoles } from '#volunteering/volunteers/office.ts'
import { deskPlaces } from '#web/desk-places.ts'
import { afterMove } from '#web/moves.ts'
import { idIn, notFound, seeOther } from '#web/outcome.ts'
import { plainResponse } from '#web/plain-page.ts'
import { open, type Visit } from '#web/visit.ts'

type Context = Pick<APIContext, 'request' | 'url' | 'locals' | 'params'>
type Roles = readonly [Role, ...Role[]]
type StaffVisit = Visit<SignedInPerson>

/** Who has activities of their own to run; which of them, `mayOrganise` says. */
export const organiserRoles: Roles = ['organiser', 'admin']
export const needRoles: Roles = ['organiser', 'clerk', 'admin']
/** Who sets what is fair. */
export const ruleRoles: Roles = ['admin']
export const overviewRoles: Roles = ['clerk', 'supervisor', 'admin']

/** The pages of volunteering that this person may open. */
export function tabsFor(person: SignedInPerson): { href: string; label: string }[] {
  const at = deskPlaces.volunteers.href
  const tabs: [string, string, readonly Role[]][] = [
    [at, words.tabs.start, deskPlaces.volunteers.roles],
    [`${at}/needs`, words.tabs.needs, needRoles],
    [`${at}/applications`, words.tabs.applications, admittingRoles],
    [`${at}/people`, words.tabs.people, volunteerOfficeRoles],
    [`${at}/incidents`, words.tabs.incidents, volunteerOfficeRoles],
    [`${at}/register`, words.tabs.register, volunteerOfficeRoles],
    [`${at}/overview`, words.tabs.overview, overviewRoles],
    [`${at}/rules`, words.tabs.rules, ruleRoles],
  ]
  return tabs.filter(([, , roles]) => holdsAny(person, roles)).map(([href, label]) => ({ href, label }))
}

/** A visit to one object, with the move that was posted to it, or another word. */
type OneVisit<Any> = StaffVisit & { id: number; move: Any | undefined; posted: string | undefined }

/**
 * Address, method and role of a visit to one object: `/…/{id}` is read, `/…/{id}/{move}` is posted to, and so is each
 * word of `also`. Gives the visit with the id and what was posted, or the response to return.
 */
export function openOne<Any extends ShownMove>(
  context: Context,
  roles: Roles,
  moves: readonly Any[],
  also: readonly string[] = [],
): OneVisit<Any> | Response {
  const { move: posted } = context.params
  const move = findMove(moves, posted)
  if (posted !== undefined && !move && !also.includes(posted)) return notFound()
  const visit = open(context, { roles, methods: [posted === undefined ? 'GET' : 'POST'] })
  if (visit instanceof Response) return visit
  const id = idIn(context.params.id)
  return id ? { ...visit, id, move, posted } : notFound()
}

/** Makes the move that was posted to the page of one object: undefined where none was, else as `afterMove` says. */
export async function moveOne(
  astro: Pick<AstroGlobal, 'response'>,
  visit: OneVisit<GardenMove<never>>,
  page: Parameters<typeof afterMove<object>>[2],
  options: OptionsByField<FormSchema> = {},
): Promise<Response | Returned | undefined> {
  const { db, id, move } = visit
  return move && afterMove(astro, makeMove(db, move, id, await visit.form(move.form, { options }), visit), page)
}

/** The page with 403 and the reason for an organiser who may not organise just now, or undefined; the office looks on. */
export async function refuseKept({ db, person, now, requestId }: StaffVisit): Promise<Response | undefined> {
  if (holdsAny(person, volunteerOfficeRoles) || !(await isKeptFromOrganising(db, person.id, now))) return undefined
  return plainResponse(403, { requestId, ...words.keptFrom })
}

/** The page with 403 for who does not organise for this organisation, or undefined. */
export async function refuseOtherOrganisers(visit: StaffVisit, organisationId: number): Promise<Response | undefined> {
  const { db, person, now, requestId } = visit
  if (await mayOrganise(db, person.id, organisationId, now)) return undefined
  const kept = await refuseKept(visit)
  if (kept) return kept
  // Their own, but it is suspended or dissolved: what is the matter stands on its page.
  if (await maySeeOrganisation(db, person.id, organisationId)) return plainResponse(403, { requestId, ...words.notNow })
  return refuseOthers(requestId)
}

/** The same for the organisation that a posted form names; what is none is left to the form to refuse. */
export async function refuseOthersOrganisation(
  visit: StaffVisit,
  typed: string | string[] | undefined,
): Promise<Response | undefined> {
  const id = typeof typed === 'string' ? idIn(typed) : undefined
  return id && (await findOrganisation(visit.db, id)) ? refuseOtherOrganisers(visit, id) : undefined
}

/** What somebody reads who organises for other organisations. */
export function refuseOthers(requestId: string): Response {
  return plainResponse(403, { requestId, ...words.notYours })
}

/** A form about an activity that may still be changed: the visit, the activity and its page, or the response to return. */
export async function openActivity(
  context: Context,
): Promise<(StaffVisit & { activity: NonNullable<Awaited<ReturnType<typeof findActivity>>>; at: string }) | Response> {
  const visit = open(context, { roles: organiserRoles, methods: ['GET', 'POST'] })
  if (visit instanceof Response) return visit
  const id = idIn(context.params.id)
  const activity = id && (await findActivity(visit.db, id, { drafts: true }))
  if (!activity) return notFound()
  const other = await refuseOtherOrganisers(visit, activity.organisation_id)
  if (other) return other
  const at = `/desk/volunteers/activities/${activity.id}`
  return activity.state === 'cancelled' ? seeOther(at) : { ...visit, activity, at }
}

/** Labels by key as the options of a field. */
export function optionsOf(labels: ReadonlyMap<string, string>): { value: string; label: string }[] {
  return [...labels].map(([value, label]) => ({ value, label }))
}
