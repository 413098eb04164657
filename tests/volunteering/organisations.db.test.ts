import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import {
  joinOrganisation,
  leaveOrganisation,
  listMemberships,
  readMembers,
} from '#volunteering/organisations/memberships.ts'
import {
  applyForOrganisation,
  listApplications,
  type OrganisationApplication,
} from '#volunteering/organisations/applying.ts'
import { readApplicant } from '#volunteering/organisations/applicant.ts'
import { listDocuments } from '#volunteering/organisations/documents.ts'
import { askForChange } from '#volunteering/organisations/moves/change.ts'
import { decideChange, findDeclinedChange } from '#volunteering/organisations/moves/change-decision.ts'
import { noOrganiserWords } from '#volunteering/organisations/resigning.ts'
import { listOrganiserIds } from '#volunteering/organisations/standing.ts'
import { eraseVolunteering } from '#volunteering/sign-ups/leaving.ts'
import { inTransaction } from '#db/transaction.ts'
import { askToOrganise } from '#volunteering/organisations/moves/appointment.ts'
import { answerAppointment, listAppointmentsOf } from '#volunteering/organisations/moves/appointment-answer.ts'
import { decideOrganisation } from '#volunteering/organisations/admission.ts'
import { dismissOrganiser } from '#volunteering/organisations/moves/dismissal.ts'
import { findOrganisation, listOrganisations } from '#volunteering/organisations/organisations.ts'
import {
  addOrganiser,
  listOrganisationsOf,
  listOrganisersOf,
  mayOrganise,
} from '#volunteering/organisations/organisers.ts'
import { findAdultByNumber } from '#volunteering/volunteers/volunteers.ts'
import { organisationRefusals } from '#volunteering/organisations/refusals.ts'
import { alreadyDecided } from '#volunteering/refusals.ts'
import { volunteerRefusals } from '#volunteering/volunteers/refusals.ts'
import { openTestDatabase } from '../support/database.ts'
import { addChild } from '../support/guardians.ts'
import {
  addOrganisation,
  addPaper,
  addPerson,
  addProvenAdult,
  addTestShift,
  addVolunteer,
  application,
  creditCodeFor,
  granted,
  hoursAfter,
  identityNumberFor,
  messagesAbout,
  monday,
  personalData,
  sign,
} from '../support/volunteering.ts'

let connection: Connection
beforeAll(async () => {
  connection = await openTestDatabase()
})
afterAll(() => connection.close())

