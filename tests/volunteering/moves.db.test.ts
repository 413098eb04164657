import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import type { Refusal } from '#forms/refusals.ts'
import type { Db } from '#db/schema.ts'
import { cannotCome } from '#volunteering/sign-ups/moves/cancellation.ts'
import { checkVolunteers } from '#volunteering/check.ts'
import { cancelShift } from '#volunteering/shifts/moves/cancellation.ts'
import { rescheduleShift } from '#volunteering/shifts/moves/times.ts'
import { openTestDatabase } from '../support/database.ts'
import { addChild } from '../support/guardians.ts'
import {
  addOrganisation,
  addPerson,
  addTestShift,
  addVolunteer,
  granted,
  hoursAfter,
  minute,
  monday,
  sign,
  type TestVolunteer,
} from '../support/volunteering.ts'
import { expected, type Move, moves, type Role, roles, type Scene, type State, states } from './move-table.ts'

// Each cell of the table is tried in a transaction that is then taken back.

let connection: Connection
const actors = {} as Record<Exclude<Role, 'self' | 'guardian'>, number>
const scenes = new Map<string, Scene>()

beforeAll(async () => {
  connection = await openTestDatabase()
  const { db } = connection
  const organisation = await addOrganisation(db)
  actors.stranger = (await addVolunteer(db)).personId
  actors.organiser = organisation.organiser
  actors['other organiser'] = (await addOrganisation(db)).organiser
  actors.administrator = await addPerson(db, '示例管理员', ['admin'])
  // Each scene has days of its own, so that no booking is in the way of another.
  let day = 2
  const subjects = { self: await addVolunteer(db), guardian: await addChild(db, await addVolunteer(db)) }
  for (const [role, subject] of Object.entries(subjects)) {
    for (const state of states) {
      const activity = {
        minimumAge: 6,
        ...(state === 'entered' && { drawHours: 1 }),
        ...(state === 'applied' && { chooseHours: 1, waitingList: false }),
      }
      const shift = await addTestShift(db, {
        organisation,
        capacity: 1,
        startsAt: hoursAfter(monday, 24 * day++),
        activity,
      })
      scenes.set(`${role} ${state}`, await stage(db, state, subject, shift))
    }
  }
})
afterAll(() => connection.close())

/** Brings the subject's sign-up into the state, by the moves that lead there. */
async function stage(
  db: Db,
  state: State,
  subject: TestVolunteer,
  shift: { shiftId: number; activityId: number; startsAt: Date; organiser: number },
): Promise<Scene> {
  const { shiftId, activityId, startsAt, organiser } = shift
  const scene = { subject, shiftId, activityId, startsAt, now: monday, signUpId: 0 }
  if (state === 'none') return scene
  const holder = await addVolunteer(db)
  const held =
    state === 'waiting' || state === 'offered' ? granted(await sign(db, shiftId, holder)).signUpIds[0]! : undefined
  scene.signUpId = granted(await sign(db, shiftId, subject)).signUpIds[0]!
  if (state === 'offered') granted(await cannotCome(db, { signUpId: held!, personId: holder.personId }, monday))
  if (state === 'asked again')
    granted(
      await rescheduleShift(
        db,
        { shiftId, personId: organiser, startsAt: hoursAfter(startsAt, 1), endsAt: hoursAfter(startsAt, 3) },
        monday,
      ),
    )
  if (state === 'ended') granted(await cannotCome(db, { signUpId: scene.signUpId, personId: subject.personId }, monday))
  if (state === 'begun') scene.now = new Date(startsAt.getTime() + minute)
  if (state === 'called off') granted(await cancelShift(db, { shiftId, personId: organiser, words: '示例' }, monday))
  return scene
}

/** What came of the move; everything it did is taken back. */
async function attempt(move: Move, scene: Scene, personId: number): Promise<string | Refusal> {
  let came: string | Refusal = ''
  const takeBack = new Error('taken back')
  await connection.db
    .transaction()
    .execute(async trx => {
      const outcome = (await move.does(trx, scene, personId)) as { refused?: Refusal; signUpIds?: number[] }
      const signUpId = outcome.signUpIds?.[0] ?? scene.signUpId
      const row = await trx
        .selectFrom('sign_up')
        .select(['state', 'ended_reason'])
        .where('id', '=', signUpId)
        .executeTakeFirst()
      came = outcome.refused ?? (row ? row.state + (row.ended_reason ? `: ${row.ended_reason}` : '') : 'none')
      throw takeBack
    })
    .catch(error => {
      if (error !== takeBack) throw error
    })
  return came
}

describe.each(Object.entries(moves))('%s', (_name, move) => {
  describe.each(roles)('by %s', role => {
    test.each(states)('when %s', async state => {
      const scene = scenes.get(`${role === 'guardian' ? 'guardian' : 'self'} ${state}`)!
      const personId = role === 'self' || role === 'guardian' ? scene.subject.personId : actors[role]
      expect(await attempt(move, scene, personId)).toBe(expected(move, state, role))
    })
  })
})

test('all of it leaves counters, lists and the audit trail in agreement', async () => {
  expect((await checkVolunteers(connection.db, monday)).filter(finding => finding.count > 0)).toEqual([])
})
