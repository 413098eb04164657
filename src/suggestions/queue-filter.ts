import { type Expression, sql, type SqlBool } from 'kysely'
import type { Db, SuggestionKind, SuggestionState, Trx } from '#db/schema.ts'
import { caseRoles, holdsAny, officeRoles, type Role } from '#people/roles.ts'
import { listUnitsOf } from '#people/units.ts'
import { type Builder, hasMark, type QueueMark } from './marks.ts'
import { readSuggestionNumber } from '#forms/typed/suggestion-number.ts'
import { isPromiseMissed } from './clocks/promised-days.ts'
import { supervisorsSteps } from './clocks/steps.ts'
import { inUnitsHands, openStates } from './course.ts'
import { boundsOf, type Month } from './months.ts'
import { hasRisen } from './rises.ts'
import { isWritten, wordsIn } from './written.ts'

/** Who looks: an officer sees only what was handed to their units (丽水市文明行为促进条例 Art. 21), the office sees all. */
export interface Viewer {
  id: number
  roles: readonly Role[]
}

/**
 * `mine`: what needs this person now. `overdue`: any step that is late. `risen`: what has gone up after its red light, to an
 * officer what went up to their units. `open`: whatever is not finished.
 */
export type QueueView = 'mine' | 'overdue' | 'risen' | 'open' | 'all' | SuggestionState

/** As `unit`: those that have no lead unit. No id of the register begins so. */
export const noUnit = '-'

export interface QueueFilter {
  view: QueueView
  kind?: SuggestionKind | undefined
  category?: string | undefined
  county?: string | undefined
  /** The lead unit, by its id in the register, or `noUnit`. */
  unit?: string | undefined
  /** Received in this month of Lishui, or in one from this up to `until`. */
  month?: Month | undefined
  until?: Month | undefined
  mark?: QueueMark | undefined
  /** `me`: those whom this person has as a clerk (经办人). */
  owner?: 'me' | undefined
  /** An officer who has answered it, by their id. */
  officer?: number | undefined
  /** The unit, or the officer by their id, who gave it back (退单). */
  returner?: string | undefined
  /** A unit that it was given to, whatever became of it there. */
  given?: string | undefined
  /** Words that all occur in title, text or place; or a number, however it is typed. */
  words?: string | undefined
  /** The words are looked for in answers or, by the office, in its notes instead. */
  within?: 'answers' | 'notes' | undefined
}

export function seesEverything({ roles }: Viewer): boolean {
  return officeRoles.some(role => roles.includes(role))
}

/** A viewer with their units by name: how much lies with a unit differs a thousandfold, and the planner knows it only of named ones. */
export interface Looker extends Viewer {
  units: string[]
}

/** The viewer with their units. */
export async function lookerOf(db: Db | Trx, viewer: Viewer): Promise<Looker> {
  if (!viewer.roles.includes('officer') && seesEverything(viewer)) return { ...viewer, units: [] }
  return { ...viewer, units: await listUnitsOf(db, viewer.id) }
}

const waitingViews: readonly QueueView[] = ['mine', 'overdue', 'risen', 'open', ...openStates]
const clerkStates = ['received', 'accepted', 'returned', 'answered', 'revisit'] as const satisfies SuggestionState[]
const leadStates = ['handed-over', 'signed-for', 'sent-back', 'reopened'] as const satisfies SuggestionState[]

/** Whether a view is listed by when its rows are due. */
export function isByDue(view: QueueView): boolean {
  return waitingViews.includes(view)
}

