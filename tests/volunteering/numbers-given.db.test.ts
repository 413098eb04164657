import { beforeAll, describe, expect, test } from 'vitest'
import { isProvenAdult } from '#volunteering/organisations/applicant.ts'
import { alreadyDecided } from '#volunteering/refusals.ts'
import { eraseVolunteering } from '#volunteering/sign-ups/leaving.ts'
import { forgetGrownUps } from '#volunteering/volunteers/known-minors.ts'
import { settlement } from '#volunteering/volunteers/moves/settlement.ts'
import { readIdentities, readOfficeLists, readVolunteer } from '#volunteering/volunteers/office.ts'
import { registerVolunteer, setIdentityNumber } from '#volunteering/volunteers/volunteers.ts'
import { checkedVolunteers } from '../support/checked-volunteers.ts'
import { accept, addPersonWithPhone, addTeen, invite, listTold } from '../support/guardians.ts'
import {
  addPerson,
  addVolunteer,
  granted,
  hoursAfter,
  identityNumberFor,
  monday,
  personalData,
  recordOf,
  registration,
  version,
} from '../support/volunteering.ts'

const connection = checkedVolunteers()
let clerk: number
beforeAll(async () => {
  clerk = await addPerson(connection.db, '示例受理', ['clerk'])
})

function settle(volunteerId: number, data: { owner: 'yes' | 'no'; seen: true }) {
  const by = { person: { id: clerk }, now: monday, portal: { personalData } } as Parameters<typeof settlement.act>[3]
  return settlement.act(connection.db, volunteerId, data, by)
}
const register = (personId: number, changes: Parameters<typeof registration>[0] = {}) =>
  registerVolunteer(connection.db, personalData, personId, registration(changes), monday)

describe('a number that a guardian gave who is not its owner', () => {
  const identity = (sequence: number) => ({ number: identityNumberFor('1985-03-04', sequence) })
  const guardianWith = async (sequence: number) => {
    const personId = await addPersonWithPhone(connection.db)
    granted(
      await accept(connection.db, await invite(connection.db, await addTeen(connection.db)), personId, {
        identity: identity(sequence),
      }),
    )
    return personId
  }
  const owner = (sequence: number) =>
    addVolunteer(connection.db, { birthDate: '1985-03-04', identity: identity(sequence), identityConsent: version })
  const numberOf = async (personId: number) =>
    (
      await connection.db
        .selectFrom('guardian')
        .select('identity_last4')
        .where('person_id', '=', personId)
        .executeTakeFirstOrThrow()
    ).identity_last4
  const disputes = async () =>
    (await readOfficeLists(connection.db, personalData, clerk, monday)).disputes.map(({ id }) => id)

  test.each(['before', 'after'])(
    '%s the owner registers: the office sees it, settles it, and the guardian is told',
    async when => {
      const { db } = connection
      const sequence = when === 'before' ? 311 : 312
      const first = when === 'before' ? await guardianWith(sequence) : undefined
      const one = await owner(sequence)
      const guardian = first ?? (await guardianWith(sequence))
      expect((await recordOf(db, one.volunteerId)).identity_disputed).toBe(when === 'before')
      expect(await disputes()).toContain(one.volunteerId)
      const read = await readVolunteer(db, personalData, one.volunteerId, clerk, monday)
      expect(settlement.offered!({ ...read!, blocked: false }, { now: monday })).toBe(true)
      expect(read!.given_by_guardian).toBe(true)
      granted(await settle(one.volunteerId, { owner: 'yes', seen: true }))
      expect(await numberOf(guardian)).toBeNull()
      expect(await listTold(connection.db, guardian)).toEqual(['volunteer-number-removed'])
      expect((await recordOf(db, one.volunteerId)).identity_disputed).toBe(false)
      expect(await disputes()).not.toContain(one.volunteerId)
      expect(await settle(one.volunteerId, { owner: 'no', seen: true })).toEqual({
        refused: alreadyDecided,
      })
    },
  )

  test('of the same account is no dispute, and one that goes with its guardian leaves none', async () => {
    const { db } = connection
    const same = await guardianWith(313)
    granted(await register(same, { birthDate: '1985-03-04', identity: identity(313), identityConsent: version }))
    const own = await db.selectFrom('volunteer').selectAll().where('person_id', '=', same).executeTakeFirstOrThrow()
    expect([own.identity_disputed, (await disputes()).includes(own.id)]).toEqual([false, false])
    const guardian = await guardianWith(314)
    const one = await owner(314)
    expect((await recordOf(db, one.volunteerId)).identity_disputed).toBe(true)
    await eraseVolunteering(db, personalData, guardian, monday)
    expect((await recordOf(db, one.volunteerId)).identity_disputed).toBe(false)
  })

  test('is taken from the record that cannot prove it, and stays with the guardian', async () => {
    const { db } = connection
    const guardian = await guardianWith(315)
    const one = await owner(315)
    granted(await settle(one.volunteerId, { owner: 'no', seen: true }))
    expect((await recordOf(db, one.volunteerId)).identity_hash).toBeNull()
    expect(await numberOf(guardian)).not.toBeNull()
  })
})

describe('a passport', () => {
  const passport = (number: string) => ({ document: 'passport' as const, number })

  test('says no birth date: who gave one is no proven adult', async () => {
    const { db } = connection
    const withPassport = await addVolunteer(db, { identity: passport('E87650001'), identityConsent: version })
    const card = { number: identityNumberFor('1990-05-06', 321) }
    const withCard = await addVolunteer(db, { identity: card, identityConsent: version })
    const proven = async () => [
      await isProvenAdult(db, withPassport.personId, monday),
      await isProvenAdult(db, withCard.personId, monday),
    ]
    expect(await proven()).toEqual([false, true])
    // From before the portal looked: as it was, until the night.
    await db
      .updateTable('volunteer')
      .set({ identity_says_birth_date: null })
      .where('id', 'in', [withPassport.volunteerId, withCard.volunteerId])
      .execute()
    expect(await proven()).toEqual([true, true])
    expect(await readIdentities(db, personalData)).toBeGreaterThanOrEqual(2)
    expect(await proven()).toEqual([false, true])
    const given = { ...card, consent: version }
    granted(await setIdentityNumber(db, personalData, withPassport.personId, withPassport.volunteerId, given, monday))
    granted(
      await setIdentityNumber(db, personalData, withPassport.personId, withPassport.volunteerId, undefined, monday),
    )
    expect((await recordOf(db, withPassport.volunteerId)).identity_says_birth_date).toBeNull()
  })

  test('known as a minor’s is taken under another date without a word, disputed until that minor is grown up', async () => {
    const { db } = connection
    const minor = await addPersonWithPhone(db)
    granted(
      await register(minor, { birthDate: '2009-01-03', identity: passport('E87650002'), identityConsent: version }),
    )
    await eraseVolunteering(db, personalData, minor, monday)
    const one = await addVolunteer(db, { identity: passport('E87650002'), identityConsent: version })
    expect((await recordOf(db, one.volunteerId)).identity_disputed).toBe(true)
    await forgetGrownUps(db, hoursAfter(new Date('2027-01-02T16:00:00Z'), 0))
    expect((await recordOf(db, one.volunteerId)).identity_disputed).toBe(false)
  })
})
