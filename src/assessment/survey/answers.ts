import { sql } from 'kysely'
import type { Db } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { dayInLishui } from '#calendar/work-calendar.ts'
import { forbidden, type Refusal, tooLate } from '#forms/refusals.ts'
import { recordEvent } from '#people/events.ts'
import type { PersonalData } from '#people/personal-data.ts'
import type { Entry } from '#publishing/types/entry.ts'
import type { Survey } from '#publishing/types/survey.ts'
import { type Hidden, hideSmall, smallestShown } from '#suggestions/public-figures.ts'
import { fieldOf } from './form.ts'
import { type Grade, surveyWords as words } from './words.ts'

/** Whether a survey may be answered on a day. */
export const isOpen = ({ opens_on, closes_on }: Pick<Survey, 'opens_on' | 'closes_on'>, today: string): boolean =>
  opens_on <= today && today <= closes_on

/**
 * Takes the answer of somebody whose phone is proven. What they answered lies apart from who they are: a keyed hash of phone
 * and survey keeps them from answering twice, and no event names them.
 */
export function answerSurvey(
  db: Db,
  personalData: PersonalData,
  survey: Pick<Entry<Survey>, 'id' | 'data'>,
  { county, ...given }: { county: string } & Record<string, unknown>,
  person: { id: number },
  now: Date,
): Promise<object | { refused: Refusal }> {
  return inTransaction(db, async (trx): Promise<object | { refused: Refusal }> => {
    const today = dayInLishui(now)
    if (!isOpen(survey.data, today)) return { refused: tooLate(words.closed) }
    const { phone_hash } = await trx
      .selectFrom('person')
      .select('phone_hash')
      .where('id', '=', person.id)
      .executeTakeFirstOrThrow()
    if (phone_hash === null) return { refused: forbidden(words.staff) }
    const answers = Object.fromEntries(survey.data.questions.map(({ code }) => [code, given[fieldOf(code)]]))
    const taken = await trx
      .insertInto('survey_answer')
      .values({
        survey: survey.id,
        phone_hash: personalData.lookup(`${phone_hash}\0${survey.id}`, 'survey_answer.phone_hash'),
        county,
        answers: JSON.stringify(answers),
        answered_on: today,
      })
      .onConflict(conflict => conflict.columns(['survey', 'phone_hash']).doNothing())
      .returning('id')
      .executeTakeFirst()
    // Sent twice, or answered before: their first answer counts, whichever.
    if (!taken) return { refused: tooLate(words.already) }
    await recordEvent(trx, {
      actor: { kind: 'citizen' },
      action: 'survey.answered',
      object: { kind: 'survey', id: survey.id },
      at: now,
    })
    return {}
  })
}

/** Once a survey is over nobody can answer any more: what kept people from answering twice goes. Called every night. */
export async function endSurveys(
  db: Db,
  surveys: readonly Pick<Entry<Survey>, 'id' | 'data'>[],
  now: Date,
): Promise<void> {
  const today = dayInLishui(now)
  const open = surveys.filter(({ data }) => data.closes_on >= today).map(({ id }) => id)
  await db
    .updateTable('survey_answer')
    .set({ phone_hash: null })
    .where('phone_hash', 'is not', null)
    .where('survey', 'not in', ['', ...open])
    .execute()
}

/** What a survey came to, as far as it may be shown. */
export interface SurveyResults {
  total: number | Hidden
  questions: { text: string; well: { part: number; of: number } | Hidden }[]
  byCounty: { county: string; count: number | Hidden }[]
}

const well: readonly Grade[] = ['very', 'fairly']

/** The results of a survey, small numbers hidden, and with them what would give them away. */
export async function readResults(db: Db, { id, data }: Pick<Entry<Survey>, 'id' | 'data'>): Promise<SurveyResults> {
  const counties = await db
    .selectFrom('survey_answer')
    .select(['county', sql<number>`count(*)::integer`.as('count')])
    .where('survey', '=', id)
    .groupBy('county')
    .orderBy('county')
    .execute()
  const { rows } = await sql<{ code: string; grade: Grade; count: number }>`
    SELECT key AS code, value AS grade, count(*)::integer AS count
    FROM survey_answer, jsonb_each_text(answers) WHERE survey = ${id} GROUP BY key, value`.execute(db)
  const total = counties.reduce((sum, { count }) => sum + count, 0)
  const hidden = hideSmall(counties.map(({ count }) => count))
  return {
    total: total < smallestShown ? 'few' : total,
    questions: data.questions.map(({ code, text }) => {
      const known = rows.filter(row => row.code === code && row.grade !== 'unknown')
      const sum = (counted: typeof rows) => counted.reduce((all, { count }) => all + count, 0)
      const of = sum(known)
      return {
        text,
        well: of < smallestShown ? 'few' : { part: sum(known.filter(({ grade }) => well.includes(grade))), of },
      }
    }),
    byCounty: counties.map(({ county, count }, at) => ({ county, count: hidden[at] ?? count })),
  }
}
