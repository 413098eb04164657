import { sql } from 'kysely'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { lockOwnVolunteers } from '../volunteers/volunteers.ts'
import { recordMoves, settle } from './line.ts'
import { findHindrance, readAttendees } from '../sign-ups/parties.ts'
import { lockShift } from '../shifts/lock.ts'
import { findSignUp, isOwn } from '../sign-ups/sign-ups.ts'
import type { Refused } from '../refusals.ts'
import { signUpRefusals } from '../sign-ups/refusals.ts'
import { volunteerRefusals } from '../volunteers/refusals.ts'

/**
 * Takes an offered place, or says that one comes to a shift that was moved; those of the same request together.
 * Refuses an offer whose time is over, and checks age, consent, company and overlap again. Twice is once.
 */
export async function confirmOffer(
  db: Db | Trx,
  { signUpId, personId }: { signUpId: number; personId: number },
  now: Date,
): Promise<{ state: 'booked' } | Refused> {
  return inTransaction(db, async trx => {
    const asked = await findSignUp(trx, signUpId)
    if (!asked) return { refused: signUpRefusals.unknown }
    if (!isOwn(asked, personId)) return { refused: volunteerRefusals.notYours }
    const party = await selectParty(trx, asked.request_key).where('state', '<>', 'ended').execute()
    const owned = await lockOwnVolunteers(trx, personId, [
      ...new Set([asked.volunteer_id, ...party.map(signUp => signUp.volunteer_id)]),
    ])
    if (owned) return owned

    const shift = (await lockShift(trx, asked.shift_id))!
    await settle(trx, shift, now)
    const { state, ended_reason } = (await findSignUp(trx, signUpId))!
    if (state === 'booked') return { state: 'booked' as const }
    if (state === 'ended')
      return { refused: ended_reason === 'lapsed' ? signUpRefusals.offerOver : signUpRefusals.ended }
    if (state !== 'offered') return { refused: signUpRefusals.nothingToConfirm }

    const offered = await selectParty(trx, asked.request_key).where('state', '=', 'offered').execute()
    const hindrance = findHindrance(
      shift,
      await readAttendees(
        trx,
        shift,
        offered.map(signUp => signUp.volunteer_id),
        now,
      ),
    )
    if (hindrance) return hindrance
    await trx
      .updateTable('sign_up')
      .set({ state: 'booked', offer_reason: null, confirm_by: null })
      .where(
        'id',
        'in',
        offered.map(signUp => signUp.id),
      )
      .execute()
    await recordMoves(trx, shift, offered, 'booked', { kind: 'person', id: personId }, now)
    return { state: 'booked' as const }
  })
}

function selectParty(trx: Trx, requestKey: string) {
  return trx
    .selectFrom('sign_up')
    .select(['id', 'volunteer_id', 'state'])
    .where('request_key', '=', requestKey)
    .orderBy('volunteer_id')
}

/**
 * Settles every shift on which something fell due by itself: an offer not confirmed, a draw, a start, a free place
 * that somebody waiting can now take. Called every minute, each shift in a transaction of its own: a killed process leaves the rest to the next call, and
 * two at once do it one after the other. Returns on how many something moved.
 */
export async function settleShifts(db: Db, now: Date): Promise<number> {
  const due = await sql<{ id: number }>`
    SELECT shift_id AS id FROM sign_up WHERE state = 'offered' AND confirm_by <= ${now}
    UNION SELECT shift_id FROM sign_up WHERE state IN ('entered', 'waiting', 'offered') AND starts_at <= ${now}
    UNION SELECT id FROM shift WHERE draw_at <= ${now} AND drawn_at IS NULL AND state <> 'cancelled' AND starts_at > ${now}
    UNION SELECT shift.id FROM shift JOIN sign_up ON sign_up.shift_id = shift.id AND sign_up.state = 'waiting'
      WHERE shift.taken < shift.capacity AND shift.state <> 'cancelled'
    ORDER BY id`.execute(db)
  let settled = 0
  for (const { id } of due.rows) {
    const moved = await inTransaction(db, async trx => settle(trx, (await lockShift(trx, id))!, now))
    if (moved > 0) settled += 1
  }
  return settled
}
