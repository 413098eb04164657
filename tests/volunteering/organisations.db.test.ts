import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
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
import { eraseVolunteering } from '#volunteering/sign-ups/leaving.ts'
import { decideOrganisation } from '#volunteering/organisations/admission.ts'
import { findOrganisation, listOrganisations } from '#volunteering/organisations/organisations.ts'
import { listOrganisationsOf, mayOrganise } from '#volunteering/organisations/organisers.ts'
import { organisationRefusals } from '#volunteering/organisations/refusals.ts'
import { alreadyDecided } from '#volunteering/refusals.ts'
import { openTestDatabase } from '../support/database.ts'
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
    expect(await mayOrganise(db, applicant, id, monday)).toBe(false)
    granted(await decideOrganisation(db, id, { approved: true, mayRecord: false }, office, monday))
    expect(await decideOrganisation(db, id, { approved: false, words: '重复' }, office, monday)).toEqual({
      refused: alreadyDecided,
    })
    expect(await mayOrganise(db, applicant, id, monday)).toBe(true)
    expect((await listOrganisationsOf(db, applicant, monday)).map(row => row.name)).toEqual(['紫金示例志愿队'])
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

  test('is applied for with a number that somebody else gave as with any, and not admitted before it is settled whose it is', async () => {
    const { db } = connection
    const identity = { number: identityNumberFor('1990-05-06', 8) }
    const first = await addProvenAdult(db, { birthDate: '1990-05-06', identity })
    const second = await addProvenAdult(db, { birthDate: '1990-05-06', identity })
    const office = await addPerson(db, '示例审核', ['admin'])
    const admit = (id: number) => decideOrganisation(db, id, { approved: true, mayRecord: false }, office, monday)
    granted(await admit(granted(await apply(first, '号码在先示例队')).id))
    const { id } = granted(await apply(second, '号码在后示例队'))
    expect(await admit(id)).toEqual({ refused: organisationRefusals.applicantDisputed })
    expect(await findOrganisation(db, id)).toMatchObject({ state: 'applied' })
    await db
      .updateTable('volunteer')
      .set({ identity_disputed: false, identity_hash: 'settled' })
      .where('person_id', '=', second)
      .execute()
    granted(await admit(id))
  })

  test('is declined with words, and its name is free again', async () => {
    const { db } = connection
    const [applicant, office] = [await addProvenAdult(db), await addPerson(db)]
    const { id } = granted(await apply(applicant, '被拒示例队'))
    granted(await decideOrganisation(db, id, { approved: false, words: '请补充负责人' }, office, monday))
    granted(await apply(applicant, '被拒示例队'))
    expect(await mayOrganise(db, applicant, id, monday)).toBe(false)
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
})
