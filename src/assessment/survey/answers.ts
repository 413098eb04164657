import { sql } from 'kysely'
import type { Db } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { dayInLishui } from '#calendar/work-calendar.ts'
import { forbidden, type Refusal, tooLate } from '#forms/refusals.ts'
import type { PersonalData } from '#people/personal-data.ts'
import type { Entry } from '#publishing/types/entry.ts'
import type { Survey } from '#publishing/types/survey.ts'
import { fieldOf } from './form.ts'
import { surveyWords as words } from './words.ts'

/** Whether a survey may be answered on a day. */
export const isOpen = ({ opens_on, closes_on }: Pick<Survey, 'opens_on' | 'closes_on'>, today: string): boolean =>
  opens_on <= today && today <= closes_on

/** Stands for the question where somebody lives. */
export const residence = ''

/**
 * Takes the answer of somebody whose phone is proven: each number goes up by one, and nothing says by whom. Apart from them
 * a keyed hash of phone and survey keeps anybody from answering twice. No event: its minute and its place in the trail,
 * beside a sign-in, would say who answered and, while numbers are few, what.
 */
export function answerSurvey(
  db: Db,
  personalData: PersonalData,
  survey: Pick<Entry<Survey>, 'id' | 'data'>,
  { county, request_key, ...given }: { county: string; request_key: string } & Record<string, unknown>,
  person: { id: number },
  now: Date,
): Promise<object | { refused: Refusal }> {
  return inTransaction(db, async (trx): Promise<object | { refused: Refusal }> => {
    if (!isOpen(survey.data, dayInLishui(now))) return { refused: tooLate(words.closed) }
    const { phone_hash } = await trx
      .selectFrom('person')
      .select('phone_hash')
      .where('id', '=', person.id)
      .executeTakeFirstOrThrow()
    if (phone_hash === null) return { refused: forbidden(words.staff) }
    const one = {
      survey: survey.id,
      phone_hash: personalData.lookup(`${phone_hash}\0${survey.id}`, 'survey_answer.phone_hash'),
    }
    const taken = await trx
      .insertInto('survey_respondent')
      .values({ ...one, request_key })
      .onConflict(conflict => conflict.columns(['survey', 'phone_hash']).doNothing())
      .returning('survey')
      .executeTakeFirst()
    if (!taken) {
      // The same form once more is the same answer. Answered before, their first answer counts, whichever.
      const before = await trx
        .selectFrom('survey_respondent')
        .select('request_key')
        .where('survey', '=', one.survey)
        .where('phone_hash', '=', one.phone_hash)
        .executeTakeFirst()
      return before?.request_key === request_key ? {} : { refused: tooLate(words.already) }
    }
    const answers = survey.data.questions.map(({ code }) => [code, String(given[fieldOf(code)])] as const)
    await trx
      .insertInto('survey_tally')
      .values(
        // In one order, so that two who answer at once do not wait for each other.
        [[residence, county] as const, ...answers]
          .toSorted(([one], [other]) => (one < other ? -1 : 1))
          .map(([question, answer]) => ({ survey: survey.id, question, answer, count: 1 })),
      )
      .onConflict(conflict =>
        conflict.columns(['survey', 'question', 'answer']).doUpdateSet({ count: sql<number>`survey_tally.count + 1` }),
      )
      .execute()
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
    .deleteFrom('survey_respondent')
    .where('survey', 'not in', ['', ...open])
    .execute()
}
