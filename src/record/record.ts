import { type ExpressionBuilder, sql } from 'kysely'
import type { RecordPhoto, RecordStep } from '#db/schema-record.ts'
import type { Satisfaction } from '#db/schema-course.ts'
import type { Database, Db, SuggestionKind, SuggestionState } from '#db/schema.ts'
import { readSuggestionNumber } from '#forms/typed/suggestion-number.ts'
import { readQuery } from '#publishing/search/query.ts'
import { boundsOf, listMonths, type Month, monthOf } from '#suggestions/months.ts'
import { hasWords } from './found.ts'

/** A published suggestion as readers see it: everything here may be known to all. */
export interface PublicRecord {
  number: string
  kind: SuggestionKind
  category: string
  county: string
  /** Of the register `departments`; null: the office answered by itself. */
  unit: string | null
  title: string
  body: string
  place: string
  answer: string
  photos: RecordPhoto[]
  state: SuggestionState
  steps: RecordStep[]
  received_at: Date
  answered_at: Date
  /** Another answer was given since, which is not public yet. */
  has_newer_answer: boolean
  working_days: number
  in_time: boolean | null
  satisfaction: Satisfaction | null
  solved: boolean | null
  /** How many stand behind it. */
  supporters: number
}

/** What an address may ask of the list. */
export interface RecordFilter {
  kind?: string | undefined
  category?: string | undefined
  county?: string | undefined
  unit?: string | undefined
  /** Of the answer. */
  month?: Month | undefined
  /** Only what its author calls solved. */
  solved?: boolean
  /** The one that was asked for by its number. */
  number?: string | undefined
  /** Folded words that stand in it. */
  words?: readonly string[]
}

/** What a query asks; what it cannot ask is left out: all that it names are short codes. */
export function readRecordFilter(query: URLSearchParams): RecordFilter {
  const asked = (name: string) => /^[\w-]{1,60}$/.exec(query.get(name) ?? '')?.[0]
  const month = asked('month')
  const typed = query.get('q') ?? ''
  const number = readSuggestionNumber(typed)
  return {
    kind: asked('kind'),
    category: asked('category'),
    county: asked('county'),
    unit: asked('unit'),
    month: month && /^20\d\d-(0[1-9]|1[0-2])$/.test(month) ? month : undefined,
    solved: query.get('solved') === 'yes',
    ...(number ? { number } : { words: readQuery(typed).terms }),
  }
}

/** The names of that query. */
export const recordQuery = ['kind', 'category', 'county', 'unit', 'month', 'solved', 'q'] as const

const columns = [
  'number',
  'kind',
  'category',
  'county',
  'unit',
  'title',
  'body',
  'place',
  'answer',
  'photos',
  'state',
  'steps',
  'received_at',
  'answered_at',
  'has_newer_answer',
  'working_days',
  'in_time',
  'satisfaction',
  'solved',
] as const

/** Counted where it is read: a number beside the record would change its row with everyone who stands behind it. */
const supporters =
  sql<number>`(SELECT count(*) FROM support WHERE record_id = record.id AND support.state <> 'withdrawn')`.as(
    'supporters',
  )

/** Some of the public records, the newest answer first. */
export async function listRecords(
  db: Db,
  filter: RecordFilter,
  { limit, offset = 0 }: { limit: number; offset?: number },
): Promise<PublicRecord[]> {
  return (await db
    .selectFrom('record')
    .select(columns)
    .select(supporters)
    .where(eb => matches(eb, filter))
    .orderBy('answered_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .offset(offset)
    .execute()) as PublicRecord[]
}

/** How many there are. */
export async function countRecords(db: Db, filter: RecordFilter): Promise<number> {
  const { count } = await db
    .selectFrom('record')
    .select(eb => eb.fn.countAll<number>().as('count'))
    .where(eb => matches(eb, filter))
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** How many there are in each county that has any, by its code; the county in the filter is not asked. */
export async function countRecordsByCounty(db: Db, filter: RecordFilter): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('record')
    .select(eb => ['county', eb.fn.countAll<number>().as('count')])
    .where(eb => matches(eb, { ...filter, county: undefined }))
    .groupBy('county')
    .execute()
  return new Map(rows.map(({ county, count }) => [county, Number(count)]))
}

/** Every one in the order in which they were first published, a portion at a time. */
export async function* readRecords(db: Db, filter: RecordFilter, limit = 500): AsyncGenerator<PublicRecord[]> {
  for (let last = 0; ;) {
    const rows = await db
      .selectFrom('record')
      .select([...columns, 'id'])
      .select(supporters)
      .where(eb => matches(eb, filter))
      .where('id', '>', last)
      .orderBy('id')
      .limit(limit)
      .execute()
    if (rows.length > 0) yield rows.map(({ id: _id, ...record }) => record) as PublicRecord[]
    if (rows.length < limit) return
    last = rows.at(-1)!.id
  }
}

/** One by its number; of what was removed the day and why. */
export async function findRecord(
  db: Db,
  number: string,
): Promise<PublicRecord | { removed_at: Date; removed_words: string | null } | undefined> {
  const row = await db
    .selectFrom('record')
    .select([...columns, 'removed_at', 'removed_words'])
    .select(supporters)
    .where('number', '=', number)
    .executeTakeFirst()
  if (!row) return undefined
  const { removed_at, removed_words, ...record } = row
  return removed_at ? { removed_at, removed_words } : (record as PublicRecord)
}

/** Whether readers see this suggestion. */
export async function isRecorded(db: Db, number: string): Promise<boolean> {
  const row = await db
    .selectFrom('record')
    .select('id')
    .where('number', '=', number)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}

/** What there is to choose among: units that have a record, and the months from the first to the last, newest first. */
export async function listRecordChoices(db: Db): Promise<{ units: string[]; months: Month[] }> {
  const units = await db
    .selectFrom('record')
    .select('unit')
    .distinct()
    .where('removed_at', 'is', null)
    .where('unit', 'is not', null)
    .execute()
  const { first, last } = await db
    .selectFrom('record')
    .select(eb => [eb.fn.min('answered_at').as('first'), eb.fn.max('answered_at').as('last')])
    .where('removed_at', 'is', null)
    .executeTakeFirstOrThrow()
  return {
    units: units.map(({ unit }) => unit!),
    months: first && last ? listMonths(monthOf(first), monthOf(last)).reverse() : [],
  }
}

function matches(eb: ExpressionBuilder<Database, 'record'>, filter: RecordFilter) {
  const { month, solved, number, words = [] } = filter
  return eb.and([
    eb('removed_at', 'is', null),
    ...(['kind', 'category', 'county', 'unit'] as const).flatMap(name =>
      filter[name] === undefined ? [] : [eb(name, '=', filter[name])],
    ),
    ...(number ? [eb('number', '=', number)] : []),
    ...(month ? [eb('answered_at', '>=', boundsOf(month).begins), eb('answered_at', '<', boundsOf(month).ends)] : []),
    ...(solved ? [eb('solved', '=', true)] : []),
    ...(words.length > 0 ? [hasWords(words)] : []),
  ])
}
