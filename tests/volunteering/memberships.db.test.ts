import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import {
  joinOrganisation,
  leaveOrganisation,
  listMemberships,
  readMembers,
} from '#volunteering/organisations/memberships.ts'
import { organisationRefusals } from '#volunteering/organisations/refusals.ts'
import { volunteerRefusals } from '#volunteering/volunteers/refusals.ts'
import { openTestDatabase } from '../support/database.ts'
import { addChild } from '../support/guardians.ts'
import { addOrganisation, addVolunteer, granted, hoursAfter, monday, personalData } from '../support/volunteering.ts'

let connection: Connection
beforeAll(async () => {
  connection = await openTestDatabase()
})
afterAll(() => connection.close())

describe('membership', () => {
  test('is free to begin and to end, with one home at a time', async () => {
    const { db } = connection
    const [first, second] = [await addOrganisation(db), await addOrganisation(db)]
    const volunteer = await addVolunteer(db)
    const join = (organisationId: number, home: boolean, at = monday) =>
      joinOrganisation(db, { ...volunteer, organisationId, home }, at)
    granted(await join(first.organisationId, true))
    expect(await join(first.organisationId, true)).toEqual({ refused: organisationRefusals.alreadyMember })
    granted(await join(second.organisationId, true, hoursAfter(monday, 1)))
    const homes = (await listMemberships(db, volunteer.volunteerId)).map(membership => [
      membership.organisation_id,
      membership.home,
    ])
    expect(homes).toEqual([
      [second.organisationId, true],
      [first.organisationId, false],
    ])
    granted(await leaveOrganisation(db, { ...volunteer, organisationId: second.organisationId }, hoursAfter(monday, 2)))
    expect(
      await leaveOrganisation(db, { ...volunteer, organisationId: second.organisationId }, hoursAfter(monday, 3)),
    ).toEqual({ refused: organisationRefusals.notMember })
    expect(await join(999_999, false)).toEqual({ refused: organisationRefusals.unknown })
    const read = (personId: number) =>
      readMembers(db, personalData, { organisationId: first.organisationId, personId, limit: 10 }, monday)
    expect(await read(second.organiser)).toEqual({ refused: organisationRefusals.notYours })
    expect(await read(first.organiser)).toMatchObject({ total: 1, rows: [{ name: '示例志愿者', home: false }] })
    expect(await db.selectFrom('event').select('actor_id').where('action', '=', 'members.read').execute()).toEqual([
      { actor_id: first.organiser },
    ])
  })

  test('has one home also when two are chosen at once', async () => {
    const { db } = connection
    const organisations = [await addOrganisation(db), await addOrganisation(db)]
    const volunteer = await addVolunteer(db)
    await Promise.all(
      organisations.map(({ organisationId }) =>
        joinOrganisation(db, { ...volunteer, organisationId, home: true }, monday),
      ),
    )
    expect((await listMemberships(db, volunteer.volunteerId)).map(membership => membership.home)).toEqual([true, false])
    const twoHomes = db
      .updateTable('membership')
      .set({ home: true })
      .where('volunteer_id', '=', volunteer.volunteerId)
      .execute()
    await expect(twoHomes).rejects.toThrow('one_home_at_a_time')
  })

  test('of a child is the guardian’s to say', async () => {
    const { db } = connection
    const { organisationId } = await addOrganisation(db)
    const guardian = await addVolunteer(db)
    const child = await addChild(db, guardian)
    granted(await joinOrganisation(db, { ...child, organisationId, home: true }, monday))
    const stranger = await addVolunteer(db)
    expect(
      await leaveOrganisation(
        db,
        { personId: stranger.personId, volunteerId: child.volunteerId, organisationId },
        monday,
      ),
    ).toEqual({ refused: volunteerRefusals.notYours })
  })
})
