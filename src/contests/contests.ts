import { type Selectable, sql } from 'kysely'
import type { ContestEntryTable, ContestScoreTable, ContestTable } from '#db/schema-contests.ts'
import type { Db, SuggestionState, Trx } from '#db/schema.ts'
import { isInUse } from '#people/in-use.ts'
import { holdsAny, officeRoles, type Role } from '#people/roles.ts'
import { listObjections, type Objection } from '#objections/objections.ts'
import type { Contest as CallFields } from '#publishing/types/contest.ts'
import type { Entry } from '#publishing/types/entry.ts'

/** What the city asks for, as its content says it. */
export type Call = { id: string } & CallFields
export const callOf = ({ id, data }: Pick<Entry<CallFields>, 'id' | 'data'>): Call => ({ ...data, id })

export type Contest = Selectable<ContestTable>
export type ContestEntry = Selectable<ContestEntryTable> & {
  /** The number of its suggestion, and what the office reads of it. */
  matter: string
  said: string
  publish_consent: boolean
  suggestion_state: SuggestionState
  /** Who covered it last; null where nothing was found to cover. */
  covered_by: number | null
}
export interface Judge {
  id: number
  name: string
  roles: Role[]
}

/** A contest with all that belongs to it. */
export interface ContestCase {
  call: Call
  contest: Contest
  entries: ContestEntry[]
  judges: Judge[]
  declarations: { suggestion_id: number; judge_id: number; conflict: boolean }[]
  scores: Pick<Selectable<ContestScoreTable>, 'suggestion_id' | 'judge_id' | 'criterion' | 'points'>[]
  /** Which judge has proven the phone that an entry was sent with. */
  authors: { suggestion_id: number; judge_id: number }[]
  objections: Objection[]
}

export interface Mover {
  id: number
  roles: readonly Role[]
}

/** Who may be asked to judge: staff who do not see who wrote a suggestion. */
export const judgeRoles = ['officer', 'contributor', 'reviewer', 'publisher'] as const satisfies Role[]
export const isOffice = ({ roles }: Pick<Mover, 'roles'>): boolean => holdsAny({ roles }, officeRoles)
const mayJudge = ({ roles }: Pick<Mover, 'roles'>): boolean => !isOffice({ roles }) && holdsAny({ roles }, judgeRoles)

/** Whether somebody judges it; who has come to see the authors does no more. */
export const isJudge = ({ judges }: Pick<ContestCase, 'judges'>, person: Mover): boolean =>
  mayJudge(person) && judges.some(({ id }) => id === person.id)

/** What there is of a contest before the first entry. */
const blank = (id: string): Contest => ({
  id,
  state: 'collecting',
  entries: 0,
  criteria: null,
  short_list: null,
  least_judges: null,
  notice_days: null,
  grades: null,
  short_listed_by: null,
  short_listed_at: null,
  tie_words: null,
  noticed_by: null,
  notice_from: null,
  notice_until: null,
  ended_by: null,
  ended_at: null,
  awarded_on: null,
  words: null,
  words_changed_on: null,
})

