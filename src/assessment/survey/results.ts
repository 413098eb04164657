import type { Db } from '#db/schema.ts'
import type { Entry } from '#publishing/types/entry.ts'
import type { Survey } from '#publishing/types/survey.ts'
import { type Hidden, hideSmall, smallestShown } from '#suggestions/public-figures.ts'
import { residence } from './answers.ts'
import { opinions, type Opinion } from './words.ts'

/** What a survey came to, as far as it may be shown. Every part is one of all answers. */
export interface SurveyResults {
  total: number | Hidden
  questions: { text: string; parts: Record<Opinion, number | Hidden>; atLeast: number | undefined }[]
  byCounty: { county: string; count: number | Hidden }[]
}

/**
 * The results of a survey once it is over, small numbers hidden, and with them what would give them away; undefined before: who
 * reads them day by day sees what each new answer was. `counties`: all there are, also those where nobody answered.
 */
export async function readResults(
  db: Db,
  { id, data }: Pick<Entry<Survey>, 'id' | 'data'>,
  counties: readonly string[],
  today: string,
): Promise<SurveyResults | undefined> {
  if (today <= data.closes_on) return undefined
  const rows = await db.selectFrom('survey_tally').selectAll().where('survey', '=', id).execute()
  const countOf = (question: string, is: (answer: string) => boolean) =>
    rows.filter(row => row.question === question && is(row.answer)).reduce((sum, { count }) => sum + count, 0)
  const answered = new Set(rows.filter(({ question }) => question === residence).map(({ answer }) => answer))
  const places = [...new Set([...counties, ...answered])]
  const byPlace = places.map(place => countOf(residence, answer => answer === place))
  const total = byPlace.reduce((sum, count) => sum + count, 0)
  const hidden = hideParts(byPlace)
  return {
    total: total < smallestShown ? 'few' : total,
    questions: data.questions.map(({ code, text }) => {
      const names = Object.keys(opinions) as Opinion[]
      const counts = names.map(name => countOf(code, answer => (opinions[name] as readonly string[]).includes(answer)))
      const hidden = hideParts(counts)
      const parts = Object.fromEntries(names.map((name, at) => [name, hidden[at] ?? counts[at]]))
      return { text, parts: parts as Record<Opinion, number | Hidden>, atLeast: leastOf(hidden, total) }
    }),
    byCounty: places.map((county, at) => ({ county, count: hidden[at] ?? byPlace[at]! })),
  }
}

/** How many have answered, in full tens: of each single answer it says nothing. */
export async function countAnswers(db: Db, survey: string): Promise<number> {
  const { sum } = await db
    .selectFrom('survey_tally')
    .select(eb => eb.fn.sum<string | null>('count').as('sum'))
    .where('survey', '=', survey)
    .where('question', '=', residence)
    .executeTakeFirstOrThrow()
  return Math.floor(Number(sum ?? 0) / 10) * 10
}

/**
 * Which parts of a sum that is shown stay hidden: what `hideSmall` hides, and more, as long as those that are hidden are
 * together less than may be shown: the sum would tell of them what each was hidden for. Nobody is nobody, unless all the
 * others are in one part: that would be known of each of them.
 */
export function hideParts(counts: readonly number[]): (Hidden | undefined)[] {
  const hidden = hideSmall(counts)
  for (;;) {
    const left = counts.reduce((sum, count, at) => sum + (hidden[at] ? count : 0), 0)
    const shown = [...counts.keys()].filter(at => !hidden[at]).toSorted((a, b) => counts[a]! - counts[b]!)
    if (shown.length === 0 || left >= smallestShown || (left === 0 && shown.length > 1)) return hidden
    hidden[shown[0]!] = 'withheld'
  }
}

/** How many percent the one part that is not small is at least, in steps of five, as whoever sees the others may tell. */
function leastOf(hidden: readonly (Hidden | undefined)[], total: number): number | undefined {
  const small = hidden.filter(why => why === 'few').length
  if (hidden[0] !== 'withheld' || small !== hidden.length - 1) return undefined
  const least = (100 * (total - small * (smallestShown - 1))) / total
  return least < 50 ? undefined : Math.floor(least / 5) * 5
}
