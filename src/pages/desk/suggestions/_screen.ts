import type { APIContext } from 'astro'
import type { Db } from '#db/schema.ts'
import type { Options } from '#forms/meta.ts'
import { findNeedOf, mayBecomeNeed } from '#volunteering/needs/needs.ts'
import { findStanding } from '#contests/shown.ts'
import { dayOf } from '#calendar/lishui.ts'
import { isDissolved } from '#publishing/types/department.ts'
import { listReachableUnits } from '#people/units.ts'
import type { SignedInPerson } from '#people/session.ts'
import type { Edition } from '#publishing/edition/edition.ts'
import { readSuggestionNumber } from '#forms/typed/suggestion-number.ts'
import { listMoves, type SuggestionMove } from '#suggestions/course.ts'
import { type DeskSuggestion, findDeskSuggestion } from '#suggestions/desk.ts'
import { look } from '#suggestions/looking.ts'
import { deskMoves } from '#suggestions/moves/index.ts'
import { choiceIn, previewFor } from '#suggestions/redaction/preview.ts'
import { type Proposal, proposeRouting } from '#suggestions/routing.ts'
import { listTemplates } from '#suggestions/templates.ts'
import { listHistory, listStandings } from '#suggestions/timeline.ts'
import { deputyOf } from '#suggestions/deputy.ts'
import { deputyWords as words } from '#suggestions/deputy-words.ts'
import { proposalWords } from '#suggestions/desk-words.ts'
import type { Visit } from '#web/visit.ts'
import { findOpenedFrom } from './_list.ts'

/** Short names of the units, by id. */
export const unitsOf = (edition: Edition): ReadonlyMap<string, string> =>
  new Map(edition.list('departments').map(({ id, data }) => [id, data.short_name]))

/** The unit above one in the register. */
export const parentIn = (edition: Edition) => (unit: string) => edition.find('departments', unit)?.data.parent

/**
 * `choosable`: the same for a choice, where a unit that nobody of could be told is marked. `unheard`: these alone, each
 * with what a clerk ticks who hands something to it: who receives it instead.
 */
export async function choosableUnits(db: Db, edition: Edition, now: Date) {
  const reachable = await listReachableUnits(db)
  // What is left of a unit that was dissolved is its name on what it did.
  const units = new Map(
    [...unitsOf(edition)].filter(([id]) => !isDissolved(edition.find('departments', id)!.data, dayOf(now))),
  )
  const unheard = new Map(
    [...units]
      .filter(([id]) => !reachable.has(id))
      .map(([id, name]) => {
        const deputy = deputyOf(id, reachable, parentIn(edition))
        return [id, words.confirm(name, deputy && (units.get(deputy) ?? deputy))]
      }),
  )
  const choosable = new Map([...units].map(([id, name]) => [id, unheard.has(id) ? `${name}${words.mark}` : name]))
  return { choosable, unheard }
}

/**
 * What the screen shows of the suggestion in the address; undefined when there is none for this person.
 * @param values of a posted form that comes back
 */
export async function findOnScreen(
  { params, url }: Pick<APIContext, 'params' | 'url'>,
  visit: Visit<SignedInPerson>,
  values?: Record<string, string | string[]>,
) {
  const { db, portal, edition, now, person } = visit
  const number = readSuggestionNumber(params.number ?? '')
  const suggestion = number && (await findDeskSuggestion(db, portal.personalData, number, person))
  if (!suggestion) return undefined
  const offered = await listMoves<SuggestionMove>(db, deskMoves, suggestion, person, now)
  const isOffered = (name: string) => offered.some(move => move.name === name)
  const units = unitsOf(edition)
  const nameOf = (unit: string | null | undefined) => (unit ? (units.get(unit) ?? unit) : '')
  return {
    suggestion,
    list: await findOpenedFrom(url, visit, suggestion.number),
    history: await listHistory(db, suggestion.id, {
      forOffice: suggestion.office !== undefined,
      nameOf,
      letterPrefix: edition.settings.letter_prefix,
    }),
    standings: await listStandings(db, suggestion, { now, nameOf, forOffice: suggestion.office !== undefined }),
    // Units do not learn who at the desk reads it.
    lookers: suggestion.office ? await look(db, suggestion.id, person.id, now) : [],
    offered,
    asked: url.searchParams.get('move') ?? undefined,
    units,
    ...(await choosableUnits(db, edition, now)),
    preview:
      isOffered('hand-over') || [params.move, url.searchParams.get('move')].includes('unit-text')
        ? await previewFor(db, suggestion.id, choiceIn(values), portal.personalData)
        : undefined,
    proposals: isOffered('hand-over') ? sayProposals(suggestion, edition) : [],
    templates: isOffered('answer') ? await listTemplates(db) : [],
    template: Number(url.searchParams.get('template')) || undefined,
    person,
    now,
    // Units are not concerned with it: a need is between the office and the volunteers.
    ...(suggestion.office && {
      contest: await findStanding(db, suggestion.id),
      help: {
        need: await findNeedOf(db, suggestion.id),
        mayAsk: person.roles.includes('clerk') && mayBecomeNeed(suggestion),
        asked: url.searchParams.get('done') === 'need',
      },
    }),
  }
}

export type OnScreen = NonNullable<Awaited<ReturnType<typeof findOnScreen>>>

const registersOf = (edition: Edition) => ({
  indicators: edition.list('indicators'),
  places: edition.list('places'),
  departments: edition.list('departments'),
  settings: edition.settings,
})

/** The unit that the registers propose as the lead, unless it has given the suggestion back. */
export function proposedLead(
  suggestion: { category: string; county: string; place: string },
  edition: Edition,
  returners: readonly string[] = [],
): string | undefined {
  const { lead, coUnits } = proposeRouting(suggestion, registersOf(edition))
  return [...(lead ? [lead] : []), ...coUnits].find(({ unit }) => !returners.includes(unit))?.unit
}

/** The units that the registers name, the proposed lead first, each with what speaks for it; none that has given it back. */
function sayProposals(suggestion: DeskSuggestion, edition: Edition) {
  const gaveBack = new Set(suggestion.assignments.filter(({ returned_at }) => returned_at).map(({ unit }) => unit))
  const { lead, coUnits } = proposeRouting(suggestion, registersOf(edition))
  const named = ({ because }: Proposal) => {
    if ('county' in because) return proposalWords.county
    return 'place' in because
      ? (edition.find('places', because.place)?.data.title ?? '')
      : (edition.find('indicators', because.indicator)?.data.title ?? '')
  }
  return [...(lead ? [{ ...lead, leads: true }] : []), ...coUnits.map(unit => ({ ...unit, leads: false }))]
    .map(({ unit, leads, ...proposal }) => ({ unit, leads, because: named({ unit, ...proposal }) }))
    .filter(({ unit }) => !gaveBack.has(unit))
}

/** What may be chosen where a move asks for a unit. */
export function unitOptions(options: Options) {
  const names = ['lead', 'co_unit', 'co_unit_1', 'co_unit_2', 'co_unit_3', 'released'] as const
  return Object.fromEntries(names.map(name => [name, options])) as Record<(typeof names)[number], Options>
}

/** Of a correction: the city's categories and counties. */
export const choiceOptions = ({ choices }: Edition) => ({ category: choices.categories, county: choices.counties })