/** One by what the content says; held until the transaction ends, in one. */
export async function findContest(db: Db | Trx, call: Call): Promise<ContestCase> {
  const { id } = call
  if (db.isTransaction)
    await db
      .insertInto('contest')
      .values({ id })
      .onConflict(conflict => conflict.doNothing())
      .execute()
  const contest = await db
    .selectFrom('contest')
    .selectAll()
    .where('id', '=', id)
    .$if(db.isTransaction, query => query.forUpdate())
    .executeTakeFirst()
  if (!contest)
    return {
      ...{ call, contest: blank(id), entries: [], judges: [] },
      ...{ declarations: [], scores: [], authors: [], objections: [] },
    }
  return {
    call,
    contest,
    entries: await db
      .selectFrom('contest_entry')
      .innerJoin('suggestion', 'suggestion.id', 'contest_entry.suggestion_id')
      .selectAll('contest_entry')
      .select([
        'suggestion.number as matter',
        'suggestion.title as said',
        'suggestion.publish_consent',
        'suggestion.state as suggestion_state',
      ])
      .select(eb =>
        eb
          .selectFrom('unit_text')
          .select('passed_by')
          .where('source', '=', 'suggestion')
          .whereRef('source_id', '=', 'suggestion.id')
          .orderBy('unit_text.id', 'desc')
          .limit(1)
          .as('covered_by'),
      )
      .where('contest_id', '=', id)
      .orderBy('contest_entry.number')
      .execute(),
    judges: await db
      .selectFrom('contest_judge')
      .innerJoin('person', 'person.id', 'contest_judge.person_id')
      .select(['person.id', 'person.name', 'person.roles'])
      .where('contest_id', '=', id)
      .where('released_at', 'is', null)
      .orderBy('person.id')
      .execute(),
    declarations: await db
      .selectFrom('contest_declaration')
      .innerJoin('contest_judge', join =>
        join
          .onRef('contest_judge.contest_id', '=', 'contest_declaration.contest_id')
          .onRef('person_id', '=', 'judge_id'),
      )
      .select(['suggestion_id', 'judge_id', 'conflict'])
      .where('contest_judge.contest_id', '=', id)
      .where('released_at', 'is', null)
      .execute(),
    scores: await db
      .selectFrom('contest_score')
      .innerJoin('contest_entry', 'contest_entry.suggestion_id', 'contest_score.suggestion_id')
      .innerJoin('contest_judge', join =>
        join.onRef('contest_judge.contest_id', '=', 'contest_entry.contest_id').onRef('person_id', '=', 'judge_id'),
      )
      .select(['contest_score.suggestion_id', 'judge_id', 'criterion', 'points'])
      .where('contest_entry.contest_id', '=', id)
      .where('released_at', 'is', null)
      .execute(),
    authors: await db
      .selectFrom('contest_entry')
      .innerJoin('suggestion', 'suggestion.id', 'suggestion_id')
      .innerJoin('person', 'person.phone_hash', 'suggestion.phone_hash')
      .innerJoin('contest_judge', join =>
        join.onRef('contest_judge.contest_id', '=', 'contest_entry.contest_id').onRef('person_id', '=', 'person.id'),
      )
      .select(['suggestion_id', 'person_id as judge_id'])
      .where('contest_entry.contest_id', '=', id)
      .execute(),
    objections: await listObjections(db, { contest_id: id }),
  }
}

/** How many entries each contest has, and how many of them wait for the first review. */
export async function countEntries(db: Db) {
  const rows = await db
    .selectFrom('contest')
    .leftJoin('contest_entry', 'contest_entry.contest_id', 'contest.id')
    .select(eb => [
      'contest.id',
      'contest.state',
      eb.fn.count<string>('suggestion_id').as('entries'),
      eb.fn.count<string>('suggestion_id').filterWhere('contest_entry.state', '=', 'filed').as('waiting'),
    ])
    .groupBy('contest.id')
    .execute()
  return new Map(
    rows.map(({ id, state, entries, waiting }) => [id, { state, entries: Number(entries), waiting: Number(waiting) }]),
  )
}

/** The contests that somebody judges. */
export async function listJudged(db: Db, personId: number): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('contest_judge')
    .select('contest_id')
    .where('person_id', '=', personId)
    .where('released_at', 'is', null)
    .execute()
  return new Set(rows.map(({ contest_id }) => contest_id))
}

/** Who may be asked to judge and was not asked yet, by id. */
export async function listCandidates(db: Db | Trx, { contest }: ContestCase): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectFrom('person')
    .select(['id', 'name', 'roles'])
    .where(sql<boolean>`roles && ${sql.val([...judgeRoles])}::text[]`)
    .where('login', 'is not', null)
    .where(isInUse())
    .where('id', 'not in', eb =>
      eb.selectFrom('contest_judge').select('person_id').where('contest_id', '=', contest.id),
    )
    .orderBy('id')
    .execute()
  return new Map(rows.filter(mayJudge).map(({ id, name }) => [String(id), name]))
}

/** Those of a contest's entries that are on its short list. */
export const listedOf = ({ entries }: Pick<ContestCase, 'entries'>): ContestEntry[] =>
  entries.filter(({ read_by, state }) => read_by !== null && state === 'admitted')
