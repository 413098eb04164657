import { formatMoment } from '#calendar/lishui.ts'
import { anHour } from '#calendar/spans.ts'
import type { ContestState } from '#db/schema-contests.ts'
import type { Db, Trx } from '#db/schema.ts'
import { at, forbidden, type Refusal, tooLate } from '#forms/refusals.ts'
import { recordEvent } from '#people/events.ts'
import type { SuggestionInput } from '#suggestions/suggestion-form.ts'
import { type Receiving, receiveSuggestion } from '#suggestions/suggestions.ts'
import type { Call } from './contests.ts'
import { contestWords } from './words.ts'

const words = contestWords.taking

export type Phase = keyof typeof contestWords.phases

/**
 * Whether people may take part: by the times of the call while it collects. Once it is judged it is over for good, also when
 * the call is prolonged afterwards. Without `state` (no database) by its times alone.
 */
export function phaseOf(
  { opens_at, closes_at }: Pick<Call, 'opens_at' | 'closes_at'>,
  now: Date,
  state: ContestState = 'collecting',
): Phase {
  if (state !== 'collecting') return 'over'
  if (now < new Date(opens_at)) return 'before'
  return now < new Date(closes_at) ? 'open' : 'over'
}

/** How far a contest is. */
export async function findState(db: Db, id: string): Promise<ContestState> {
  const contest = await db.selectFrom('contest').select('state').where('id', '=', id).executeTakeFirst()
  return contest?.state ?? 'collecting'
}

/** Who sends it: the portal's staff take part by no contest, as they make no other move of a citizen while signed in. */
export const isBarred = (person: { login: string | null } | undefined): boolean => Boolean(person?.login)

/** Why a suggestion may not take part; what is typed can be sent as an ordinary one. */
function whyNotTaken(call: Call | undefined, state: ContestState, now: Date): Refusal | undefined {
  if (!call) return tooLate(words.unknown)
  const phase = phaseOf(call, now, state)
  if (phase === 'open') return undefined
  return tooLate(phase === 'over' ? words.closed(call.title) : words.notOpen(call.title))
}

/** Receives a suggestion that takes part. The same form sent twice is one entry, also when the contest closed between. */
export async function enterContest(
  db: Db,
  call: Call | undefined,
  input: SuggestionInput,
  photos: readonly string[],
  means: Receiving & { person?: { login: string | null } | undefined; sayCategory(code: string): string },
): Promise<Awaited<ReturnType<typeof receiveSuggestion>> | { refused: Refusal }> {
  if (isBarred(means.person)) return { refused: forbidden(words.staff) }
  const wrong = whyNotTaken(call, call ? await findState(db, call.id) : 'collecting', means.now)
  if ((wrong && !(await isSent(db, input.request_key))) || !call) return { refused: wrong! }
  const { categories } = call
  if (categories.length > 0 && !categories.includes(input.category))
    return { refused: at('category', words.category(categories.map(means.sayCategory).join('、'))) }
  try {
    return await receiveSuggestion(db, input, photos, {
      ...means,
      beside: (trx, suggestion) => addEntry(trx, call, suggestion, means.now),
    })
  } catch (error) {
    // Judging began at this very moment: SQL has the last word.
    if ((error as { constraint?: string }).constraint !== 'contest_is_collecting') throw error
    return { refused: tooLate(words.closed(call.title)) }
  }
}

/** A suggestion takes part from now on, under the contest's next number. */
export async function addEntry(trx: Trx, { id }: Pick<Call, 'id'>, suggestion: { id: number }, now: Date) {
  await trx
    .insertInto('contest')
    .values({ id })
    .onConflict(conflict => conflict.doNothing())
    .execute()
  const { entries: number } = await trx
    .updateTable('contest')
    .set(eb => ({ entries: eb('entries', '+', 1) }))
    .where('id', '=', id)
    .returning('entries')
    .executeTakeFirstOrThrow()
  await trx
    .insertInto('contest_entry')
    .values({ suggestion_id: suggestion.id, contest_id: id, number, entered_at: now })
    .execute()
  await recordEvent(trx, {
    actor: { kind: 'citizen' },
    action: 'contest.entered',
    object: { kind: 'contest', id },
    detail: { number },
    at: now,
  })
}

async function isSent(db: Db, requestKey: string): Promise<boolean> {
  const sent = await db
    .selectFrom('suggestion')
    .innerJoin('contest_entry', 'suggestion_id', 'suggestion.id')
    .select('id')
    .where('request_key', '=', requestKey)
    .executeTakeFirst()
  return sent !== undefined
}

/** `2026年12月31日 周四 18:00截止` */
export const sayDeadline = ({ closes_at }: Pick<Call, 'closes_at'>, now: Date): string =>
  contestWords.deadline(formatMoment(new Date(closes_at), now))

/** How long people may still take part. */
export function sayLeft({ closes_at }: Pick<Call, 'closes_at'>, now: Date): string {
  const hours = Math.floor((Date.parse(closes_at) - now.getTime()) / anHour)
  return contestWords.left(Math.floor(hours / 24), hours % 24)
}
