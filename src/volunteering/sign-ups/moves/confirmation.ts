import { sql } from 'kysely'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { fields, passedOn } from '#forms/fields.ts'
import { passOnOffers, settle } from '../../line/line.ts'
import { recordMoves } from '../../line/trail.ts'
import { gardenMove } from '../../move.ts'
import type { Refused } from '../../refusals.ts'
import { lockShift } from '../../shifts/lock.ts'
import { consentTextsIn } from '../../volunteers/consents.ts'
import { volunteerRefusals } from '../../volunteers/refusals.ts'
import { lockOwnVolunteers } from '../../volunteers/own.ts'
import { findHindrance, readAttendees } from '../parties.ts'
import { signUpRefusals } from '../refusals.ts'
import { tellGuardiansOf } from '../telling-guardians.ts'
import { findSignUp, findUnagreed, isComing, isOwn, type MySignUp } from '../sign-ups.ts'

export const confirmation = gardenMove({
  name: 'confirmation',
  title: '确认',
  submit: '我来',
  done: '确认了，到时见。',
  // Back to the page on which the button stood; with it go the versions of the agreement and of the
  // activity that stood there.
  form: fields({ next: passedOn(), agreement: passedOn(), version: passedOn() }),
  offered: (signUp: MySignUp, at) => isComing(signUp, at) && signUp.state === 'offered',
  act: (db, signUpId, { agreement, version }, { person, now, edition }) => {
    const stands = agreement && agreement === consentTextsIn(edition).agreement.version
    const read = /^\d{1,9}$/.test(version ?? '') ? Number(version) : undefined
    return confirmOffer(
      db,
      { signUpId, personId: person.id, agreement: stands ? agreement : undefined, version: read },
      now,
    )
  },
})

/**
 * Takes an offered place, or says that one comes to a shift that was moved; those of the same request together.
 * Refuses an offer whose time is over, and checks age, consent, company, overlap and agreement again: they agree to what the
 * activity says now. Twice is once.
 */
export async function confirmOffer(
  db: Db | Trx,
  {
    signUpId,
    personId,
    ...read
  }: { signUpId: number; personId: number; agreement?: string | undefined; version?: number | undefined },
  now: Date,
): Promise<{ state: 'booked' } | Refused> {
  let booked: number[] = []
  const outcome = await inTransaction<{ state: 'booked' } | Refused>(db, async trx => {
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
    const volunteerIds = offered.map(signUp => signUp.volunteer_id)
    const unagreed = await findUnagreed(trx, shift, { volunteerIds, personId, ...read }, now)
    if (unagreed) return unagreed
    await trx
      .updateTable('sign_up')
      .set({
        state: 'booked',
        offer_reason: null,
        confirm_by: null,
        meeting_was: null,
        activity_version: sql<number>`(SELECT version FROM activity WHERE id = ${shift.activity_id})`,
      })
      .where(
        'id',
        'in',
        offered.map(signUp => signUp.id),
      )
      .execute()
    await recordMoves(trx, shift, offered, 'booked', { kind: 'person', id: personId }, now)
    await tellGuardiansOf(trx, shift, offered, 'shift-guardian-confirmed', now, {
      by: personId,
      until: shift.starts_at,
    })
    booked = volunteerIds
    return { state: 'booked' as const }
  })
  if (booked.length > 0) await passOnOffers(db, booked, now)
  return outcome
}

function selectParty(trx: Trx, requestKey: string) {
  return trx
    .selectFrom('sign_up')
    .select(['id', 'volunteer_id', 'state'])
    .where('request_key', '=', requestKey)
    .orderBy('volunteer_id')
}