/** All that a filter asks, of what this viewer may see. */
export function matches(
  eb: Builder,
  {
    view,
    kind,
    category,
    county,
    unit,
    month,
    until,
    mark,
    owner,
    officer,
    returner,
    given,
    words,
    within,
  }: QueueFilter,
  viewer: Looker,
  now: Date,
) {
  const number = readSuggestionNumber(words ?? '')
  return eb.and([
    ...(seesEverything(viewer) || view === 'risen' ? [] : [isWithUnitsOf(eb, viewer)]),
    ...viewConditions(eb, view, viewer, now),
    ...(kind ? [eb('kind', '=', kind)] : []),
    ...(category ? [eb('category', '=', category)] : []),
    ...(county ? [eb('county', '=', county)] : []),
    ...(unit ? [unit === noUnit ? eb('lead_unit', 'is', null) : eb('lead_unit', '=', unit)] : []),
    ...(month ? [wasReceivedIn(eb, month, until)] : []),
    ...(mark ? [hasMark(eb, mark)] : []),
    ...(officer ? [wasAnsweredBy(eb, officer)] : []),
    ...(returner ? [wasReturnedBy(eb, returner)] : []),
    ...(given ? [wasGivenTo(eb, given)] : []),
    ...(owner ? [eb('clerk_id', '=', viewer.id)] : []),
    ...(number ? [eb('number', '=', number)] : areWritten(eb, wordsIn(words), view, within, viewer)),
  ])
}

function viewConditions(eb: Builder, view: QueueView, viewer: Looker, now: Date): Expression<SqlBool>[] {
  const waits = eb('due_at', 'is not', null)
  if (view === 'all') return []
  if (view === 'open') return [waits]
  if (view === 'risen') return [waits, hasRisen(eb, seesEverything(viewer) ? undefined : viewer.units)]
  if (view === 'mine') return [waits, needsNow(eb, viewer, now)]
  if (view === 'overdue') return [eb('due_at', '<=', now)]
  return isByDue(view) ? [waits, eb('state', '=', view)] : [eb('state', '=', view)]
}

/**
 * A clerk: the next step is the desk's, an extension is asked for, or a promised day has passed. A supervisor: late at a
 * unit, or reopened. An officer: it is their unit's turn.
 */
export function needsNow(eb: Builder, viewer: Looker, now: Date) {
  const { roles } = viewer
  return eb.or([
    ...(roles.includes('clerk')
      ? [
          eb('state', 'in', clerkStates),
          isExtensionAsked(eb),
          isQuestionProposed(eb),
          isToBeCovered(eb),
          isPromiseMissed(eb),
        ]
      : []),
    ...(roles.includes('supervisor')
      ? [
          eb.and([eb('state', 'in', [...inUnitsHands]), eb('due_at', '<=', now)]),
          eb('state', '=', 'reopened'),
          isToBeDecided(eb),
        ]
      : []),
    ...(roles.includes('officer')
      ? [
          eb.and([eb('state', 'in', leadStates), isWithUnitsOf(eb, viewer, 'lead')]),
          eb.and([eb('state', 'in', [...inUnitsHands]), isWithUnitsOf(eb, viewer, 'co')]),
        ]
      : []),
    ...(holdsAny({ roles }, [...caseRoles, 'officer']) ? [] : [eb('due_at', '<=', now)]),
  ])
}

/** Handed to one of the viewer's units, or to one for which theirs receives; `co`: they help and have not yet said what they did. */
export function isWithUnitsOf(eb: Builder, { units }: Looker, part?: 'lead' | 'co') {
  const isAny = (column: string) => sql<boolean>`${sql.ref(column)} = ANY (${units})`
  let assignments = eb
    .selectFrom('assignment')
    .select('assignment.id')
    .whereRef('assignment.suggestion_id', '=', 'suggestion.id')
    .where('assignment.ended_at', 'is', null)
    .where(where => where.or([isAny('assignment.unit'), isAny('assignment.deputy')]))
  if (part) assignments = assignments.where('assignment.part', '=', part)
  if (part === 'co') assignments = assignments.where('assignment.contributed_at', 'is', null)
  return eb.exists(assignments)
}

/** A unit asks for more time and nobody has decided yet. */
export function isExtensionAsked(eb: Builder) {
  return eb.exists(
    eb
      .selectFrom('extension')
      .select('extension.id')
      .whereRef('extension.suggestion_id', '=', 'suggestion.id')
      .where('extension.decided_at', 'is', null),
  )
}

/** A unit wants its author asked, and the desk has not sent it on. */
function isQuestionProposed(eb: Builder) {
  return eb.exists(
    eb
      .selectFrom('question')
      .select('question.id')
      .whereRef('question.suggestion_id', '=', 'suggestion.id')
      .where('question.asked_at', 'is', null)
      .where('question.ended_at', 'is', null),
  )
}

