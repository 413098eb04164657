import type { Selectable } from 'kysely'
import type { RecordStep } from '#db/schema-record.ts'
import type { Db, SuggestionState, SuggestionTable, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { dayInLishui } from '#calendar/work-calendar.ts'
import { countWorkingDays, isInTime } from '#calendar/working-days.ts'
import { loadOffice } from '#suggestions/clocks/office.ts'
import { gatherSupport, tellSupporters } from './followers.ts'
import { foldRecord } from './found.ts'
import { stepWords } from './words.ts'

/**
 * The facts of a record beside its texts: nobody's words, so they follow the suggestion by themselves. The unit, the day, the
 * days and the rating are those of the answer that the record shows, whoever has the matter since.
 */
export async function tellFacts(
  trx: Trx,
  { id, received_at, ...suggestion }: Pick<Selectable<SuggestionTable>, 'id' | 'received_at' | ToldColumn>,
  answerId: number,
) {
  const { calendar } = await loadOffice(trx)
  const answers = await listShown(trx, id)
  const at = answers.findIndex(answer => answer.id === answerId)
  const { unit, answered_at, shown_at } = answers[at]!
  const rating = await trx
    .selectFrom('rating')
    .select(['satisfaction', 'solved'])
    // Who was merged into it rates the same answer.
    .where('suggestion_id', '=', id)
    .where('answer_id', '=', answerId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return {
    kind: suggestion.kind,
    category: suggestion.category,
    county: suggestion.county,
    unit,
    state: suggestion.state,
    steps: JSON.stringify(await listSteps(trx, id, received_at)),
    received_at,
    answer_id: answerId,
    has_newer_answer: at < answers.length - 1,
    answered_at: shown_at,
    working_days: countWorkingDays(calendar, dayInLishui(received_at), dayInLishui(shown_at)),
    // The first one is judged where it is shown.
    in_time:
      at === 0 ? suggestion.answered_in_time : await isAgainInTime(trx, id, answered_at, answers[at - 1]!.shown_at),
    satisfaction: rating?.satisfaction ?? null,
    solved: rating?.solved ?? null,
    is_behind: false,
  }
}

type ToldColumn = 'kind' | 'category' | 'county' | 'state' | 'answered_in_time'

/** The answers that its author has seen, the oldest first. */
async function listShown(trx: Trx, suggestionId: number) {
  const rows = await trx
    .selectFrom('answer')
    .select(['id', 'unit', 'answered_at', 'shown_at'])
    .where('suggestion_id', '=', suggestionId)
    .where('shown_at', 'is not', null)
    .orderBy('id')
    .execute()
  return rows.map(row => ({ ...row, shown_at: row.shown_at! }))
}

/** Whether a later answer came by when it was due, by the clock that ran since the one before; null where none did. */
async function isAgainInTime(trx: Trx, suggestionId: number, answeredAt: Date, since: Date): Promise<boolean | null> {
  const clock = await trx
    .selectFrom('deadline')
    .select('due_at')
    .where('suggestion_id', '=', suggestionId)
    .where('step', '=', 'answer')
    .where('begins_at', '>', since)
    .where('met_at', '<=', answeredAt)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return clock ? isInTime(answeredAt, clock.due_at) : null
}

/** Which states it came through that are told, and when; of a hand-over to which unit. */
async function listSteps(trx: Trx, id: number, receivedAt: Date): Promise<RecordStep[]> {
  const events = await trx
    .selectFrom('event')
    .select(['at', 'detail'])
    .where('object_kind', '=', 'suggestion')
    .where('object_id', '=', String(id))
    .where('result', '=', 'done')
    .orderBy('id')
    .execute()
  const steps: RecordStep[] = [{ at: receivedAt.toISOString(), state: 'received' }]
  for (const { at, detail } of events) {
    const { state, lead } = detail as { state?: SuggestionState; lead?: string }
    if (state && stepWords[state] && state !== steps.at(-1)!.state)
      steps.push({ at: at.toISOString(), state, ...(state === 'handed-over' && lead && { unit: lead }) })
  }
  return steps
}

/**
 * Tells of records what happened to their suggestions since, a part at a time, and those who stand behind them of each step
 * that is new there. Returns how many.
 */
export function followSuggestions(db: Db, now: Date, most = 200): Promise<number> {
  return inTransaction(db, async trx => {
    // The suggestion is held first, as every move of it does.
    const behind = await trx
      .selectFrom('suggestion')
      .innerJoin('record', 'record.suggestion_id', 'suggestion.id')
      .selectAll('suggestion')
      .select(['record.id as record_id', 'record.steps as told', 'record.answer_id as public_answer_id'])
      .select(['record.title as public_title', 'record.body as public_body'])
      .select(['record.place as public_place', 'record.answer as public_answer'])
      .where('record.is_behind', '=', true)
      .orderBy('suggestion.id')
      .limit(most)
      .forUpdate('suggestion')
      .skipLocked()
      .execute()
    for (const {
      record_id,
      told,
      public_title,
      public_body,
      public_place,
      public_answer,
      public_answer_id,
      ...suggestion
    } of behind) {
      const facts = await tellFacts(trx, suggestion, public_answer_id!)
      await trx
        .updateTable('record')
        .set({
          ...facts,
          folded: foldRecord({
            title: public_title!,
            body: public_body!,
            place: public_place!,
            answer: public_answer!,
          }),
        })
        .where('suggestion_id', '=', suggestion.id)
        .where('removed_at', 'is', null)
        .execute()
      const step = (JSON.parse(facts.steps) as RecordStep[]).slice(told.length).at(-1)
      const words = step && stepWords[step.state as SuggestionState]?.(undefined)
      if (words) await tellSupporters(trx, record_id, 'support-step', { number: suggestion.number, step: words }, now)
      if (suggestion.merged_into !== null) await gatherSupport(trx, suggestion.merged_into, now)
    }
    return behind.length
  })
}
