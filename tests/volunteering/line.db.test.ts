import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { cannotCome } from '#volunteering/sign-ups/moves/cancellation.ts'
import { settleShifts } from '#volunteering/line/line.ts'
import { confirmOffer } from '#volunteering/sign-ups/moves/confirmation.ts'
import { organisationRefusals } from '#volunteering/organisations/refusals.ts'
import { shiftRefusals } from '#volunteering/shifts/refusals.ts'
import { elsewhereRefusals } from '#volunteering/sign-ups/elsewhere.ts'
import { signUpRefusals } from '#volunteering/sign-ups/refusals.ts'
import { volunteerRefusals } from '#volunteering/volunteers/refusals.ts'
import { removeSignUp } from '#volunteering/shifts/moves/removal.ts'
import { cancelShift } from '#volunteering/shifts/moves/cancellation.ts'
import { changeCapacity } from '#volunteering/shifts/moves/capacity.ts'
import { rescheduleShift } from '#volunteering/shifts/moves/times.ts'
import { openTestDatabase } from '../support/database.ts'
import {
  addOrganisation,
  addPerson,
  addTestShift,
  activityDraft,
  addVolunteer,
  granted,
  hoursAfter,
  messagesAbout,
  minute,
  monday,
  sign,
} from '../support/volunteering.ts'

let connection: Connection
beforeAll(async () => {
  connection = await openTestDatabase()
})
afterAll(() => connection.close())

async function stateOf(signUpId: number | undefined) {
  return connection.db.selectFrom('sign_up').selectAll().where('id', '=', signUpId!).executeTakeFirstOrThrow()
}

async function takenOf(shiftId: number): Promise<number> {
  return (await connection.db.selectFrom('shift').select('taken').where('id', '=', shiftId).executeTakeFirstOrThrow())
    .taken
}

