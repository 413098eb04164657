import type { APIContext } from 'astro'
import { findNeedOf } from '#volunteering/needs/needs.ts'
import type { SignedInPerson } from '#people/session.ts'
import { parseCode } from '#suggestions/code.ts'
import { listMoves, type Move, type MoveRefusal, rolesFor } from '#suggestions/course.ts'
import { type DeskSuggestion, findDeskSuggestion } from '#suggestions/desk.ts'
import { type Proposal, proposeRouting } from '#suggestions/routing.ts'
import { listTemplates } from '#suggestions/templates.ts'
import { proposalWords } from '#suggestions/desk-words.ts'
import { refuseOtherMethods, requireRole } from '#web/guard.ts'

type Visit = Pick<APIContext, 'request' | 'url' | 'locals' | 'params'>

/** What the screen shows of the suggestion in the address; undefined when there is none for this person. */
export async function findOnScreen({ locals: { portal, edition, now }, params, url }: Visit, person: SignedInPerson) {
  const code = parseCode(params.code ?? '')
  const suggestion = code && (await findDeskSuggestion(portal.db, portal.personalData, code, person, now))
  if (!suggestion) return undefined
  const offered = offerMoves(await listMoves(portal.db, suggestion, person), suggestion)
  return {
    suggestion,
    offered,
    asked: offered.find(move => move === url.searchParams.get('move')),
    units: new Map(edition.list('departments').map(({ id, data }) => [id, data.short_name])),
    proposals: offered.includes('hand-over') ? sayProposals(suggestion, edition) : [],
    templates: offered.includes('answer') ? await listTemplates(portal.db) : [],
    template: Number(url.searchParams.get('template')) || undefined,
    person,
    now,
    // Units are not concerned with it: a need is between the office and the volunteers.
    ...(suggestion.office && { help: { need: await findNeedOf(portal.db, suggestion.id), mayAsk: person.roles.includes('clerk'), asked: url.searchParams.get('done') === 'need' } }),
  }
}

export type OnScreen = NonNullable<Awaited<ReturnType<typeof findOnScreen>>>

/** The units that the registers name, the proposed lead first, each with what speaks for it; none that has given it back. */
function sayProposals(suggestion: DeskSuggestion, edition: App.Locals['edition']) {
  const gaveBack = new Set(suggestion.assignments.filter(({ returned_at }) => returned_at).map(({ unit }) => unit))
  const { lead, coUnits } = proposeRouting(suggestion, { indicators: edition.list('indicators'), places: edition.list('places'), departments: edition.list('departments') })
  const named = ({ because }: Proposal) => {
    if ('county' in because) return proposalWords.county
    return 'place' in because ? (edition.find('places', because.place)?.data.title ?? '') : (edition.find('indicators', because.indicator)?.data.title ?? '')
  }
  return [...(lead ? [{ ...lead, leads: true }] : []), ...coUnits.map(unit => ({ ...unit, leads: false }))].map(({ unit, leads, ...proposal }) => ({ unit, leads, because: named({ unit, ...proposal }) })).filter(({ unit }) => !gaveBack.has(unit))
}

/** Of the moves that the course allows, those that make sense now: no extension is decided that nobody asked for. */
function offerMoves(allowed: Move[], { extensions, suspendedUntil, assignments, state, lead_unit }: DeskSuggestion): Move[] {
  const isAsked = extensions.some(({ granted }) => granted === null)
  const without: Partial<Record<Move, boolean>> = {
    extension: !isAsked,
    'extension-request': isAsked || extensions.some(({ granted }) => granted),
    suspension: suspendedUntil !== undefined,
    resumption: suspendedUntil === undefined,
    contribution: !assignments.some(({ part, contributed_at, ended_at }) => part === 'co' && !contributed_at && !ended_at),
    return: assignments.some(({ unit, returned_at }) => unit === lead_unit && returned_at),
    // A clerk's own answer to what a unit gave back would hide that nobody does it.
    answer: state === 'returned',
  }
  return allowed.filter(move => !without[move])
}

/** Method, role and code of a posted move in one step: who makes it on which suggestion, or the response to return. */
export function guardMove(visit: Visit, move: Move): { person: SignedInPerson; code: string } | Response {
  const refused = refuseOtherMethods(visit, 'POST')
  if (refused) return refused
  const person = requireRole(visit, ...rolesFor(move))
  if (person instanceof Response) return person
  const code = parseCode(visit.params.code ?? '')
  return code ? { person, code } : new Response(null, { status: 404 })
}

/** Back to the suggestion, which says quietly what was done; after a return it is no longer the officer's to see. */
export function returnAfter(move: Move, code: string): Response {
  const address = move === 'return' ? `/desk/suggestions?done=return` : `/desk/suggestions/${code}?done=${move}`
  return new Response(null, { status: 303, headers: { Location: address } })
}

/** 404 for a code nobody has, 403 for a move that is not this person's, 409 for one that came too late. */
export function statusOf({ refused }: MoveRefusal | { refused: string }): 403 | 404 | 409 {
  if (refused === 'unknown-code') return 404
  return refused === 'wrong-role' || refused === 'not-your-unit' ? 403 : 409
}
