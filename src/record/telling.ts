import type { RecordStep } from '#db/schema-record.ts'
import type { Db, SuggestionState, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { dayInLishui } from '#calendar/work-calendar.ts'
import { countWorkingDays } from '#calendar/working-days.ts'
import { loadOffice } from '#suggestions/clocks/office.ts'
import { gatherSupport, tellSupporters } from './followers.ts'
import { foldRecord } from './found.ts'
import type { Matter } from './matter.ts'
import { stepWords } from './words.ts'

/** The facts of a record beside its texts: nobody's words, so they follow the suggestion by themselves. */
export async function tellFacts(trx: Trx, { id, received_at, shown_at, ...suggestion }: Matter['suggestion']) {
  const { calendar } = await loadOffice(trx)
  const rating = await trx
    .selectFrom('rating')
    .select(['satisfaction', 'solved'])
    .where('suggestion_id', '=', id)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return {
    kind: suggestion.kind,
    category: suggestion.category,
    county: suggestion.county,
    unit: suggestion.lead_unit,
    state: suggestion.state,
    steps: JSON.stringify(await listSteps(trx, id, received_at)),
    received_at,
    answered_at: shown_at!,
    working_days: countWorkingDays(calendar, dayInLishui(received_at), dayInLishui(shown_at!)),
    in_time: suggestion.answered_in_time,
    satisfaction: rating?.satisfaction ?? null,
    solved: rating?.solved ?? null,
    is_behind: false,
  }
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
      .select(['record.id as record_id', 'record.steps as told'])
      .select(['record.title as public_title', 'record.body as public_body'])
      .select(['record.place as public_place', 'record.answer as public_answer'])
      .where('record.is_behind', '=', true)
      .orderBy('suggestion.id')
      .limit(most)
      .forUpdate('suggestion')
      .skipLocked()
      .execute()
    for (const { record_id, told, public_title, public_body, public_place, public_answer, ...suggestion } of behind) {
      const facts = await tellFacts(trx, suggestion)
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