describe('the line', () => {
  test('offers a freed place in order, skips who is booked elsewhere, and passes a lapsed offer on', async () => {
    const { db } = connection
    const { shiftId, startsAt } = await addTestShift(db, { capacity: 1 })
    const [holder, busy, second, third] = [
      await addVolunteer(db),
      await addVolunteer(db),
      await addVolunteer(db),
      await addVolunteer(db),
    ]
    const held = granted(await sign(db, shiftId, holder))
    const waiting: number[] = []
    for (const volunteer of [busy, second, third])
      waiting.push(granted(await sign(db, shiftId, volunteer)).signUpIds[0]!)
    const elsewhere = await addTestShift(db, { startsAt })
    granted(await sign(db, elsewhere.shiftId, busy))

    granted(await cannotCome(db, { signUpId: held.signUpIds[0]!, personId: holder.personId }, monday))
    const states = async () => (await Promise.all(waiting.map(stateOf))).map(signUp => signUp.state)
    expect(await states()).toEqual(['waiting', 'offered', 'waiting'])
    expect(await takenOf(shiftId), 'an offer holds its place').toBe(1)
    expect(granted(await sign(db, shiftId, await addVolunteer(db))).state, 'no place past the line').toBe('waiting')

    const late = new Date(monday.getTime() + 121 * minute)
    expect(await confirmOffer(db, { signUpId: waiting[1]!, personId: second.personId }, late)).toEqual({
      refused: signUpRefusals.offerOver,
    })
    expect(await states()).toEqual(['waiting', 'ended', 'offered'])
    expect(await confirmOffer(db, { signUpId: waiting[2]!, personId: third.personId }, late)).toEqual({
      state: 'booked',
    })
    expect(await confirmOffer(db, { signUpId: waiting[2]!, personId: third.personId }, late)).toEqual({
      state: 'booked',
    })
    expect(await confirmOffer(db, { signUpId: waiting[0]!, personId: busy.personId }, late)).toEqual({
      refused: signUpRefusals.nothingToConfirm,
    })
    expect(await takenOf(shiftId)).toBe(1)
  })

  test('moves when places are added, and keeps those taken when they are cut', async () => {
    const { db } = connection
    const { shiftId, organiser } = await addTestShift(db, { capacity: 2 })
    const volunteers = [await addVolunteer(db), await addVolunteer(db), await addVolunteer(db)]
    const ids = []
    for (const volunteer of volunteers) ids.push(granted(await sign(db, shiftId, volunteer)).signUpIds[0]!)
    expect(await changeCapacity(db, { shiftId, capacity: 1, personId: organiser }, monday)).toEqual({
      refused: shiftRefusals.belowTaken,
    })
    expect(await changeCapacity(db, { shiftId, capacity: 3, personId: organiser }, monday)).toEqual({ taken: 3 })
    expect((await stateOf(ids[2])).state).toBe('offered')
    expect(await changeCapacity(db, { shiftId, capacity: 0, personId: organiser }, monday)).toEqual({
      refused: shiftRefusals.capacity,
    })
    expect(await changeCapacity(db, { shiftId, capacity: 9, personId: await addPerson(db) }, monday)).toEqual({
      refused: organisationRefusals.notYours,
    })
  })

  test('ends when the shift begins', async () => {
    const { db } = connection
    const { shiftId, startsAt, organiser } = await addTestShift(db, { capacity: 1 })
    granted(await sign(db, shiftId, await addVolunteer(db)))
    const offered = granted(await sign(db, shiftId, await addVolunteer(db)))
    const waiting = granted(await sign(db, shiftId, await addVolunteer(db)))
    granted(await changeCapacity(db, { shiftId, capacity: 2, personId: organiser }, hoursAfter(startsAt, -1)))
    await settleShifts(db, startsAt)
    expect((await stateOf(offered.signUpIds[0])).ended_reason).toBe('lapsed')
    expect((await stateOf(waiting.signUpIds[0])).ended_reason).toBe('no-place')
    expect(await takenOf(shiftId)).toBe(1)
  })

  test('keeps places for first-timers until a day before the start', async () => {
    const { db } = connection
    const { shiftId, startsAt } = await addTestShift(db, { capacity: 2, activity: { firstTimerPlaces: 1 } })
    const experienced = async () => {
      const volunteer = await addVolunteer(db)
      const past = await addTestShift(db, { startsAt: hoursAfter(monday, -47) }, hoursAfter(monday, -48))
      granted(await sign(db, past.shiftId, volunteer, hoursAfter(monday, -48)))
      return volunteer
    }
    expect(granted(await sign(db, shiftId, await experienced())).state).toBe('booked')
    const second = granted(await sign(db, shiftId, await experienced()))
    expect(second.state, 'the other place is kept').toBe('waiting')
    await settleShifts(db, hoursAfter(startsAt, -25))
    expect((await stateOf(second.signUpIds[0])).state).toBe('waiting')
    await settleShifts(db, hoursAfter(startsAt, -23))
    expect((await stateOf(second.signUpIds[0])).state).toBe('offered')
    const newcomer = granted(
      await sign(
        db,
        (await addTestShift(db, { capacity: 1, activity: { firstTimerPlaces: 1 } })).shiftId,
        await addVolunteer(db),
      ),
    )
    expect(newcomer.state).toBe('booked')
  })

  test('draws places by lot when the activity says so; a newcomer after the draw waits behind the drawn', async () => {
    const { db } = connection
    const { shiftId, startsAt } = await addTestShift(db, { capacity: 2, activity: { drawHours: 24 } })
    const ids = []
    for (let index = 0; index < 5; index++) {
      const entered = granted(await sign(db, shiftId, await addVolunteer(db)))
      expect(entered.state).toBe('entered')
      ids.push(entered.signUpIds[0]!)
    }
    const afterDraw = hoursAfter(startsAt, -23)
    expect(granted(await sign(db, shiftId, await addVolunteer(db), afterDraw)).state, 'no form draws').toBe('entered')
    await settleShifts(db, afterDraw)
    expect(granted(await sign(db, shiftId, await addVolunteer(db), afterDraw)).state).toBe('waiting')
    const drawn = await Promise.all(ids.map(stateOf))
    const late = await db
      .selectFrom('sign_up')
      .select('state')
      .where('shift_id', '=', shiftId)
      .where('entry', 'is not', null)
      .execute()
    expect(late.map(signUp => signUp.state).sort()).toEqual([
      'booked',
      'booked',
      'waiting',
      'waiting',
      'waiting',
      'waiting',
    ])
    expect(new Set(drawn.map(signUp => signUp.position)).size).toBe(5)
    expect(await takenOf(shiftId)).toBe(2)
  })
})

describe('来不了', () => {
  test('is one tap, marked late inside the activity’s hours, and impossible once it began', async () => {
    const { db } = connection
    const { shiftId, startsAt } = await addTestShift(db, { capacity: 5 })
    const [early, late, absent] = [await addVolunteer(db), await addVolunteer(db), await addVolunteer(db)]
    const ids = []
    for (const volunteer of [early, late, absent]) ids.push(granted(await sign(db, shiftId, volunteer)).signUpIds[0]!)
    expect(await cannotCome(db, { signUpId: ids[0]!, personId: early.personId }, hoursAfter(startsAt, -25))).toEqual({
      late: false,
    })
    expect(await cannotCome(db, { signUpId: ids[1]!, personId: late.personId }, hoursAfter(startsAt, -3))).toEqual({
      late: true,
    })
    expect(
      await cannotCome(db, { signUpId: ids[1]!, personId: late.personId }, hoursAfter(startsAt, -2)),
      'twice is once',
    ).toEqual({ late: true })
    expect(await cannotCome(db, { signUpId: ids[2]!, personId: absent.personId }, startsAt)).toEqual({
      refused: shiftRefusals.started,
    })
    expect(await cannotCome(db, { signUpId: ids[2]!, personId: early.personId }, monday)).toEqual({
      refused: volunteerRefusals.notYours,
    })
    expect(await takenOf(shiftId)).toBe(1)
    expect(granted(await sign(db, shiftId, early)).state, 'may come back').toBe('booked')
  })

  test('an organiser may take somebody off the list, one of another organisation may not', async () => {
    const { db } = connection
    const { shiftId, organiser } = await addTestShift(db)
    const [signUpId] = granted(await sign(db, shiftId, await addVolunteer(db))).signUpIds
    const other = await addOrganisation(db)
    expect(await removeSignUp(db, { signUpId: signUpId!, personId: other.organiser, words: '示例' }, monday)).toEqual({
      refused: organisationRefusals.notYours,
    })
    expect(await removeSignUp(db, { signUpId: signUpId!, personId: organiser, words: '名单有误' }, monday)).toEqual({
      id: signUpId,
    })
    expect(await takenOf(shiftId)).toBe(0)
    expect(await stateOf(signUpId)).toMatchObject({ ended_reason: 'removed', removal_words: '名单有误' })
    expect((await messagesAbout(db, 'shift', shiftId)).map(message => message.template)).toEqual(['shift-removed-from'])
  })
})

