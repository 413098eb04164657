import { describe, expect, test } from 'vitest'
import type { Db } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { tellOfHeldOrganiser } from '#volunteering/organisations/resigning.ts'
import { addOrganiser, listAble, mayOrganise } from '#volunteering/organisations/organisers.ts'
import { correctOwnBirthDate } from '#volunteering/sign-ups/birth-date.ts'
import { signUpRefusals } from '#volunteering/sign-ups/refusals.ts'
import { settlement } from '#volunteering/volunteers/moves/settlement.ts'
import { volunteerRefusals } from '#volunteering/volunteers/refusals.ts'
import { setIdentityNumber } from '#volunteering/volunteers/volunteers.ts'
import { checkedVolunteers } from '../support/checked-volunteers.ts'
import {
  addOrganisation,
  addPerson,
  addProvenAdult,
  addTestShift,
  addVolunteer,
  granted,
  hoursAfter,
  identityNumberFor,
  messagesAbout,
  monday,
  personalData,
  sign,
  version,
} from '../support/volunteering.ts'

const connection = checkedVolunteers()

/** An organisation whose second organiser is a proven adult born on 6 May 1980, on whom everything here turns. */
async function addTeam(db: Db, sequence: number) {
  const team = await addOrganisation(db, undefined, monday, { alone: true })
  const number = identityNumberFor('1980-05-06', sequence)
  const personId = await addProvenAdult(db, { birthDate: '1980-05-06', identity: { number } })
  await inTransaction(db, trx => addOrganiser(trx, team.organisationId, personId, team.organiser, monday))
  const own = db.selectFrom('volunteer').select('id').where('person_id', '=', personId)
  const { id: volunteerId } = await own.executeTakeFirstOrThrow()
  const { shiftId } = await addTestShift(db, { organisation: team, activity: { kind: 'minors', minimumAge: 14 } })
  return { ...team, personId, volunteerId, number, shiftId }
}
type Team = Awaited<ReturnType<typeof addTeam>>

const give = (db: Db, { personId, volunteerId }: Team, identity: Parameters<typeof setIdentityNumber>[4]) =>
  setIdentityNumber(db, personalData, personId, volunteerId, identity, monday)

/** Nobody organises who is not proven, those who are left and the office know, and children's shifts wait for a second. */
async function expectUnfit(db: Db, { personId, organisationId, organiser, shiftId }: Team) {
  expect(await mayOrganise(db, personId, organisationId, monday)).toBe(false)
  expect(await listAble(db, organisationId, monday)).toEqual([organiser])
  const told = await messagesAbout(db, 'organisation', organisationId)
  expect(told.map(({ template }) => template)).toContain('organisation-needs-second')
  expect(await sign(db, shiftId, await addVolunteer(db), hoursAfter(monday, 2))).toEqual({
    refused: signUpRefusals.oneOrganiser,
  })
}

describe('an organiser stays a grown-up whose number proves it', () => {
  test('and does not put a passport in the place of the number', async () => {
    const { db } = connection
    const team = await addTeam(db, 81)
    const passport = { document: 'passport' as const, number: 'E12345678', consent: version }
    expect(await give(db, team, passport)).toEqual({ refused: volunteerRefusals.organiserKeepsCard })
    expect(await mayOrganise(db, team.personId, team.organisationId, monday)).toBe(true)
  })

  test('or organises nothing: by their own number they are sixteen', async () => {
    const { db } = connection
    const team = await addTeam(db, 82)
    const identity = { number: identityNumberFor('2010-05-06', 82), consent: version }
    granted(await correctOwnBirthDate(db, personalData, team, identity, monday))
    await expectUnfit(db, team)
  })

  test('or organises nothing: somebody else gave the number that they give now, until it is settled', async () => {
    const { db } = connection
    const team = await addTeam(db, 83)
    const identity = { number: identityNumberFor('1980-05-06', 84) }
    await addVolunteer(db, { birthDate: '1980-05-06', identity, identityConsent: version })
    granted(await give(db, team, { ...identity, consent: version }))
    await expectUnfit(db, team)
    await settle(db, team.volunteerId, 'yes')
    expect(await mayOrganise(db, team.personId, team.organisationId, monday)).toBe(true)
  })

  test('or organises nothing: the number was another’s', async () => {
    const { db } = connection
    const team = await addTeam(db, 85)
    const identity = { number: team.number }
    const owner = await addVolunteer(db, { birthDate: '1980-05-06', identity, identityConsent: version })
    await settle(db, owner.volunteerId, 'yes')
    await expectUnfit(db, team)
  })

  test('and counts no more once the account is closed', async () => {
    const { db } = connection
    const team = await addTeam(db, 86)
    await db.updateTable('person').set({ disabled_at: monday }).where('id', '=', team.personId).execute()
    await inTransaction(db, trx => tellOfHeldOrganiser(trx, team.personId, monday))
    await expectUnfit(db, team)
  })
})

async function settle(db: Db, volunteerId: number, owner: 'yes' | 'no') {
  const person = { id: await addPerson(db, '示例受理', ['clerk']) }
  const by = { person, now: monday, portal: { personalData } } as Parameters<typeof settlement.act>[3]
  granted(await settlement.act(db, volunteerId, { owner, seen: true }, by))
}
