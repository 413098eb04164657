import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { listShiftsFor } from '#volunteering/activities/matching.ts'
import { checkVolunteers } from '#volunteering/check.ts'
import { organisationRefusals } from '#volunteering/organisations/refusals.ts'
import { keyUsed } from '#volunteering/refusals.ts'
import { cannotCome } from '#volunteering/sign-ups/moves/cancellation.ts'
import { eraseVolunteering } from '#volunteering/sign-ups/leaving.ts'
import { tellOfExpiringTrainings } from '#volunteering/trainings/expiring.ts'
import { readTrainings } from '#volunteering/trainings/given.ts'
import { addQualification } from '#volunteering/trainings/moves/qualification.ts'
import { giveTraining } from '#volunteering/trainings/moves/training.ts'
import { withdrawTraining } from '#volunteering/trainings/moves/withdrawal.ts'
import { listQualificationChoices, listTrainingsOf } from '#volunteering/trainings/qualifications.ts'
import { trainingRefusals } from '#volunteering/trainings/refusals.ts'
import { openTestDatabase } from '../support/database.ts'
import {
  addOrganisation,
  addTestShift,
  addVolunteer,
  granted,
  hoursAfter,
  messagesAbout,
  monday,
  personalData,
  sign,
  type TestOrganisation,
  type TestVolunteer,
} from '../support/volunteering.ts'

let connection: Connection
let team: TestOrganisation
beforeAll(async () => {
  connection = await openTestDatabase()
  team = await addOrganisation(connection.db, '示例急救队')
})
afterAll(() => connection.close())

/** Something that the team trains in. */
async function addTraining(title = `示例培训${randomUUID().slice(0, 8)}`): Promise<{ id: number; title: string }> {
  const how = {
    organisationId: team.organisationId,
    personId: team.organiser,
    title,
    how: '示例',
    requestKey: randomUUID(),
  }
  return { id: granted(await addQualification(connection.db, how, monday)).id, title }
}

const numberOf = async ({ volunteerId }: TestVolunteer) =>
  (await connection.db.selectFrom('volunteer').select('number').where('id', '=', volunteerId).executeTakeFirstOrThrow())
    .number!

async function give(
  volunteer: TestVolunteer,
  qualificationId: number,
  changes: Partial<Parameters<typeof giveTraining>[1]> = {},
) {
  const given = {
    organisationId: team.organisationId,
    personId: team.organiser,
    qualificationId,
    number: await numberOf(volunteer),
    trainedOn: '2026-11-20',
    expiresOn: null,
    requestKey: randomUUID(),
    ...changes,
  }
  return giveTraining(connection.db, given, monday)
}

const wordsOf = (outcome: object) => ('refused' in outcome ? (outcome.refused as { words: string }).words : undefined)

