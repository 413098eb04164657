import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import {
  joinOrganisation,
  leaveOrganisation,
  listMemberships,
  readMembers,
} from '#volunteering/organisations/memberships.ts'
import { applyForOrganisation, listApplications } from '#volunteering/organisations/applying.ts'
import { appointOrganiser } from '#volunteering/organisations/moves/appointment.ts'
import { decideOrganisation } from '#volunteering/organisations/admission.ts'
import { dismissOrganiser } from '#volunteering/organisations/moves/dismissal.ts'
import { listOrganisations } from '#volunteering/organisations/organisations.ts'
import { listOrganisationsOf, listOrganisersOf, mayOrganise } from '#volunteering/organisations/organisers.ts'
import { findAdultByNumber } from '#volunteering/volunteers/volunteers.ts'
import { organisationRefusals } from '#volunteering/organisations/refusals.ts'
import { alreadyDecided } from '#volunteering/refusals.ts'
import { volunteerRefusals } from '#volunteering/volunteers/refusals.ts'
import { openTestDatabase } from '../support/database.ts'
import {
  addChild,
  addOrganisation,
  addPerson,
  addVolunteer,
  granted,
  hoursAfter,
  monday,
  personalData,
} from '../support/volunteering.ts'

let connection: Connection
beforeAll(async () => {
  connection = await openTestDatabase()
})
afterAll(() => connection.close())

const application = (name: string, changes = {}) => ({
  requestKey: randomUUID(),
  name,
  county: '331102',
  introduction: '示例',
  contactName: '示例',
  contactPhone: '0578-2090000',
  ...changes,
})

describe('an organisation', () => {
  test('is admitted by the office; the applicant then organises', async () => {
    const { db } = connection
    const [applicant, office] = [await addPerson(db), await addPerson(db)]
    const form = application('紫金示例志愿队')
    const { id } = granted(await applyForOrganisation(db, applicant, form, monday))
    expect(await applyForOrganisation(db, applicant, form, monday), 'the same form again').toEqual({ id })
    expect(await applyForOrganisation(db, applicant, application('紫金示例志愿队'), monday)).toEqual({
      refused: organisationRefusals.nameTaken,
    })
    expect((await listApplications(db)).map(row => row.id)).toContain(id)
    expect(await mayOrganise(db, applicant, id)).toBe(false)
    granted(await decideOrganisation(db, id, { approved: true, mayRecord: false }, office, monday))
    expect(await decideOrganisation(db, id, { approved: false, words: '重复' }, office, monday)).toEqual({
      refused: alreadyDecided,
    })
    expect(await mayOrganise(db, applicant, id)).toBe(true)
    expect((await listOrganisationsOf(db, applicant)).map(row => row.name)).toEqual(['紫金示例志愿队'])
    const team = application('紫金示例小队', { parentId: id })
    const child = granted(await applyForOrganisation(db, applicant, team, monday))
    expect(
      await applyForOrganisation(db, applicant, application('无主示例队', { parentId: child.id }), monday),
      'a parent is admitted first',
    ).toEqual({ refused: organisationRefusals.parentUnknown })
    granted(await decideOrganisation(db, child.id, { approved: true, mayRecord: false }, office, monday))
    expect((await listOrganisations(db, { parentId: id })).map(row => row.name)).toEqual(['紫金示例小队'])
  })

  test('is declined with words, and its name is free again', async () => {
    const { db } = connection
    const [applicant, office] = [await addPerson(db), await addPerson(db)]
    const { id } = granted(await applyForOrganisation(db, applicant, application('被拒示例队'), monday))
    granted(await decideOrganisation(db, id, { approved: false, words: '请补充负责人' }, office, monday))
    granted(await applyForOrganisation(db, applicant, application('被拒示例队'), monday))
    expect(await mayOrganise(db, applicant, id)).toBe(false)
  })

  test('has organisers who appoint and dismiss each other, but always one', async () => {
    const { db } = connection
    const { organisationId, organiser } = await addOrganisation(db)
    const second = await addPerson(db)
    expect(await appointOrganiser(db, organisationId, second, second, monday)).toEqual({
      refused: organisationRefusals.notYours,
    })
    granted(await appointOrganiser(db, organisationId, second, organiser, monday))
    const outcomes = await Promise.all([
      dismissOrganiser(db, organisationId, organiser, second, monday),
      dismissOrganiser(db, organisationId, second, organiser, monday),
    ])
    expect(outcomes.filter(outcome => 'refused' in outcome)).toHaveLength(1)
    const left = await db
      .selectFrom('organiser')
      .select('person_id')
      .where('organisation_id', '=', organisationId)
      .execute()
    expect(left).toHaveLength(1)
    expect(await dismissOrganiser(db, organisationId, left[0]!.person_id, left[0]!.person_id, monday)).toEqual({
      refused: organisationRefusals.lastOrganiser,
    })
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
    granted(await appointOrganiser(db, organisationId, adult.personId, organiser, monday))
    expect((await listOrganisersOf(db, personalData, organisationId)).map(row => row.name)).toContain('示例新组织者')
    const elsewhere = await addOrganisation(db)
    granted(await dismissOrganiser(db, organisationId, elsewhere.organiser, organiser, monday))
    expect(await mayOrganise(db, elsewhere.organiser, elsewhere.organisationId)).toBe(true)
    expect(
      await db.selectFrom('person').select('roles').where('id', '=', elsewhere.organiser).executeTakeFirst(),
    ).toEqual({ roles: ['organiser'] })
  })
})

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
