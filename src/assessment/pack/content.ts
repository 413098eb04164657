import { sql } from 'kysely'
import type { Db } from '#db/schema.ts'
import { formatDay } from '#calendar/lishui.ts'
import { formatSuggestionNumber } from '#forms/typed/suggestion-number.ts'
import { boundsOf } from '#suggestions/months.ts'
import { markWords } from '#suggestions/figure-words.ts'
import { suggestionStates } from '#suggestions/words.ts'
import { type Assessment, listObjections, listScores, listTotals } from '../assessment.ts'
import { assessmentWords as words } from '../words.ts'
import { packWords } from './words.ts'

/** A part of a pack: words that run over lines, then a table. Widths are shares of the line. */
export interface PackPart {
  title: string
  texts?: string[]
  table?: { heads: string[]; widths: number[]; rows: string[][] }
}

/** What is drawn. */
export interface Pack {
  title: string
  subtitle: string
  foot: string
  parts: PackPart[]
}

/**
 * Everything that the numbers of a unit were made from: its lines, each suggestion by number and days, exposures, reports,
 * objections and what was decided. Nobody's name, nobody's words but the officials'.
 */
export async function gatherPack(
  db: Db,
  assessment: Assessment,
  unit: string,
  {
    numberWord,
    nameOfCategory,
    now,
  }: { numberWord: string | undefined; nameOfCategory: (code: string) => string; now: Date },
): Promise<Pack> {
  const scores = await listScores(db, assessment.id, unit)
  const { name, total, until_day } = (await listTotals(db, assessment.id)).find(each => each.unit === unit)!
  const criteria = new Map(assessment.criteria.map(criterion => [criterion.code, criterion]))
  const nameOf = (code: string) => criteria.get(code)?.name ?? code
  const objections = await listObjections(db, assessment.id, unit)
  const suggestions = await listRows(db, assessment.year, unit)
  const day = (at: Date | null) => (at ? formatDay(at) : '')
  return {
    title: packWords.title(name, assessment.year),
    subtitle: `${assessment.title}，${words.states[assessment.state]}`,
    foot: packWords.foot(name, assessment.year, formatDay(now)),
    parts: [
      {
        title: packWords.lines,
        texts: [
          packWords.total(total ?? packWords.none),
          ...(until_day ? [words.dissolved(formatDay(until_day))] : []),
          words.method,
        ],
        table: {
          heads: [words.criterion, words.weight, words.counted, words.share, words.points],
          widths: [0.36, 0.12, 0.22, 0.15, 0.15],
          rows: scores.map(({ criterion, weight, part, whole, share, first_points, second_points, revised }) => [
            nameOf(criterion),
            String(weight),
            whole === null ? `${first_points ?? '—'}、${second_points ?? '—'}` : words.of(part!, whole),
            share === null
              ? packWords.notCounted
              : `${Number(share).toFixed(1)}%${revised === null ? '' : packWords.revised}`,
            share === null ? '' : ((weight * Number(share)) / 100).toFixed(2),
          ]),
        },
      },
      ...assessment.criteria.map(({ name, meaning, code }): PackPart => {
        const evidence = scores.find(score => score.criterion === code)?.evidence ?? []
        return {
          title: name,
          texts: [meaning, ...evidence.map(({ title, good }) => `${good ? '●' : '○'} ${title}`)],
        }
      }),
      {
        title: words.objections,
        texts:
          objections.length === 0
            ? [words.noObjections]
            : objections.flatMap(each => [
                `${nameOf(each.criterion)}：${each.words}`,
                ...(each.decided_at ? [`${words.decided[`${each.upheld!}`]}：${each.decision}`] : []),
              ]),
      },
      {
        title: packWords.suggestions(suggestions.length),
        table: {
          heads: packWords.columns.slice(),
          widths: [0.18, 0.16, 0.15, 0.15, 0.1, 0.1, 0.16],
          rows: suggestions.map(row => [
            formatSuggestionNumber(row.number, numberWord),
            nameOfCategory(row.category),
            day(row.received_at),
            day(row.shown_at),
            row.answered_in_time === null ? '' : row.answered_in_time ? packWords.inTime : packWords.late,
            row.reopenings > 0 ? packWords.reopened(row.reopenings) : '',
            row.returned
              ? packWords.returned
              : row.satisfaction
                ? markWords[row.satisfaction]
                : suggestionStates[row.state],
          ]),
        },
      },
    ],
  }
}

/** The suggestions of a year that the unit leads or was given. */
function listRows(db: Db, year: number, unit: string) {
  const { begins, ends } = boundsOf(`${year}-01`, `${year}-12`)
  return db
    .selectFrom('suggestion')
    .select([
      'number',
      'category',
      'received_at',
      'shown_at',
      'answered_in_time',
      'reopenings',
      'satisfaction',
      'state',
    ])
    .select(sql<boolean>`lead_unit IS DISTINCT FROM ${unit}`.as('returned'))
    .where('received_at', '>=', begins)
    .where('received_at', '<', ends)
    .where(eb =>
      eb.or([
        eb('lead_unit', '=', unit),
        eb(
          'id',
          'in',
          eb
            .selectFrom('assignment')
            .select('suggestion_id')
            .where('unit', '=', unit)
            .where('returned_at', 'is not', null),
        ),
      ]),
    )
    .orderBy('received_at')
    .orderBy('id')
    .execute()
}
