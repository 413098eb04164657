import { type Expression, type ExpressionBuilder, type QueryCreator, sql, type SqlBool } from 'kysely'
import type { Database, Db, SuggestionKind, SuggestionState, Trx } from '#db/schema.ts'
import type { Role } from '#people/roles.ts'
import { parseCode } from './code.ts'
import { inUnitsHands, openStates } from './course.ts'
import { boundsOf, type Month } from './months.ts'

/** Who looks: an officer sees only what was handed to their units (丽水市文明行为促进条例 Art. 21), the office sees all. */
export interface Viewer {
  id: number
  roles: readonly Role[]
}

/** `mine`: what needs this person now. `overdue`: any step that is late. `open`: whatever is not finished. */
export type QueueView = 'mine' | 'overdue' | 'open' | 'all' | SuggestionState

/** What figures count: of what was received, those that were … A summary column each (figures.ts). */
export const countedMarks = ['accepted-in-time', 'accepted-late', 'answered', 'answered-in-time', 'answered-late', 'reopened', 'satisfied', 'fairly-satisfied', 'dissatisfied'] as const
export type CountedMark = (typeof countedMarks)[number]

/** What shares are taken of, as marks of which a suggestion has one at most. */
export const joinedMarks = {
  'acceptance-due': ['accepted-in-time', 'accepted-late'],
  'answer-due': ['answered-in-time', 'answered-late'],
  rated: ['satisfied', 'fairly-satisfied', 'dissatisfied'],
  'rated-well': ['satisfied', 'fairly-satisfied'],
} as const satisfies Record<string, readonly CountedMark[]>

/** The rows behind a figure. */
export type QueueMark = CountedMark | keyof typeof joinedMarks
export const queueMarks = [...countedMarks, ...(Object.keys(joinedMarks) as (keyof typeof joinedMarks)[])] as const satisfies QueueMark[]

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
  /** Words that all occur in title, text or place; or a code, however it is typed. */
  words?: string | undefined
}

/** Those who see every suggestion; an officer without one of these sees what lies with their units. */
export const officeRoles: [Role, ...Role[]] = ['clerk', 'supervisor', 'admin']

export function seesEverything({ roles }: Viewer): boolean {
  return officeRoles.some(role => roles.includes(role))
}

/** A viewer with their units by name: how much lies with a unit differs a thousandfold, and the planner knows it only of named ones. */
interface Looker extends Viewer {
  units: string[]
}

async function lookerOf(db: Db | Trx, viewer: Viewer): Promise<Looker> {
  if (!viewer.roles.includes('officer') && seesEverything(viewer)) return { ...viewer, units: [] }
  const rows = await db.selectFrom('liaison').select('unit').where('person_id', '=', viewer.id).execute()
  return { ...viewer, units: rows.map(({ unit }) => unit) }
}

const waitingViews: readonly QueueView[] = ['mine', 'overdue', 'open', ...openStates]
const clerkStates = ['received', 'accepted', 'returned', 'answered', 'revisit'] as const satisfies SuggestionState[]
const leadStates = ['handed-over', 'signed-for', 'sent-back', 'reopened'] as const satisfies SuggestionState[]

const shown = ['id', 'code', 'kind', 'title', 'category', 'county', 'place', 'state', 'received_at', 'due_at', 'lead_unit', 'reopenings'] as const

/**
 * One page of the desk's table. What waits is listed by when it is due, so what is overdue stands first;
 * `all` and what is done by when it was received, newest first. `after` is the code of the last row of
 * the page before. Returns `next`, the `after` of the page to come, when there is one.
 */
export async function listQueue(db: Db, filter: QueueFilter, viewer: Viewer, { after, limit, now }: { after?: string | undefined; limit: number; now: Date }) {
  const looker = await lookerOf(db, viewer)
  const rows = isByDue(filter.view) ? await listByDue(db, filter, looker, { after, limit, now }) : await listByArrival(db, filter, looker, { after, limit, now })
  const page = rows.slice(0, limit)
  return { rows: page, next: rows.length > limit ? page.at(-1)!.code : undefined }
}

interface Page {
  after?: string | undefined
  limit: number
  now: Date
}

