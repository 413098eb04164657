import { describe, expect, test } from 'vitest'
import type { Db } from '#db/schema.ts'
import { consentRefusals } from '#volunteering/sign-ups/refusals.ts'
import { confirmOffer } from '#volunteering/sign-ups/moves/confirmation.ts'
import { inTransaction } from '#db/transaction.ts'
import { changeBirthDate } from '#volunteering/sign-ups/birth-date.ts'
import { isGuardianOf } from '#volunteering/volunteers/guardianship.ts'
import { rememberRefusedAge } from '#volunteering/volunteers/known-minors.ts'
import { guardianRefusals } from '#volunteering/volunteers/refusals.ts'
import { registerVolunteer } from '#volunteering/volunteers/volunteers.ts'
import { checkedVolunteers } from '../support/checked-volunteers.ts'
import {
  accept,
  addChild,
  addMinor,
  addPersonWithPhone,
  addTeen,
  invite,
  renew,
  standingOf,
} from '../support/guardians.ts'
import {
  addPerson,
  addTestShift,
  addVolunteer,
  granted,
  hoursAfter,
  monday,
  personalData,
  recordOf,
  registration,
  sign,
} from '../support/volunteering.ts'

const connection = checkedVolunteers()
const refused = { refused: guardianRefusals.phoneOfMinor }
const standingConsents = (db: Db, personId: number) =>
  db
    .selectFrom('guardian_consent')
    .select('id')
    .where('guardian_person_id', '=', personId)
    .where('revoked_at', 'is', null)
    .execute()

/** A minor, on a shift with the consent of an account about which nothing else is known. */
async function addSignedUp(db: Db) {
  const guardian = await addPersonWithPhone(db)
  const minor = await addMinor(db, { personId: guardian })
  const { shiftId } = await addTestShift(db)
  const [signUpId] = granted(await sign(db, shiftId, minor)).signUpIds
  return { guardian, minor, shiftId, signUpId: signUpId! }
}

describe('an account that turns out to be a minor’s answers for nobody', () => {
  test.each(['registers', 'is corrected'] as const)('when it %s as one', async how => {
    const { db } = connection
    const { guardian, minor, shiftId, signUpId } = await addSignedUp(db)
    const child = await addChild(db, { personId: guardian })
    if (how === 'registers')
      granted(await registerVolunteer(db, personalData, guardian, registration({ birthDate: '2010-08-09' }), monday))
    else {
      const { id } = granted(await registerVolunteer(db, personalData, guardian, registration(), monday))
      const office = await addPerson(db, '示例受理', ['clerk'])
      const change = { volunteerId: id, birthDate: '2010-08-09', byPersonId: office, proven: true }
      granted(await inTransaction(db, trx => changeBirthDate(trx, change, monday)))
    }
    expect(await standingConsents(db, guardian)).toEqual([])
    expect(await isGuardianOf(db, guardian, minor.volunteerId)).toBe(false)
    expect(await standingOf(db, signUpId)).toEqual({ state: 'ended', ended_reason: 'consent-ended' })
    expect(await sign(db, shiftId, minor)).toMatchObject({ refused: consentRefusals.ended })
    expect(await renew(db, guardian, child.volunteerId, monday)).toEqual(refused)
    expect(await accept(db, await invite(db, await addTeen(db)), guardian)).toEqual(refused)
    // It was a slip of the pen: the office puts it right, and what ended is agreed to again.
    const own = db.selectFrom('volunteer').select('id').where('person_id', '=', guardian)
    const { id } = await own.executeTakeFirstOrThrow()
    const change = { volunteerId: id, birthDate: '1985-03-04', byPersonId: minor.personId, proven: true }
    granted(await inTransaction(db, trx => changeBirthDate(trx, change, monday)))
    granted(await renew(db, guardian, child.volunteerId, monday))
    expect(await isGuardianOf(db, guardian, child.volunteerId)).toBe(true)
  })

  test('and the child that it kept goes to the other guardian', async () => {
    const { db } = connection
    const guardian = await addPersonWithPhone(db)
    const other = await addVolunteer(db)
    const child = await addChild(db, { personId: guardian })
    const row = { volunteer_id: child.volunteerId, person_id: other.personId, relation: 'father' as const, place: 2 }
    await accept(db, await invite(db, await addTeen(db)), other.personId)
    await addChild(db, other)
    await db
      .insertInto('guardianship')
      .values({ ...row, began_at: monday })
      .execute()
    granted(await registerVolunteer(db, personalData, guardian, registration({ birthDate: '2010-08-09' }), monday))
    expect((await recordOf(db, child.volunteerId)).guardian_person_id).toBe(other.personId)
  })

  test('while its phone is known as a minor’s: nothing opens a shift, an offer or a renewal', async () => {
    const { db } = connection
    const { guardian, minor, signUpId } = await addSignedUp(db)
    const offered = { state: 'offered' as const, offer_reason: 'rescheduled' as const }
    const row = db.updateTable('sign_up').where('id', '=', signUpId)
    await row.set({ ...offered, confirm_by: hoursAfter(monday, 30) }).execute()
    const waiting = await addTestShift(db)
    await rememberRefusedAge(db, guardian, '2014-05-06', monday)
    expect(await confirmOffer(db, { signUpId, personId: minor.personId }, monday)).toMatchObject({
      refused: consentRefusals.ended,
    })
    expect(await sign(db, waiting.shiftId, minor)).toMatchObject({ refused: consentRefusals.ended })
    expect(await renew(db, guardian, minor.volunteerId, monday)).toEqual(refused)
    await row.set({ state: 'booked', offer_reason: null, confirm_by: null }).execute()
  })
})