describe('a shift that is moved', () => {
  test('asks everyone again, keeps their places meanwhile, and finds clashes when they say yes', async () => {
    const { db } = connection
    const { shiftId, organiser, startsAt } = await addTestShift(db, { capacity: 2 })
    const [free, busy] = [await addVolunteer(db), await addVolunteer(db)]
    const ids = [
      granted(await sign(db, shiftId, free)).signUpIds[0]!,
      granted(await sign(db, shiftId, busy)).signUpIds[0]!,
    ]
    const elsewhere = await addTestShift(db, { startsAt: hoursAfter(startsAt, 24) })
    granted(await sign(db, elsewhere.shiftId, busy))
    const moved = { shiftId, personId: organiser, startsAt: hoursAfter(startsAt, 24), endsAt: hoursAfter(startsAt, 26) }
    expect(await rescheduleShift(db, moved, monday)).toEqual({ asked: 2 })
    expect(await rescheduleShift(db, moved, monday), 'pressed twice').toEqual({ asked: 0 })
    const facts = {
      startsAt: moved.startsAt.toISOString(),
      wasAt: startsAt.toISOString(),
      confirmBy: hoursAfter(monday, 48).toISOString(),
    }
    expect(await messagesAbout(db, 'shift', shiftId)).toMatchObject(
      [free, busy].map(({ personId }) => ({ template: 'shift-moved-confirm', to_person_id: personId, facts })),
    )
    expect(await takenOf(shiftId)).toBe(2)
    expect(await confirmOffer(db, { signUpId: ids[0]!, personId: free.personId }, monday)).toEqual({ state: 'booked' })
    expect(await confirmOffer(db, { signUpId: ids[1]!, personId: busy.personId }, monday)).toMatchObject({
      refused: elsewhereRefusals.overlaps({
        id: elsewhere.shiftId,
        title: activityDraft().title,
        startsAt: moved.startsAt,
        endsAt: moved.endsAt,
      }),
      shiftId: elsewhere.shiftId,
    })
    expect((await stateOf(ids[0])).starts_at).toEqual(moved.startsAt)
    await settleShifts(db, hoursAfter(monday, 49))
    expect((await stateOf(ids[1])).ended_reason).toBe('lapsed')
    expect(await takenOf(shiftId)).toBe(1)
  })

  test('is not moved into the past, to no length, or by another organisation', async () => {
    const { db } = connection
    const { shiftId, organiser, startsAt } = await addTestShift(db)
    const move = (changes: object) =>
      rescheduleShift(
        db,
        { shiftId, personId: organiser, startsAt, endsAt: hoursAfter(startsAt, 2), ...changes },
        monday,
      )
    expect(await move({ startsAt: hoursAfter(monday, -1), endsAt: hoursAfter(monday, 1) })).toEqual({
      refused: shiftRefusals.past,
    })
    expect(await move({ endsAt: startsAt })).toEqual({ refused: shiftRefusals.times })
    expect(await move({ endsAt: hoursAfter(startsAt, 25) })).toEqual({ refused: shiftRefusals.times })
    expect(await move({ personId: await addPerson(db) })).toEqual({ refused: organisationRefusals.notYours })
  })

  test('or cancelled tells everyone, in line or booked', async () => {
    const { db } = connection
    const { shiftId, organiser } = await addTestShift(db, { capacity: 1 })
    const volunteers = [await addVolunteer(db), await addVolunteer(db)]
    for (const volunteer of volunteers) granted(await sign(db, shiftId, volunteer))
    expect(await cancelShift(db, { shiftId, personId: organiser, words: '暴雨' }, monday)).toEqual({ told: 2 })
    expect(await messagesAbout(db, 'shift', shiftId)).toMatchObject(
      volunteers.map(({ personId }) => ({ template: 'shift-cancelled', to_person_id: personId })),
    )
    expect(await takenOf(shiftId)).toBe(0)
  })
})