describe('an activity that asks for a training', () => {
  test('takes who has it, and tells who has not what is missing and from whom to get it', async () => {
    const { db } = connection
    const [aid, river] = [await addTraining('急救员证'), await addTraining('河道巡护')]
    const { shiftId } = await addTestShift(db, { activity: { qualifications: [aid.id, river.id] } })
    const me = await addVolunteer(db)
    granted(await give(me, river.id))
    const refusal = wordsOf(await sign(db, shiftId, me))
    expect(refusal).toContain('急救员证（示例急救队）')
    expect(refusal).not.toContain('河道巡护')
    const suits = async () =>
      (await listShiftsFor(db, me.volunteerId, { limit: 1000 }, monday)).some(one => one.id === shiftId)
    expect(await suits()).toBe(false)
    granted(await give(me, aid.id))
    expect(await suits()).toBe(true)
    expect(granted(await sign(db, shiftId, me)).state).toBe('booked')
  })

  // The shift is on 2026-11-25.
  test.each([
    ['2026-11-24', false],
    ['2026-11-25', true],
    ['2026-11-26', true],
    [null, true],
  ])('judges by the day of the shift: until %s is %s', async (expiresOn, comes) => {
    const { db } = connection
    const { id, title } = await addTraining()
    const { shiftId } = await addTestShift(db, { activity: { qualifications: [id] } })
    const me = await addVolunteer(db)
    granted(await give(me, id, { expiresOn }))
    const words = wordsOf(await sign(db, shiftId, me))
    expect(words === undefined).toBe(comes)
    if (!comes) expect(words).toContain(title)
  })

  test('passes over in the line who has lost it, and lets go who is booked', async () => {
    const { db } = connection
    const { id } = await addTraining()
    const { shiftId } = await addTestShift(db, { activity: { qualifications: [id] }, capacity: 1 })
    const people = [await addVolunteer(db), await addVolunteer(db), await addVolunteer(db)]
    const trainings: number[] = []
    for (const one of people) trainings.push(granted(await give(one, id)).id)
    const signUps: number[] = []
    for (const one of people) signUps.push(granted(await sign(db, shiftId, one)).signUpIds[0]!)
    const by = { organisationId: team.organisationId, personId: team.organiser }
    expect(granted(await withdrawTraining(db, { ...by, trainingId: trainings[1]! }, monday))).toEqual({ ended: 1 })
    const states = async () =>
      (await db.selectFrom('sign_up').select('state').where('id', 'in', signUps).orderBy('id').execute()).map(
        row => row.state,
      )
    expect(await states()).toEqual(['booked', 'ended', 'waiting'])
    granted(await withdrawTraining(db, { ...by, trainingId: trainings[0]! }, monday))
    expect(await states()).toEqual(['ended', 'ended', 'offered'])
    const told = await db
      .selectFrom('message')
      .select('template')
      .where('to_person_id', '=', people[0]!.personId)
      .orderBy('id')
      .execute()
    expect(told.map(({ template }) => template)).toEqual(['volunteer-training-given', 'volunteer-training-withdrawn'])
    expect(await withdrawTraining(db, { ...by, trainingId: trainings[0]! }, monday)).toEqual({
      refused: trainingRefusals.withdrawn,
    })
    expect((await messagesAbout(db, 'shift', shiftId)).map(({ template }) => template)).toEqual(['shift-place-offered'])
    expect((await checkVolunteers(db, monday)).filter(finding => finding.count > 0)).toEqual([])
  })

  test('asks for nothing that is not there, and nothing that is asked for goes away', async () => {
    const { db } = connection
    const { id } = await addTraining()
    const { activityId } = await addTestShift(db, { activity: { qualifications: [id] } })
    await expect(
      sql`UPDATE activity SET qualifications = '{999999}' WHERE id = ${activityId}`.execute(db),
    ).rejects.toThrow('a qualification that is not there')
    await expect(sql`DELETE FROM qualification WHERE id = ${id}`.execute(db)).rejects.toThrow('stays')
  })

  test('is caught by check:volunteers where somebody is booked without it', async () => {
    const { db } = connection
    const { id } = await addTraining()
    const { shiftId } = await addTestShift(db, { activity: { qualifications: [id] } })
    const me = await addVolunteer(db)
    granted(await give(me, id))
    const [signUp] = granted(await sign(db, shiftId, me)).signUpIds
    await db
      .updateTable('training')
      .set({ expires_on: '2026-11-24' })
      .where('volunteer_id', '=', me.volunteerId)
      .execute()
    expect((await checkVolunteers(db, monday)).filter(finding => finding.count > 0)).toEqual([
      { rule: 'everybody booked has the trainings that the activity asks for', ids: [signUp], count: 1 },
    ])
    granted(await cannotCome(db, { signUpId: signUp!, personId: me.personId }, monday))
  })
})

