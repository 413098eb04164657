import type { Db } from '#db/schema.ts'
import { formatDay } from '#calendar/lishui.ts'
import type { ContestState } from '#db/schema-contests.ts'
import { contestWords } from './words.ts'

/** An entry of the short list as everybody may know it: without a title where its author does not agree to that. */
export interface ShownEntry {
  number: number
  title: string | null
  body: string | null
  grade: string | null
  adopted: string | null
  carriedOutOn: string | null
  /** Its text was public and the office took it away: on which day, and why. */
  takenDownAt: Date | null
  takenDownWords: string | null
  /** The number of its public answer, where there is one. */
  record: string | null
}

/** What everybody may know of a contest: how far it is, and from its notice on the short list. */
export async function findShown(db: Db, id: string) {
  const contest = await db
    .selectFrom('contest')
    .select(['state', 'notice_from', 'notice_until', 'tie_words', 'awarded_on', 'words', 'words_changed_on', 'grades'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (!contest) return { state: 'collecting' as ContestState, count: 0, entries: [] as ShownEntry[] }
  const { count } = await db
    .selectFrom('contest_entry')
    .select(eb => eb.fn.countAll<string>().as('count'))
    .where('contest_id', '=', id)
    .where('state', '<>', 'withdrawn')
    .executeTakeFirstOrThrow()
  const isPublic = contest.state === 'noticed' || contest.state === 'awarded'
  const rows = isPublic
    ? await db
        .selectFrom('contest_entry')
        .leftJoin('record', join =>
          join.onRef('record.suggestion_id', '=', 'contest_entry.suggestion_id').on('record.removed_at', 'is', null),
        )
        .select(eb => [
          'contest_entry.number',
          'contest_entry.title',
          'contest_entry.body',
          'grade',
          'adopted',
          'carried_out_on as carriedOutOn',
          'taken_down_at as takenDownAt',
          'taken_down_words as takenDownWords',
          // The number of a suggestion is nobody's business where its author does not agree.
          eb.case().when('contest_entry.title', 'is not', null).then(eb.ref('record.number')).end().as('record'),
        ])
        .where('contest_id', '=', id)
        .where('contest_entry.state', '=', 'admitted')
        .where('read_by', 'is not', null)
        .orderBy('contest_entry.number')
        .execute()
    : []
  const rankOf = ({ grade }: { grade: string | null }) => {
    const rank = grade === null ? -1 : (contest.grades ?? []).indexOf(grade)
    return rank === -1 ? Number.MAX_SAFE_INTEGER : rank
  }
  return { ...contest, count: Number(count), entries: rows.toSorted((a, b) => rankOf(a) - rankOf(b)) as ShownEntry[] }
}

/** Where a suggestion stands in the contest that it takes part in, for its author; undefined when in none. */
export async function findStanding(db: Db, suggestionId: number) {
  const found = await db
    .selectFrom('contest_entry')
    .innerJoin('contest', 'contest.id', 'contest_entry.contest_id')
    .select([
      'contest.id',
      'number',
      'contest_entry.state',
      'contest.state as contestState',
      'contest_entry.words',
      'read_by',
      'notice_until',
      'contest.words as endedWords',
      'grade',
      'adopted',
      'carried_out_on as carriedOutOn',
      'taken_down_at as takenDownAt',
      'taken_down_words as takenDownWords',
    ])
    .where('suggestion_id', '=', suggestionId)
    .executeTakeFirst()
  if (!found) return undefined
  const { id, number, adopted, carriedOutOn, takenDownAt, takenDownWords } = found
  return { id, number, adopted, carriedOutOn, takenDownAt, takenDownWords, ...sayStanding(found) }
}

function sayStanding(found: {
  state: keyof typeof contestWords.entryStates
  contestState: ContestState
  words: string | null
  read_by: number | null
  notice_until: string | null
  endedWords: string | null
  grade: string | null
}): { said: string; reason: string | null } {
  const { state, contestState, words, read_by, notice_until, endedWords, grade } = found
  const own = contestWords.own
  if (state === 'not-admitted' || state === 'removed' || state === 'withdrawn')
    return { said: contestWords.entryStates[state], reason: words }
  if (grade !== null) return { said: own.grade(grade), reason: null }
  if (contestState === 'ended') return { said: own.ended, reason: endedWords }
  if (state === 'filed') return { said: own.waits, reason: null }
  if (contestState === 'collecting') return { said: own.admitted, reason: null }
  if (contestState === 'judging') return { said: own.judged, reason: null }
  if (read_by === null) return { said: own.notListed, reason: null }
  if (contestState === 'awarded') return { said: own.notAwarded, reason: null }
  return { said: own.shortListed(notice_until ? formatDay(notice_until) : undefined), reason: null }
}