/** What waits: few enough to read through in an index that has whatever is filtered by. One row more than the page has. */
function listByDue(db: Db, filter: QueueFilter, looker: Looker, { after, limit, now }: Page) {
  const ids = db
    .selectFrom('suggestion')
    .select('id')
    .where(eb => matches(eb, filter, looker, now))
    .$if(after !== undefined, query => query.where(sql<boolean>`(due_at, id) > (SELECT due_at, id FROM suggestion WHERE code = ${after})`))
    .orderBy('due_at')
    .orderBy('id')
    .limit(limit + 1)
  return selectRows(db).where('id', 'in', ids).orderBy('due_at').orderBy('id').execute()
}

/**
 * A million rows, newest first. No planner can know whether what is looked for comes soon in that order or hardly ever.
 * So the next thousands of rows are tried; when they do not fill the page it is rare, and all of it is fetched by whatever
 * index finds it and sorted. One row more than the page has.
 */
async function listByArrival(db: Db, filter: QueueFilter, looker: Looker, { after, limit, now }: Page) {
  const onward = after === undefined ? [] : [sql<boolean>`(received_at, id) < (SELECT received_at, id FROM suggestion WHERE code = ${after})`]
  const pageOf = (from: unknown) => selectRows(from as QueryCreator<Database>).orderBy('received_at', 'desc').orderBy('id', 'desc').limit(limit + 1)

  const nextRows = db.with('suggestion', from =>
    from
      .selectFrom('suggestion')
      .selectAll()
      .where(eb => eb.and([...onward, ...readAlong(eb, filter, looker, now)]))
      .orderBy('received_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit * 100),
  )
  const tried = await pageOf(nextRows).where(eb => matches(eb, filter, looker, now)).execute()
  if (tried.length > limit) return tried

  const frequency = await findFrequency(db, filter)
  // What has only not happened yet to the newest, and words that many have, come further on: the planner goes there.
  const isCommon = frequency === 'frequent' && seesEverything(looker)
  const comesLater = frequency === undefined && filter.mark !== undefined && ['all', 'closed'].includes(filter.view)
  if (isCommon || comesLater) return pageOf(db).where(eb => eb.and([...onward, matches(eb, filter, looker, now)])).execute()
  const found = db.with(
    cte => cte('suggestion').materialized(),
    from =>
      from
        .selectFrom('suggestion')
        .select(shown)
        .where(eb => eb.and([...onward, matches(eb, filter, looker, now), ...(frequency === 'rare' ? [lookUp(filter)] : [])])),
  )
  return pageOf(found).execute()
}

/** The columns of the table, from `suggestion` or whatever is called so. */
function selectRows(from: QueryCreator<Database>) {
  return from
    .selectFrom('suggestion')
    .select(shown)
    .select(sql<number>`(SELECT count(*) FROM suggestion_photo WHERE suggestion_id = suggestion.id)`.as('photos'))
    .select(eb => isExtensionAsked(eb).as('extension_asked'))
}

/** How many of what the filter finds need this person now, are overdue, and stand in each open state. */
export async function countQueue(db: Db, filter: Omit<QueueFilter, 'view'>, viewer: Viewer, now: Date): Promise<Partial<Record<QueueView, number>>> {
  const looker = await lookerOf(db, viewer)
  const rows = await db
    .selectFrom('suggestion')
    .select(['state', eb => eb.fn.countAll<number>().as('count')])
    .select(eb => sql<number>`count(*) FILTER (WHERE ${needsNow(eb, looker, now)})`.as('mine'))
    .select(sql<number>`count(*) FILTER (WHERE due_at <= ${now})`.as('overdue'))
    .where('due_at', 'is not', null)
    .where(eb => matches(eb, { ...filter, view: 'open' }, looker, now))
    .groupBy('state')
    .execute()
  const sum = (name: 'count' | 'mine' | 'overdue') => rows.reduce((total, row) => total + row[name], 0)
  return { ...Object.fromEntries(rows.map(row => [row.state, row.count])), mine: sum('mine'), overdue: sum('overdue'), open: sum('count') }
}

/** Every row that the filter finds, in the order of the table, read in portions so that memory stays small. */
export async function* readQueue(db: Db, filter: QueueFilter, viewer: Viewer, now: Date) {
  let after: string | undefined
  do {
    const { rows, next } = await listQueue(db, filter, viewer, { after, limit: 1000, now })
    yield rows
    after = next
  } while (after)
}

export type QueueRow = Awaited<ReturnType<typeof listQueue>>['rows'][number]

/** Whether this person may see a suggestion at all. */
export async function maySee(db: Db | Trx, suggestionId: number, viewer: Viewer): Promise<boolean> {
  if (seesEverything(viewer)) return true
  const looker = await lookerOf(db, viewer)
  const row = await db.selectFrom('suggestion').select('id').where('id', '=', suggestionId).where(eb => isWithUnitsOf(eb, looker)).executeTakeFirst()
  return row !== undefined
}

function isByDue(view: QueueView): boolean {
  return waitingViews.includes(view)
}

type Builder = ExpressionBuilder<Database, 'suggestion'>

function matches(eb: Builder, { view, kind, category, county, unit, month, until, mark, words }: QueueFilter, viewer: Looker, now: Date) {
  const code = parseCode(words ?? '')
  return eb.and([
    ...(seesEverything(viewer) ? [] : [isWithUnitsOf(eb, viewer)]),
    ...viewConditions(eb, view, viewer, now),
    ...(kind ? [eb('kind', '=', kind)] : []),
    ...(category ? [eb('category', '=', category)] : []),
    ...(county ? [eb('county', '=', county)] : []),
    ...(unit ? [unit === noUnit ? eb('lead_unit', 'is', null) : eb('lead_unit', '=', unit)] : []),
    ...(month ? [wasReceivedIn(eb, month, until)] : []),
    ...(mark ? [hasMark(eb, mark)] : []),
    ...(code ? [eb('code', '=', code)] : wordsIn(words).map(isWritten)),
  ])
}

function viewConditions(eb: Builder, view: QueueView, viewer: Looker, now: Date): Expression<SqlBool>[] {
  const waits = eb('due_at', 'is not', null)
  if (view === 'all') return []
  if (view === 'open') return [waits]
  if (view === 'mine') return [waits, needsNow(eb, viewer, now)]
  if (view === 'overdue') return [eb('due_at', '<=', now)]
  return isByDue(view) ? [waits, eb('state', '=', view)] : [eb('state', '=', view)]
}

/** That part of a filter in whose order an index stands. */
function readAlong(eb: Builder, { view, category, county, unit, month, until, mark, words }: QueueFilter, looker: Looker, now: Date): Expression<SqlBool>[] {
  const code = parseCode(words ?? '')
  if (code) return [eb('code', '=', code)]
  const received = month ? [wasReceivedIn(eb, month, until)] : []
  if (unit && unit !== noUnit) return [...received, eb('lead_unit', '=', unit), ...(category ? [eb('category', '=', category)] : [])]
  if (county && category) return [...received, eb('county', '=', county), eb('category', '=', category)]
  return [...received, ...(mark && orderedMarks.includes(mark) ? [hasMark(eb, mark)] : viewConditions(eb, view, looker, now))]
}

/** Those that an index of their own has, newest first. */
const orderedMarks: readonly QueueMark[] = ['accepted-in-time', 'answered', 'answered-in-time', 'reopened', 'satisfied', 'fairly-satisfied', 'dissatisfied']

/** Whether its words narrow the search, or one in a hundred of the newest has them; undefined when there are none. */
async function findFrequency(db: Db, { words }: QueueFilter): Promise<'rare' | 'frequent' | undefined> {
  const searched = wordsIn(words)
  if (searched.length === 0 || parseCode(words ?? '')) return undefined
  const { having, all } = await db
    .with('suggestion', from => from.selectFrom('suggestion').select(['title', 'body', 'place']).orderBy('received_at', 'desc').orderBy('id', 'desc').limit(2000))
    .selectFrom('suggestion')
    .select(eb => [eb.fn.countAll<number>().as('all'), eb.fn.countAll<number>().filterWhere(eb.and(searched.map(isWritten))).as('having')])
    .executeTakeFirstOrThrow()
  return having * 100 < all ? 'rare' : 'frequent'
}

/** Words, and with them kind, category and county, as an index finds them among what is done; what waits is read through. */
function lookUp({ kind, category, county, words }: QueueFilter): Expression<SqlBool> {
  const facets = [kind, category, county].filter(Boolean)
  return sql<boolean>`(due_at IS NOT NULL OR (due_at IS NULL AND findable_pieces(${everythingWritten}, ARRAY[kind, category, county]) @@ find_pieces(${wordsIn(words)}, ${facets})))`
}

/** A clerk: the next step is the desk's, or an extension is asked for. A supervisor: late at a unit, or reopened. An officer: it is their unit's turn. */
function needsNow(eb: Builder, viewer: Looker, now: Date) {
  const { roles } = viewer
  return eb.or([
    ...(roles.includes('clerk') ? [eb('state', 'in', clerkStates), isExtensionAsked(eb)] : []),
    ...(roles.includes('supervisor') ? [eb.and([eb('state', 'in', [...inUnitsHands]), eb('due_at', '<=', now)]), eb('state', '=', 'reopened')] : []),
    ...(roles.includes('officer') ? [eb.and([eb('state', 'in', leadStates), isWithUnitsOf(eb, viewer, 'lead')]), eb.and([eb('state', 'in', [...inUnitsHands]), isWithUnitsOf(eb, viewer, 'co')])] : []),
    ...(roles.some(role => role === 'clerk' || role === 'supervisor' || role === 'officer') ? [] : [eb('due_at', '<=', now)]),
  ])
}

/** Handed to one of the viewer's units; `co`: they help and have not yet said what they did. */
function isWithUnitsOf(eb: Builder, { units }: Looker, part?: 'lead' | 'co') {
  let assignments = eb
    .selectFrom('assignment')
    .select('assignment.id')
    .whereRef('assignment.suggestion_id', '=', 'suggestion.id')
    .where('assignment.ended_at', 'is', null)
    .where('assignment.unit', '=', sql<string>`ANY (${units})`)
  if (part) assignments = assignments.where('assignment.part', '=', part)
  if (part === 'co') assignments = assignments.where('assignment.contributed_at', 'is', null)
  return eb.exists(assignments)
}

function isExtensionAsked(eb: Builder) {
  return eb.exists(eb.selectFrom('extension').select('extension.id').whereRef('extension.suggestion_id', '=', 'suggestion.id').where('extension.decided_at', 'is', null))
}

export function wasReceivedIn(eb: Builder, first: Month, last?: Month) {
  const { begins, ends } = boundsOf(first, last)
  return eb.and([eb('received_at', '>=', begins), eb('received_at', '<', ends)])
}

/** Figures count by these very conditions, so a list has as many rows as the number that leads to it. */
export function hasMark(eb: Builder, mark: QueueMark): Expression<SqlBool> {
  switch (mark) {
    case 'accepted-in-time':
      return eb('accepted_in_time', '=', true)
    case 'accepted-late':
      return eb.or([eb('accepted_in_time', '=', false), eb.and([eb('accepted_in_time', 'is', null), isOverdue(eb, 'accept')])])
    case 'answered':
      return eb('shown_at', 'is not', null)
    case 'answered-in-time':
      return eb('answered_in_time', '=', true)
    case 'answered-late':
      return eb.or([eb('answered_in_time', '=', false), eb.and([eb('answered_in_time', 'is', null), isOverdue(eb, 'answer')])])
    case 'reopened':
      return eb('reopenings', '>', 0)
    case 'satisfied':
    case 'fairly-satisfied':
    case 'dissatisfied':
      return eb('satisfaction', '=', mark)
    default:
      return eb.or(joinedMarks[mark].map(part => hasMark(eb, part)))
  }
}

/** The clock of this step has run out and runs on: whoever never answers is late too. */
function isOverdue(eb: Builder, step: 'accept' | 'answer') {
  return eb.exists(
    eb
      .selectFrom('deadline')
      .select('deadline.id')
      .whereRef('deadline.suggestion_id', '=', 'suggestion.id')
      .where('deadline.step', '=', step)
      .where('deadline.overdue_at', 'is not', null)
      .where('deadline.ended_at', 'is', null),
  )
}

/** Up to five words; a NUL byte would be an error to PostgreSQL. */
function wordsIn(text = ''): string[] {
  return text.replaceAll('\0', '').split(/\s+/).filter(Boolean).slice(0, 5)
}

/** With blanks between: a word has none, so it is found in one of the three or not at all. */
const everythingWritten = sql<string>`title || ' ' || body || ' ' || place`

/** What ILIKE '%word%' says, in a tenth of the time where the word has no letters that know large and small, as Chinese has none. */
function isWritten(word: string): Expression<SqlBool> {
  const hasCases = /[^\p{Lo}\p{Nd}\p{P}]/u.test(word)
  return hasCases ? sql<boolean>`strpos(lower(${everythingWritten}), lower(${word})) > 0` : sql<boolean>`strpos(${everythingWritten}, ${word}) > 0`
}

/** Titles of several, in the order in which they came in. */
export async function listTitles(db: Db, codes: string[]) {
  if (codes.length === 0) return []
  return db.selectFrom('suggestion').select(['code', 'title', 'county', 'state']).where('code', 'in', codes).orderBy('id').execute()
}
