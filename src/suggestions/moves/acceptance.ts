import type { Db } from '#db/schema.ts'
import type { DeclineReason } from './decline-reasons.ts'
import { makeMove, type Mover, openStates } from '../course.ts'
import { endClocks, startClock, stopClock } from '../clocks/deadlines.ts'
import { findAllowance, loadOffice } from '../clocks/office.ts'
import { tellAuthors } from '../tell.ts'

/** 受理: the city takes it on, and has from now so long to hand it over. From received only. */
export function acceptSuggestion(db: Db, code: string, by: Mover, now: Date) {
  return makeMove(db, 'acceptance', code, by, now, async (trx, suggestion) => {
    const office = await loadOffice(trx)
    const inTime = await stopClock(trx, { suggestionId: suggestion.id, step: 'accept' }, now)
    const { dueOn: due } = await startClock(trx, office, { suggestionId: suggestion.id, step: 'hand-over', allowance: findAllowance(office, 'hand-over', suggestion) }, now)
    await tellAuthors(trx, suggestion, 'suggestion-accepted', { due }, now)
    return { change: { state: 'accepted', accepted_at: now, accepted_in_time: inTime ?? null } }
  })
}

/** 不予受理: not for this desk, with a reason from the list and words that say where to turn. From received only. */
export function declineSuggestion(db: Db, code: string, { reason, words }: { reason: DeclineReason; words: string }, by: Mover, now: Date) {
  return makeMove(db, 'declination', code, by, now, async (trx, suggestion) => {
    const inTime = await stopClock(trx, { suggestionId: suggestion.id, step: 'accept' }, now)
    await tellAuthors(trx, suggestion, 'suggestion-declined', {}, now)
    return {
      change: { state: 'declined', declined_at: now, decline_reason: reason, decline_words: words, accepted_in_time: inTime ?? null },
      detail: { reason },
    }
  })
}

/**
 * 合并: the same matter is already under way as `into`, and its author follows that one from now on.
 * Refuses `target-unknown`, `target-itself`, `target-not-open`, and `target-busy` while somebody moves the other one.
 */
export function mergeSuggestion(db: Db, code: string, { into }: { into: string }, by: Mover, now: Date) {
  return makeMove<'target-unknown' | 'target-itself' | 'target-not-open' | 'target-busy'>(db, 'merger', code, by, now, async (trx, suggestion) => {
    if (into === code) return { refused: 'target-itself' }
    // Waiting for the other row could wait for ever: its own move may be waiting for ours.
    const target = await trx.selectFrom('suggestion').select(['id', 'state']).where('code', '=', into).forUpdate().skipLocked().executeTakeFirst()
    if (!target) {
      const exists = await trx.selectFrom('suggestion').select('id').where('code', '=', into).executeTakeFirst()
      return { refused: exists ? 'target-busy' : 'target-unknown' }
    }
    if (!(openStates as readonly string[]).includes(target.state)) return { refused: 'target-not-open' }
    const inTime = await stopClock(trx, { suggestionId: suggestion.id, step: 'accept' }, now)
    await endClocks(trx, { suggestionId: suggestion.id }, now)
    await tellAuthors(trx, suggestion, 'suggestion-merged', {}, now, { alone: true })
    // What was merged into this one goes on to the other: nobody follows a chain.
    await trx.updateTable('suggestion').set({ merged_into: target.id }).where('merged_into', '=', suggestion.id).execute()
    return {
      change: { state: 'merged', merged_into: target.id, accepted_in_time: suggestion.accepted_in_time ?? inTime ?? null },
      detail: { into },
    }
  })
}