describe('a training', () => {
  test('is given by the organisation’s organisers, of its own, to who is there, in days that make sense', async () => {
    const { db } = connection
    const other = await addOrganisation(db)
    const { id } = await addTraining()
    const me = await addVolunteer(db)
    const outcomes = [
      await give(me, id, { personId: other.organiser }),
      await give(me, id, { organisationId: other.organisationId, personId: other.organiser }),
      await give(me, id, { number: 'LS0000000000' }),
      await give(me, id, { trainedOn: '2026-11-24' }),
      await give(me, id, { expiresOn: '2026-11-19' }),
      await give(me, id, { expiresOn: '2026-11-22' }),
    ]
    expect(outcomes).toEqual(
      [
        organisationRefusals.notYours,
        trainingRefusals.qualificationUnknown,
        trainingRefusals.numberUnknown,
        trainingRefusals.notYet,
        trainingRefusals.endsFirst,
        trainingRefusals.expired,
      ].map(refused => ({ refused })),
    )
    expect(await listTrainingsOf(db, me.personId)).toEqual([])
  })

  test('is one when its form is sent twice, and a key is used for one thing', async () => {
    const { db } = connection
    const { id, title } = await addTraining()
    const me = await addVolunteer(db)
    const requestKey = randomUUID()
    const first = granted(await give(me, id, { requestKey }))
    expect(await give(me, id, { requestKey })).toEqual(first)
    expect(await give(me, id, { requestKey, expiresOn: '2027-01-01' })).toEqual({ refused: keyUsed })
    expect(await listTrainingsOf(db, me.personId)).toMatchObject([{ title, expires_on: null }])
    const again = { organisationId: team.organisationId, personId: team.organiser, title, how: '示例' }
    expect(await addQualification(db, { ...again, requestKey: randomUUID() }, monday)).toEqual({
      refused: trainingRefusals.titleTaken,
    })
    expect([...(await listQualificationChoices(db, team.organisationId)).values()]).toContain(`${title}（示例急救队）`)
  })

  test('is told of a month before it ends, once, and not where a later one stands', async () => {
    const { db } = connection
    const [ending, renewed] = [await addTraining(), await addTraining()]
    const me = await addVolunteer(db)
    granted(await give(me, ending.id, { expiresOn: '2026-12-25' }))
    granted(await give(me, renewed.id, { expiresOn: '2026-12-25' }))
    granted(await give(me, renewed.id, { expiresOn: '2028-12-25' }))
    const told = async (hours: number) => {
      await tellOfExpiringTrainings(db, hoursAfter(monday, hours))
      const messages = await db
        .selectFrom('message')
        .select('facts')
        .where('to_person_id', '=', me.personId)
        .where('template', '=', 'volunteer-training-expiring')
        .execute()
      return messages.map(({ facts }) => facts)
    }
    expect(await told(24)).toEqual([])
    expect(await told(48)).toEqual([{ until: '2026-12-25' }])
    expect(await told(49)).toHaveLength(1)
  })

  test('is read by the organisation’s organisers alone, as an event, and goes with who erases themselves', async () => {
    const { db } = connection
    const { id } = await addTraining()
    const me = await addVolunteer(db, { name: '示例学过的人' })
    granted(await give(me, id))
    const asked = { organisationId: team.organisationId, limit: 1 }
    const stranger = await addVolunteer(db)
    expect(await readTrainings(db, personalData, { ...asked, personId: stranger.personId }, monday)).toEqual({
      refused: organisationRefusals.notYours,
    })
    const read = granted(await readTrainings(db, personalData, { ...asked, personId: team.organiser }, monday))
    expect(read.rows).toMatchObject([{ name: '示例学过的人' }])
    const events = await db.selectFrom('event').select('actor_id').where('action', '=', 'trainings.read').execute()
    expect(events).toEqual([{ actor_id: team.organiser }])
    await eraseVolunteering(db, personalData, me.personId, monday)
    expect(await db.selectFrom('training').select('id').where('volunteer_id', '=', me.volunteerId).execute()).toEqual(
      [],
    )
  })
})
