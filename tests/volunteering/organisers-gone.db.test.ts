import { describe, expect, test } from 'vitest'
import { findOrganisation } from '#volunteering/organisations/organisations.ts'
import { askToOrganise } from '#volunteering/organisations/moves/appointment.ts'
import { answerAppointment, listAppointmentsOf } from '#volunteering/organisations/moves/appointment-answer.ts'
import { resumeOrganisation } from '#volunteering/organisations/moves/resumption.ts'
import { mayOrganise } from '#volunteering/organisations/organisers.ts'
import { organisationRefusals } from '#volunteering/organisations/refusals.ts'
import { listOrganiserIds } from '#volunteering/organisations/standing.ts'
import { addShift } from '#volunteering/shifts/adding.ts'
import { shiftRefusals } from '#volunteering/shifts/refusals.ts'
import { signUpRefusals } from '#volunteering/sign-ups/refusals.ts'
import { block } from '#volunteering/volunteers/moves/block.ts'
import { leaveVolunteering } from '#volunteering/volunteers/moves/leaving.ts'
import { unblock } from '#volunteering/volunteers/moves/unblock.ts'
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

test.each([
  { kind: 'minors', minimumAge: 14 },
  { kind: 'traffic', minimumAge: 13 },
  { kind: 'traffic', minimumAge: 6, guardianRule: 'accompanied' as const },
])(
  'where one organiser is left for children (%j), nobody signs up and no shift is added until there are two',
  async activity => {
    const team = await organisedBy(2)
    const { shiftId, activityId } = await addTestShift(connection.db, { organisation: team, activity })
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
  },
)

test.each([
  { kind: 'traffic', minimumAge: 14 },
  { kind: 'traffic', minimumAge: 18, guardianRule: 'adults' as const },
])('where one organiser is left and no child comes (%j), it goes on', async activity => {
  const team = await organisedBy(2)
  const { shiftId } = await addTestShift(connection.db, { organisation: team, activity })
  await leave(team.people[1]!)
  expect(await toldOf(team.organisationId)).not.toContain('organisation-needs-second')
  expect(
    granted(await sign(connection.db, shiftId, await addVolunteer(connection.db), hoursAfter(monday, 2))).state,
  ).toBe('booked')
})

describe('an organiser whom the office holds back', () => {
  const make = async (move: typeof block | typeof unblock, personId: number) => {
    const office = await addPerson(connection.db, '示例受理', ['clerk'])
    const by = { person: { id: office }, now: hoursAfter(monday, 1), portal: { personalData } }
    return granted(
      await move.act(
        connection.db,
        await volunteerOf(personId),
        { reason: '示例原因' },
        by as Parameters<typeof move.act>[3],
      ),
    )
  }

  test('does not organise until that ends, and children’s shifts pause where one is left', async () => {
    const { db } = connection
    const team = await organisedBy(2)
    const [one, held] = team.people as [number, number]
    const { shiftId } = await addTestShift(db, { organisation: team, activity: { kind: 'minors', minimumAge: 14 } })
    const volunteer = await addVolunteer(db)
    expect(await mayOrganise(db, held, team.organisationId, monday)).toBe(true)
    await make(block, held)
    expect(await mayOrganise(db, held, team.organisationId, monday)).toBe(false)
    expect(await mayOrganise(db, one, team.organisationId, monday)).toBe(true)
    expect(await toldOf(team.organisationId)).toContain('organisation-needs-second')
    expect(await sign(db, shiftId, volunteer, hoursAfter(monday, 2))).toEqual({ refused: signUpRefusals.oneOrganiser })
    await make(unblock, held)
    expect(await mayOrganise(db, held, team.organisationId, monday)).toBe(true)
    expect(granted(await sign(db, shiftId, volunteer, hoursAfter(monday, 3))).state).toBe('booked')
  })

  test('as the only one leaves the office to know: it may act for the organisation, whose shifts go on', async () => {
    const { db } = connection
    const office = await addPerson(db, '示例审核', ['admin'])
    const team = await organisedBy(1)
    await make(block, team.organiser)
    const messages = await messagesAbout(db, 'organisation', team.organisationId)
    expect(messages).toContainEqual(
      expect.objectContaining({ template: 'organisation-organiser-held', to_person_id: office }),
    )
    expect(await findOrganisation(db, team.organisationId)).toMatchObject({ state: 'approved' })
    expect([
      await mayOrganise(db, team.organiser, team.organisationId, monday),
      await mayOrganise(db, office, team.organisationId, monday),
    ]).toEqual([false, true])
  })
})
