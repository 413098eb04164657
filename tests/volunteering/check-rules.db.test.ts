import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import type { Trx } from '#db/schema.ts'
import { fileNeed } from '#volunteering/needs/needs.ts'
import { signUp } from '#volunteering/sign-ups/sign-ups.ts'
import { findingsOf } from '../support/checked.ts'
import { openTestDatabase } from '../support/database.ts'
import {
  addOrganisation,
  addPerson,
  addTestShift,
  addVolunteer,
  granted,
  hoursAfter,
  monday,
  personalData,
  sign,
  version,
} from '../support/volunteering.ts'

// Each breach is planted past the code, found, and taken back.

let connection: Connection
const ids = {
  plain: 0,
  plainActivity: 0,
  children: 0,
  childrenTeam: 0,
  unseen: 0,
  dangerous: 0,
  agreed: 0,
  booked: 0,
  need: 0,
}
beforeAll(async () => {
  connection = await openTestDatabase()
  const { db } = connection
  const plain = await addTestShift(db)
  ids.plain = plain.shiftId
  ids.plainActivity = plain.activityId
  ids.booked = granted(await sign(db, plain.shiftId, await addVolunteer(db))).signUpIds[0]!
  const team = await addOrganisation(db)
  ids.childrenTeam = team.organisationId
  ids.children = (await addTestShift(db, { organisation: team, activity: { minimumAge: 6 } })).activityId
  // The office has looked at the first two.
  await addTestShift(db, { organisation: team })
  ids.unseen = (await addTestShift(db, { organisation: team })).activityId
  const activity = { taskRisks: ['height' as const], minimumAge: 18, guardianRule: 'adults' as const }
  const dangerous = await addTestShift(db, { activity, startsAt: hoursAfter(monday, 60) })
  ids.dangerous = dangerous.activityId
  const { personId, volunteerId } = await addVolunteer(db)
  const request = { shiftId: dangerous.shiftId, volunteerIds: [volunteerId], personId, requestKey: randomUUID() }
  ids.agreed = granted(await signUp(db, personalData, { ...request, agreement: version }, monday)).signUpIds[0]!
  const need = {
    requestKey: randomUUID(),
    title: '示例',
    what: '示例',
    kind: 'elderly',
    county: '331102',
    place: '示例',
    wantedFrom: hoursAfter(monday, 40),
    wantedUntil: hoursAfter(monday, 42),
    peopleWanted: 1,
    skills: [],
  }
  ids.need = granted(await fileNeed(db, await addPerson(db), need, monday)).id
})
afterAll(() => connection.close())

describe('check:volunteers', () => {
  test('finds nothing where nothing was planted', async () => {
    expect(await findingsOf(connection.db, async () => {}, monday)).toEqual([])
  })

  test.each([
    [
      'every shift to come is insured',
      () => ids.plain,
      trx =>
        trx.updateTable('activity').set({ insured_until: '2026-11-24' }).where('id', '=', ids.plainActivity).execute(),
    ],
    [
      'an activity for children has two organisers',
      () => ids.children,
      async trx => {
        const { person_id } = await trx
          .selectFrom('organiser')
          .select('person_id')
          .where('organisation_id', '=', ids.childrenTeam)
          .executeTakeFirstOrThrow()
        await trx
          .deleteFrom('organiser')
          .where('organisation_id', '=', ids.childrenTeam)
          .where('person_id', '=', person_id)
          .execute()
      },
    ],
    [
      'everybody booked has accepted the agreement that the law wants',
      () => ids.agreed,
      trx => trx.deleteFrom('agreement').where('activity_id', '=', ids.dangerous).execute(),
    ],
    [
      'nobody is booked by words that have changed since',
      () => ids.booked,
      trx =>
        trx.updateTable('activity_wording').set({ version: 9 }).where('activity_id', '=', ids.plainActivity).execute(),
    ],
    [
      'no hazardous activity is public that nobody has looked at',
      () => ids.unseen,
      trx =>
        trx
          .updateTable('activity')
          .set({ hazardous: true, minimum_age: 18, guardian_rule: 'adults', agreement_cases: ['danger'] })
          .where('id', '=', ids.unseen)
          .execute(),
    ],
    [
      'no need outlives its time',
      () => ids.need,
      trx =>
        trx
          .updateTable('need')
          .set({ wanted_from: hoursAfter(monday, -3), wanted_until: hoursAfter(monday, -1) })
          .where('id', '=', ids.need)
          .execute(),
    ],
  ] as [string, () => number, (trx: Trx) => Promise<unknown>][])('finds a breach of: %s', async (rule, id, plant) => {
    expect(await findingsOf(connection.db, plant, monday)).toEqual([{ rule, ids: [id()] }])
  })
})
