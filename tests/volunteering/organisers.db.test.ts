import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { listOrganiserIds } from '#volunteering/organisations/standing.ts'
import { inTransaction } from '#db/transaction.ts'
import { askToOrganise } from '#volunteering/organisations/moves/appointment.ts'
import { answerAppointment, listAppointmentsOf } from '#volunteering/organisations/moves/appointment-answer.ts'
import { dismissOrganiser } from '#volunteering/organisations/moves/dismissal.ts'
import { addOrganiser, listOrganisersOf, mayOrganise } from '#volunteering/organisations/organisers.ts'
import { findAdultByNumber } from '#volunteering/volunteers/volunteers.ts'
import { organisationRefusals } from '#volunteering/organisations/refusals.ts'
import { openTestDatabase } from '../support/database.ts'
import {
  addOrganisation,
  addPerson,
  addProvenAdult,
  addVolunteer,
  granted,
  monday,
  personalData,
} from '../support/volunteering.ts'

let connection: Connection
beforeAll(async () => {
  connection = await openTestDatabase()
})
afterAll(() => connection.close())

/** Asks a proven adult to organise, who accepts. */
async function addSecond(organisationId: number, by: number, name = '示例新组织者'): Promise<number> {
  const { db } = connection
  const person = await addProvenAdult(db, { name })
  granted(await askToOrganise(db, organisationId, person, by, monday))
  const [asked] = await listAppointmentsOf(db, person)
  granted(await answerAppointment(db, { id: asked!.id, personId: person, accepted: true }, monday))
  return person
}

describe('an organisation', () => {
  test('has organisers who ask and dismiss each other, but always one', async () => {
    const { db } = connection
    const { organisationId, organiser } = await addOrganisation(db, undefined, monday, { alone: true })
    const stranger = await addPerson(db)
    expect(await askToOrganise(db, organisationId, stranger, stranger, monday)).toEqual({
      refused: organisationRefusals.notYours,
    })
    const second = await addSecond(organisationId, organiser)
    expect(await askToOrganise(db, organisationId, second, organiser, monday)).toEqual({
      refused: organisationRefusals.alreadyOrganises,
    })
    const outcomes = await Promise.all([
      dismissOrganiser(db, organisationId, organiser, organiser, monday),
      dismissOrganiser(db, organisationId, second, second, monday),
    ])
    expect(outcomes.filter(outcome => 'refused' in outcome)).toEqual([{ refused: organisationRefusals.lastOrganiser }])
    expect(await listOrganiserIds(db, organisationId)).toHaveLength(1)
  })

  test('is organised by who accepts, when they are a proven adult, and by nobody who says no', async () => {
    const { db } = connection
    const { organisationId, organiser } = await addOrganisation(db)
    const unproven = await addVolunteer(db)
    const answer = async (personId: number, accepted: boolean) => {
      granted(await askToOrganise(db, organisationId, personId, organiser, monday))
      granted(await askToOrganise(db, organisationId, personId, organiser, monday))
      const asked = await listAppointmentsOf(db, personId)
      expect(asked, 'asked twice is asked once').toHaveLength(1)
      expect(await mayOrganise(db, personId, organisationId, monday), 'before the answer').toBe(false)
      return answerAppointment(db, { id: asked[0]!.id, personId, accepted }, monday)
    }
    expect(await answer(unproven.personId, true)).toEqual({ refused: organisationRefusals.notProvenToOrganise })
    const unwilling = await addProvenAdult(db)
    granted(await answer(unwilling, false))
    for (const personId of [unproven.personId, unwilling])
      expect(await mayOrganise(db, personId, organisationId, monday)).toBe(false)
    const willing = await addProvenAdult(db)
    const asked = answer(willing, true)
    granted(await asked)
    expect(await mayOrganise(db, willing, organisationId, monday)).toBe(true)
    expect(await answerAppointment(db, { id: 999_999, personId: willing, accepted: true }, monday)).toEqual({
      refused: organisationRefusals.appointmentUnknown,
    })
  })

  test('dismisses its founder only by the office, or by their own will', async () => {
    const { db } = connection
    const { organisationId, organiser: founder } = await addOrganisation(db)
    const second = await addSecond(organisationId, founder)
    expect(await dismissOrganiser(db, organisationId, founder, second, monday)).toEqual({
      refused: organisationRefusals.founder,
    })
    granted(await dismissOrganiser(db, organisationId, founder, await addPerson(db, '示例审核', ['admin']), monday))
    expect(await mayOrganise(db, founder, organisationId, monday)).toBe(false)
  })

  test('finds a new organiser by volunteer number, grown-ups only, and dismissing a stranger takes nothing from them', async () => {
    const { db } = connection
    const { organisationId, organiser } = await addOrganisation(db)
    const [adult, minor] = [
      await addVolunteer(db, { name: '示例新组织者' }),
      await addVolunteer(db, { birthDate: '2011-01-01' }),
    ]
    const numberOf = async ({ volunteerId }: { volunteerId: number }) =>
      (await db.selectFrom('volunteer').select('number').where('id', '=', volunteerId).executeTakeFirstOrThrow())
        .number!
    expect(await findAdultByNumber(db, ` ${(await numberOf(adult)).toLowerCase()} `, monday)).toEqual({
      personId: adult.personId,
    })
    expect(await findAdultByNumber(db, await numberOf(minor), monday)).toBeUndefined()
    await inTransaction(db, trx => addOrganiser(trx, organisationId, adult.personId, organiser, monday))
    expect((await listOrganisersOf(db, personalData, organisationId)).map(row => row.name)).toContain('示例新组织者')
    const elsewhere = await addOrganisation(db)
    granted(await dismissOrganiser(db, organisationId, elsewhere.organiser, organiser, monday))
    expect(await mayOrganise(db, elsewhere.organiser, elsewhere.organisationId, monday)).toBe(true)
    expect(
      await db.selectFrom('person').select('roles').where('id', '=', elsewhere.organiser).executeTakeFirst(),
    ).toEqual({ roles: ['volunteer', 'organiser'] })
  })
})
