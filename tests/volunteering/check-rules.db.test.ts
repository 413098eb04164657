import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import type { Trx } from '#db/schema.ts'
import { fileNeed } from '#volunteering/needs/needs.ts'
import { signUp } from '#volunteering/sign-ups/sign-ups.ts'
import { findingsOf } from '../support/checked.ts'
import { openTestDatabase } from '../support/database.ts'
import { addMinor } from '../support/guardians.ts'
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

describe('the check of the volunteers finds', () => {
  const breaches: Record<
    string,
    (ids: { minor: number; signUp: number; guardian: number; person: number }) => string[]
  > = {
    'every minor booked has a guardian’s consent': ({ minor }) => [
      `UPDATE guardian_consent SET kinds = '{elderly}', scope = 'kinds' WHERE volunteer_id = ${minor}`,
    ],
    'nobody is booked where a guardian refused and agreed no more': ({ minor, signUp }) => [
      `INSERT INTO sign_up (shift_id, starts_at, ends_at, volunteer_id, request_key, position, first_timer, activity_version, state, signed_up_at, ended_at, ended_reason)
       SELECT shift_id, starts_at, ends_at, ${minor}, gen_random_uuid(), 9, true, 1, 'ended', signed_up_at, signed_up_at + interval '1 hour', 'guardian-refused' FROM sign_up WHERE id = ${signUp}`,
    ],
    'every guardian is somebody grown up with a phone of their own': ({ person }) => [
      `UPDATE person SET phone_hash = NULL WHERE id = ${person}`,
    ],
    'no consent lasts longer than a year or past the 18th birthday': ({ minor }) => [
      `UPDATE guardian_consent SET expires_at = granted_at + interval '400 days' WHERE volunteer_id = ${minor}`,
    ],
    'every guardian was told of a sign-up that another made': ({ signUp }) => [
      `DELETE FROM volunteer_link WHERE sign_up_id = ${signUp}`,
    ],
    'nobody grown up is booked on a record that a guardian keeps': ({ minor, guardian }) => [
      `UPDATE volunteer SET person_id = NULL, guardian_person_id = ${guardian}, birth_date = '2000-01-02' WHERE id = ${minor}`,
    ],
    'nothing is left on a record that was merged into another': ({ minor, signUp }) => [
      `UPDATE volunteer SET state = 'erased', merged_into = (SELECT max(id) FROM volunteer WHERE id <> ${minor}), erased_at = registered_at, number = NULL, person_id = NULL,
       name_sealed = NULL, name_hash = NULL, birth_date = NULL WHERE id = ${minor} AND ${signUp} > 0`,
    ],
    'nobody is on a coming shift whose sign-ups are held back': ({ minor, person }) => [
      `INSERT INTO volunteer_block (volunteer_id, reason, blocked_by, blocked_at) VALUES (${minor}, '示例', ${person}, now())`,
    ],
    'an identity number stands once, and is disputed by others alone': ({ minor }) => [
      `UPDATE volunteer SET identity_hash = 'x', identity_last4 = '1234', identity_sealed = 'v1.', identity_disputed = true WHERE id = ${minor}`,
    ],
    'a phone that came as a minor’s has no older record': ({ minor }) => [
      `UPDATE person SET phone_hash = 'y' WHERE id = (SELECT person_id FROM volunteer WHERE id = ${minor})`,
      `INSERT INTO known_minor (hash, birth_date, remembered_at) VALUES ('y', '2014-01-02', '2026-01-01T00:00:00Z')`,
    ],
    'the constraints are in place': () => [`DROP INDEX volunteer_identity_once`],
  }

  test.each(Object.keys(breaches))('a breach of: %s', async rule => {
    const { db } = connection
    const guardian = await addVolunteer(db)
    const minor = await addMinor(db, guardian)
    const { shiftId } = await addTestShift(db)
    const [signUp] = granted(await sign(db, shiftId, minor, hoursAfter(monday, 1))).signUpIds
    const ids = { minor: minor.volunteerId, signUp: signUp!, guardian: guardian.personId, person: guardian.personId }
    const plant = async (trx: Trx) => {
      for (const statement of breaches[rule]!(ids)) await sql.raw(statement).execute(trx)
    }
    expect((await findingsOf(db, plant, monday)).map(finding => finding.rule)).toContain(rule)
  })
})
