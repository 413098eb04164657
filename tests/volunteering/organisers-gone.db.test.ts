import { expect, test } from 'vitest'
import { findOrganisation } from '#volunteering/organisations/organisations.ts'
import { askToOrganise } from '#volunteering/organisations/moves/appointment.ts'
import { answerAppointment, listAppointmentsOf } from '#volunteering/organisations/moves/appointment-answer.ts'
import { resumeOrganisation } from '#volunteering/organisations/moves/resumption.ts'
import { organisationRefusals } from '#volunteering/organisations/refusals.ts'
import { listOrganiserIds } from '#volunteering/organisations/standing.ts'
import { addShift } from '#volunteering/shifts/adding.ts'
import { shiftRefusals } from '#volunteering/shifts/refusals.ts'
import { signUpRefusals } from '#volunteering/sign-ups/refusals.ts'
import { leaveVolunteering } from '#volunteering/volunteers/moves/leaving.ts'
import { volunteerRefusals } from '#volunteering/volunteers/refusals.ts'
import { setIdentityNumber } from '#volunteering/volunteers/volunteers.ts'
import { randomUUID } from 'node:crypto'
import { checkedVolunteers } from '../support/checked-volunteers.ts'
import {
  addOrganisation,
  addPerson,
  addProvenAdult,
  addTestShift,
  addVolunteer,
  granted,
  hoursAfter,
  messagesAbout,
  monday,
  personalData,
  sign,
} from '../support/volunteering.ts'

const connection = checkedVolunteers()

/** An organisation with this many organisers, who are proven adults. */
async function organisedBy(count: 1 | 2) {
  const { organisationId, organiser } = await addOrganisation(connection.db, undefined, monday, { alone: true })
  const people: number[] = []
  for (let one = 0; one < count; one += 1) {
    const person = await addProvenAdult(connection.db, { name: '示例组织者' })
    granted(await askToOrganise(connection.db, organisationId, person, organiser, monday))
    const [asked] = await listAppointmentsOf(connection.db, person)
    granted(await answerAppointment(connection.db, { id: asked!.id, personId: person, accepted: true }, monday))
    people.push(person)
  }
  await connection.db
    .deleteFrom('organiser')
    .where('organisation_id', '=', organisationId)
    .where('person_id', '=', organiser)
    .execute()
  return { organisationId, organiser: people[0]!, people }
}

const volunteerOf = async (personId: number) =>
  (await connection.db.selectFrom('volunteer').select('id').where('person_id', '=', personId).executeTakeFirstOrThrow())
    .id
const leave = async (personId: number) =>
  granted(
    await leaveVolunteering(
      connection.db,
      { volunteerId: await volunteerOf(personId), personId },
      hoursAfter(monday, 1),
    ),
  )
const toldOf = async (organisationId: number) =>
  (await messagesAbout(connection.db, 'organisation', organisationId)).map(message => message.template)

test('who leaves volunteering organises no more; the last one leaves an organisation that is suspended, and the office knows', async () => {
  const office = await addPerson(connection.db, '示例审核', ['admin'])
  const { organisationId, people } = await organisedBy(1)
  await leave(people[0]!)
  expect(await listOrganiserIds(connection.db, organisationId)).toEqual([])
  expect(await findOrganisation(connection.db, organisationId)).toMatchObject({ state: 'suspended' })
  expect(await toldOf(organisationId)).toContain('organisation-without-organiser')

  const resume = () => resumeOrganisation(connection.db, { organisationId, personId: office }, hoursAfter(monday, 2))
  expect(await resume()).toEqual({ refused: organisationRefusals.noOrganiser })
  // The office finds somebody, and then it works again.
  const next = await addProvenAdult(connection.db, { name: '示例新组织者' })
  granted(await askToOrganise(connection.db, organisationId, next, office, monday))
  const [asked] = await listAppointmentsOf(connection.db, next)
  granted(await answerAppointment(connection.db, { id: asked!.id, personId: next, accepted: true }, monday))
  granted(await resume())
})

test('an organiser does not remove the number that proves who they are', async () => {
  const { people } = await organisedBy(1)
  const remove = async () =>
    setIdentityNumber(connection.db, personalData, people[0]!, await volunteerOf(people[0]!), undefined, monday)
  expect(await remove()).toEqual({ refused: volunteerRefusals.organiserKeepsNumber })
})

test('where one organiser is left for children, nobody signs up and no shift is added until there are two', async () => {
  const team = await organisedBy(2)
  const { shiftId, activityId } = await addTestShift(connection.db, {
    organisation: team,
    activity: { kind: 'minors', minimumAge: 14 },
  })
  const volunteer = await addVolunteer(connection.db)
  await leave(team.people[1]!)
  expect(await toldOf(team.organisationId)).toContain('organisation-needs-second')
  expect(await sign(connection.db, shiftId, volunteer, hoursAfter(monday, 2))).toEqual({
    refused: signUpRefusals.oneOrganiser,
  })
  const startsAt = hoursAfter(monday, 96)
  const shift = { requestKey: randomUUID(), activityId, startsAt, endsAt: hoursAfter(startsAt, 2), capacity: 3 }
  expect(await addShift(connection.db, team.people[0]!, shift, hoursAfter(monday, 2))).toEqual({
    refused: shiftRefusals.needsSecondOrganiser,
  })
  const next = await addProvenAdult(connection.db, { name: '示例新组织者' })
  granted(await askToOrganise(connection.db, team.organisationId, next, team.people[0]!, monday))
  const [asked] = await listAppointmentsOf(connection.db, next)
  granted(await answerAppointment(connection.db, { id: asked!.id, personId: next, accepted: true }, monday))
  expect(granted(await sign(connection.db, shiftId, volunteer, hoursAfter(monday, 3))).state).toBe('booked')
})