/** Applies for an organisation of that name, with a paper. */
const apply = async (personId: number, name: string, changes: Partial<OrganisationApplication> = {}) =>
  applyForOrganisation(
    connection.db,
    personId,
    application({ name, documents: [await addPaper(connection.db)], ...changes }),
    monday,
  )

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
  test('is admitted by the office; the applicant then organises', async () => {
    const { db } = connection
    const [applicant, office] = [await addProvenAdult(db), await addPerson(db)]
    const form = application({ name: '紫金示例志愿队', documents: [await addPaper(db)] })
    const { id } = granted(await applyForOrganisation(db, applicant, form, monday))
    expect(await applyForOrganisation(db, applicant, form, monday), 'the same form again').toEqual({ id })
    expect(await apply(applicant, '紫金示例志愿队')).toEqual({ refused: organisationRefusals.nameTaken })
    expect((await listApplications(db)).map(row => row.id)).toContain(id)
    expect(await listDocuments(db, id)).toMatchObject([{ position: 1 }])
    expect(await mayOrganise(db, applicant, id)).toBe(false)
    granted(await decideOrganisation(db, id, { approved: true, mayRecord: false }, office, monday))
    expect(await decideOrganisation(db, id, { approved: false, words: '重复' }, office, monday)).toEqual({
      refused: alreadyDecided,
    })
    expect(await mayOrganise(db, applicant, id)).toBe(true)
    expect((await listOrganisationsOf(db, applicant)).map(row => row.name)).toEqual(['紫金示例志愿队'])
    const child = granted(await apply(applicant, '紫金示例小队', { parentId: id }))
    expect(await apply(applicant, '无主示例队', { parentId: child.id }), 'a parent is admitted first').toEqual({
      refused: organisationRefusals.parentUnknown,
    })
    granted(await decideOrganisation(db, child.id, { approved: true, mayRecord: false }, office, monday))
    expect((await listOrganisations(db, { parentId: id })).map(row => row.name)).toEqual(['紫金示例小队'])
  })

  test('is applied for by a proven adult with a paper that is still there, and no code is used twice', async () => {
    const { db } = connection
    const nobody = await addPerson(db)
    const unproven = await addVolunteer(db)
    const minor = await addProvenAdult(db, {
      birthDate: '2011-03-04',
      identity: { number: identityNumberFor('2011-03-04', 7) },
    })
    for (const personId of [nobody, unproven.personId, minor])
      expect(await apply(personId, '没有证件示例队')).toEqual({ refused: organisationRefusals.notProven })
    const adult = await addProvenAdult(db, { name: '示例申请人' })
    expect(await apply(adult, '没有材料示例队', { documents: [] })).toEqual({
      refused: organisationRefusals.noDocument,
    })
    expect(await apply(adult, '没有材料示例队', { documents: ['0'.repeat(32)] })).toEqual({
      refused: organisationRefusals.documentsGone,
    })
    const registered = { standing: 'registered', creditCode: creditCodeFor('5133110000000001A') } as const
    const { id } = granted(await apply(adult, '登记示例队', registered))
    expect(await apply(adult, '登记示例二队', registered)).toEqual({ refused: organisationRefusals.codeTaken })
    await expect(
      db.updateTable('organisation').set({ credit_code: null }).where('id', '=', id).execute(),
    ).rejects.toThrow('organisation_vouched')
    const office = await addPerson(db, '示例审核', ['admin'])
    expect(await readApplicant(db, personalData, { organisationId: id, officePersonId: office }, monday)).toMatchObject(
      { name: '示例申请人', phone: undefined },
    )
    expect(
      await db
        .selectFrom('event')
        .select(['actor_id', 'object_id'])
        .where('action', '=', 'organisation.applicant-read')
        .execute(),
    ).toEqual([{ actor_id: office, object_id: String(id) }])
  })

  test('is declined with words, and its name is free again', async () => {
    const { db } = connection
    const [applicant, office] = [await addProvenAdult(db), await addPerson(db)]
    const { id } = granted(await apply(applicant, '被拒示例队'))
    granted(await decideOrganisation(db, id, { approved: false, words: '请补充负责人' }, office, monday))
    granted(await apply(applicant, '被拒示例队'))
    expect(await mayOrganise(db, applicant, id)).toBe(false)
  })

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
      expect(await mayOrganise(db, personId, organisationId), 'before the answer').toBe(false)
      return answerAppointment(db, { id: asked[0]!.id, personId, accepted }, monday)
    }
    expect(await answer(unproven.personId, true)).toEqual({ refused: organisationRefusals.notProvenToOrganise })
    const unwilling = await addProvenAdult(db)
    granted(await answer(unwilling, false))
    for (const personId of [unproven.personId, unwilling])
      expect(await mayOrganise(db, personId, organisationId)).toBe(false)
    const willing = await addProvenAdult(db)
    const asked = answer(willing, true)
    granted(await asked)
    expect(await mayOrganise(db, willing, organisationId)).toBe(true)
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
    expect(await mayOrganise(db, founder, organisationId)).toBe(false)
  })

  test('is suspended, and the office told, when its last organiser erases themselves', async () => {
    const { db } = connection
    const office = await addPerson(db, '示例审核', ['admin'])
    const team = await addOrganisation(db, undefined, monday, { alone: true })
    const { shiftId } = await addTestShift(db, { organisation: team })
    const volunteer = await addVolunteer(db)
    granted(await sign(db, shiftId, volunteer))
    await eraseVolunteering(db, personalData, team.organiser, monday)
    expect(await findOrganisation(db, team.organisationId)).toMatchObject({
      state: 'suspended',
      ending_words: noOrganiserWords,
    })
    expect(await messagesAbout(db, 'shift', shiftId)).toMatchObject([
      { template: 'shift-cancelled', to_person_id: volunteer.personId },
    ])
    expect(await messagesAbout(db, 'organisation', team.organisationId)).toContainEqual(
      expect.objectContaining({ template: 'organisation-without-organiser', to_person_id: office }),
    )
  })

  test('asks the office for a change, which stands when it is accepted', async () => {
    const { db } = connection
    const office = await addPerson(db, '示例审核', ['admin'])
    const { organisationId, organiser } = await addOrganisation(db, '改名前示例队')
    const described = application({ name: '改名后示例队' })
    const ask = (requestKey = described.requestKey, by = organiser, to = described) =>
      askForChange(db, { organisationId, personId: by, requestKey, described: to }, monday)
    expect(await ask(undefined, await addPerson(db))).toEqual({ refused: organisationRefusals.notYours })
    expect(await ask(undefined, organiser, application({ name: '改名前示例队' }))).toEqual({
      refused: organisationRefusals.sameAsBefore,
    })
    const first = granted(await ask())
    expect(await ask(), 'the same form again').toEqual(first)
    expect(await ask(randomUUID())).toEqual({ refused: organisationRefusals.changeWaits })
    expect(await findOrganisation(db, organisationId), 'not before it is accepted').toMatchObject({
      name: '改名前示例队',
    })
    const decide = (decision: { accepted: true } | { accepted: false; words: string }) =>
      decideChange(db, { organisationId, personId: office, ...decision }, monday)
    granted(await decide({ accepted: false, words: '名称太像别的队' }))
    expect(await findDeclinedChange(db, organisationId)).toMatchObject({ words: '名称太像别的队' })
    expect(await decide({ accepted: true })).toEqual({ refused: organisationRefusals.noChange })
    granted(await ask(randomUUID()))
    granted(await decide({ accepted: true }))
    expect(await findOrganisation(db, organisationId)).toMatchObject({ name: '改名后示例队' })
    expect((await messagesAbout(db, 'organisation', organisationId)).map(message => message.template)).toEqual(
      expect.arrayContaining(['organisation-change-waits', 'organisation-change-declined', 'organisation-changed']),
    )
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
    expect(await mayOrganise(db, elsewhere.organiser, elsewhere.organisationId)).toBe(true)
    expect(
      await db.selectFrom('person').select('roles').where('id', '=', elsewhere.organiser).executeTakeFirst(),
    ).toEqual({ roles: ['volunteer', 'organiser'] })
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
