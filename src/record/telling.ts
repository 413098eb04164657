import type { RecordStep } from '#db/schema-record.ts'
import type { Db, SuggestionState, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { dayInLishui } from '#calendar/work-calendar.ts'
import { countWorkingDays } from '#calendar/working-days.ts'
import { loadOffice } from '#suggestions/clocks/office.ts'
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

/** Tells of records what happened to their suggestions since, a part at a time. Returns how many. */
export function followSuggestions(db: Db, most = 200): Promise<number> {
  return inTransaction(db, async trx => {
    // The suggestion is held first, as every move of it does.
    const behind = await trx
      .selectFrom('suggestion')
      .innerJoin('record', 'record.suggestion_id', 'suggestion.id')
      .selectAll('suggestion')
      .where('record.is_behind', '=', true)
      .orderBy('suggestion.id')
      .limit(most)
      .forUpdate('suggestion')
      .skipLocked()
      .execute()
    for (const suggestion of behind)
      await trx
        .updateTable('record')
        .set(await tellFacts(trx, suggestion))
        .where('suggestion_id', '=', suggestion.id)
        .where('removed_at', 'is', null)
        .execute()
    return behind.length
  })
}