/** Something that its author wrote or showed has to be looked at before a unit may read it. */
function isToBeCovered(eb: Builder) {
  return eb.exists(
    eb
      .selectFrom('unit_waiting')
      .select('unit_waiting.suggestion_id')
      .whereRef('unit_waiting.suggestion_id', '=', 'suggestion.id')
      .where('unit_waiting.since', 'is not', null),
  )
}

/** A supervisor is asked for a decision and nobody has given it yet. */
function isToBeDecided(eb: Builder) {
  return eb.exists(
    eb
      .selectFrom('deadline')
      .select('deadline.id')
      .whereRef('deadline.suggestion_id', '=', 'suggestion.id')
      .where('deadline.step', 'in', supervisorsSteps)
      .where('deadline.ended_at', 'is', null),
  )
}

function wasAnsweredBy(eb: Builder, officer: number) {
  return eb.exists(
    eb
      .selectFrom('answer')
      .select('answer.id')
      .whereRef('answer.suggestion_id', '=', 'suggestion.id')
      .where('answer.answered_by', '=', officer),
  )
}

function wasReturnedBy(eb: Builder, returner: string) {
  const assignments = eb
    .selectFrom('assignment')
    .select('assignment.id')
    .whereRef('assignment.suggestion_id', '=', 'suggestion.id')
    .where('assignment.returned_at', 'is not', null)
  const officer = /^[1-9]\d{0,8}$/.test(returner) && Number(returner)
  return eb.exists(
    officer ? assignments.where('returned_by', '=', officer) : assignments.where('assignment.unit', '=', returner),
  )
}

function wasGivenTo(eb: Builder, unit: string) {
  return eb.exists(
    eb
      .selectFrom('assignment')
      .select('assignment.id')
      .whereRef('assignment.suggestion_id', '=', 'suggestion.id')
      .where('assignment.unit', '=', unit),
  )
}

export function wasReceivedIn(eb: Builder, first: Month, last?: Month) {
  const { begins, ends } = boundsOf(first, last)
  return eb.and([eb('received_at', '>=', begins), eb('received_at', '<', ends)])
}

/** With blanks between: a word has none, so it is found in one of the three or not at all. */
const everythingWritten = sql<string>`title || ' ' || body || ' ' || place`

/**
 * An index finds those in which all pairs of neighbouring characters occur; whether they stand together the text itself
 * says. What waits is few enough to read through: taking a text to pieces costs more than comparing it.
 */
function areWritten(
  eb: Builder,
  words: string[],
  view: QueueView,
  within: QueueFilter['within'],
  viewer: Looker,
): Expression<SqlBool>[] {
  if (words.length === 0) return []
  if (within === 'notes' && !seesEverything(viewer)) return [sql<boolean>`false`]
  if (within) {
    const table = within === 'notes' ? 'private_note' : 'answer'
    const written = sql<string>`${sql.ref(`${table}.body`)}`
    const found = sql<boolean>`findable_pieces(${written}) @@ find_pieces(${words})`
    let rows = eb.selectFrom(table).select(`${table}.suggestion_id`).where(found)
    for (const word of words) rows = rows.where(isWritten(word, written))
    return [eb('suggestion.id', 'in', rows)]
  }
  const found = isByDue(view) ? [] : [sql<boolean>`findable_pieces(${everythingWritten}) @@ find_pieces(${words})`]
  if (seesEverything(viewer)) return [...found, ...words.map(word => isWritten(word, everythingWritten))]
  // A unit finds nothing by what is covered: else it could guess.
  const read = eb
    .selectFrom('unit_text')
    .select(sql<string>`title || ' ' || body || ' ' || place`.as('written'))
    .where('unit_text.source', '=', 'suggestion')
    .whereRef('unit_text.source_id', '=', 'suggestion.id')
    .orderBy('unit_text.id', 'desc')
    .limit(1)
  return [...found, ...words.map(word => isWritten(word, sql<string>`(${read})`))]
}
