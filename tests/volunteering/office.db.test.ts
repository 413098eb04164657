import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { checkVolunteers } from '#volunteering/check.ts'
import type { GardenMove } from '#volunteering/move.ts'
import { alreadyDecided } from '#volunteering/refusals.ts'
import { eraseVolunteering } from '#volunteering/sign-ups/leaving.ts'
import { listMergedOf } from '#volunteering/sign-ups/merging.ts'
import { signUpRefusals } from '#volunteering/sign-ups/refusals.ts'
import { listBlocks, listBlocksOf } from '#volunteering/volunteers/blocks.ts'
import { appealAgainstBlock } from '#volunteering/volunteers/moves/appeal.ts'
import { officeMoves } from '#volunteering/volunteers/moves/index.ts'
import { findVolunteers, hashNames, readOfficeLists, readVolunteer } from '#volunteering/volunteers/office.ts'
import { volunteerRefusals } from '#volunteering/volunteers/refusals.ts'
import { registerVolunteer } from '#volunteering/volunteers/volunteers.ts'
import { openTestDatabase } from '../support/database.ts'
import { addChild } from '../support/guardians.ts'
import {
  addPerson,
  addTestShift,
  addVolunteer,
  givePhone,
  granted,
  identityNumberFor,
  monday,
  personalData,
  recordOf,
  registration,
  sign,
  version,
} from '../support/volunteering.ts'

let connection: Connection
let clerk: number
let other: number
beforeAll(async () => {
  connection = await openTestDatabase()
  clerk = await addPerson(connection.db, '示例受理', ['clerk'])
  other = await addPerson(connection.db, '示例受理二', ['clerk'])
})
afterAll(async () => {
  const broken = (await checkVolunteers(connection.db, monday)).filter(finding => finding.count > 0)
  await connection.close()
  expect(broken).toEqual([])
})

/** Makes a move of the office by its name. */
function make(name: string, volunteerId: number, data: object, personId = clerk, now = monday) {
  const move = officeMoves.find(one => one.name === name) as GardenMove<never>
  const by = { person: { id: personId }, now, portal: { personalData } } as Parameters<typeof move.act>[3]
  return move.act(connection.db, volunteerId, data as never, by)
}
const find = (typed: string) => findVolunteers(connection.db, personalData, typed, clerk, monday)
const toldTo = async (personId: number) =>
  (
    await connection.db
      .selectFrom('message')
      .select('template')
      .where('to_person_id', '=', personId)
      .orderBy('id')
      .execute()
  ).map(({ template }) => template)

describe('finding somebody', () => {
  test('goes by number, phone and whole name; each search and each reading is an event without what was typed', async () => {
    const { db } = connection
    const volunteer = await addVolunteer(db, { name: '司徒 示例' })
    const child = await addChild(db, volunteer)
    const phone = await givePhone(db, volunteer.personId)
    const { number } = await recordOf(db, volunteer.volunteerId)
    const ids = async (typed: string) => (await find(typed)).map(({ id }) => id)
    expect(await ids(number!.toLowerCase())).toEqual([volunteer.volunteerId])
    expect(await ids(`+86 ${phone}`), 'with the children of the phone').toEqual([
      volunteer.volunteerId,
      child.volunteerId,
    ])
    expect(await ids('司徒示例')).toEqual([volunteer.volunteerId])
    expect(await ids('司徒')).toEqual([])
    const read = await readVolunteer(db, personalData, volunteer.volunteerId, clerk, monday)
    expect(read).toMatchObject({ name: '司徒 示例', phone: expect.stringContaining('****') })
    const events = await db
      .selectFrom('event')
      .select(['action', 'detail'])
      .where('actor_id', '=', clerk)
      .where('action', 'in', ['volunteer.searched', 'volunteer.read'])
      .execute()
    expect(events.filter(({ action }) => action === 'volunteer.searched')).toHaveLength(4)
    expect(events.filter(({ action }) => action === 'volunteer.read')).toHaveLength(1)
    expect(JSON.stringify(events)).not.toMatch(/司徒|139/)
  })

  test('finds names from before they had a keyed hash once the night has made it', async () => {
    const { db } = connection
    const volunteer = await addVolunteer(db, { name: '旧年示例' })
    await db.updateTable('volunteer').set({ name_hash: null }).where('id', '=', volunteer.volunteerId).execute()
    expect(await find('旧年示例')).toEqual([])
    expect(await hashNames(db, personalData)).toBe(1)
    expect(await find('旧年示例')).toHaveLength(1)
  })
})

describe('correcting', () => {
  test('changes name and birth date by a document, tells the person, and keeps which document it was', async () => {
    const { db } = connection
    const volunteer = await addVolunteer(db, { birthDate: '2010-01-02' })
    const data = { name: '更正示例', birth_date: '1990-01-02', proof: 'identity-card' }
    granted(await make('correction', volunteer.volunteerId, data))
    expect((await recordOf(db, volunteer.volunteerId)).birth_date).toBe('1990-01-02')
    expect(await find('更正示例')).toHaveLength(1)
    expect(await toldTo(volunteer.personId)).toEqual(['volunteer-corrected'])
    const event = await db
      .selectFrom('event')
      .select('detail')
      .where('action', '=', 'volunteer.corrected')
      .where('object_id', '=', String(volunteer.volunteerId))
      .executeTakeFirstOrThrow()
    expect(event.detail).toEqual({ fields: ['name', 'birth_date'], proof: 'identity-card' })
    expect(await make('correction', volunteer.volunteerId, { ...data, birth_date: '2020-01-02' })).toEqual({
      refused: volunteerRefusals.underFourteen,
    })
    expect(await make('correction', 999_999, data)).toEqual({ refused: volunteerRefusals.unknown })
  })
})

describe('two records of one person', () => {
  test('are found by name and birth date, and merged into one', async () => {
    const { db } = connection
    const parents = [await addVolunteer(db), await addVolunteer(db)]
    const [one, two] = [await addChild(db, parents[0]!, '2017-08-09'), await addChild(db, parents[1]!, '2017-08-09')]
    const lists = await readOfficeLists(db, personalData, clerk, monday)
    expect(lists.doubles.map(({ id }) => id)).toEqual(expect.arrayContaining([one.volunteerId, two.volunteerId]))
    const { number } = await recordOf(db, two.volunteerId)
    const own = (await recordOf(db, one.volunteerId)).number
    for (const typed of ['LS0000000000', own!])
      expect(await make('merger', one.volunteerId, { other: typed, same: true })).toEqual({
        refused: volunteerRefusals.otherNumber,
      })
    granted(await make('merger', one.volunteerId, { other: number!, same: true }))
    expect(await recordOf(db, two.volunteerId)).toMatchObject({ state: 'erased', merged_into: one.volunteerId })
    const [first, second] = parents.map(({ personId }) => personId)
    expect([await toldTo(first!), await toldTo(second!)]).toEqual([[], ['volunteer-merged']])
    const mergedOf = (personId: number, now = monday) => listMergedOf(db, personId, now)
    expect([await mergedOf(first!), await mergedOf(second!)]).toEqual([[], [{ merged_at: monday }]])
    expect(await mergedOf(second!, new Date('2027-11-23T01:00:00Z')), 'for a year').toEqual([])
    const guardians = await db
      .selectFrom('guardianship')
      .select('person_id')
      .where('volunteer_id', '=', one.volunteerId)
      .where('ended_at', 'is', null)
      .orderBy('place')
      .execute()
    expect(guardians.map(({ person_id }) => person_id)).toEqual(parents.map(({ personId }) => personId))
    // The second parent may sign up nobody, and is asked as the first is.
    const { shiftId } = await addTestShift(db, { activity: { minimumAge: 6 } })
    granted(await sign(db, shiftId, one))
    expect(await toldTo(parents[1]!.personId)).toContain('guardian-told')
    await eraseVolunteering(db, personalData, second!, monday)
    expect(await mergedOf(second!), 'nothing of them stays').toEqual([])
  })
})

describe('holding back', () => {
  test('ends what is to come, tells the person with the reason, and is appealed against to somebody else', async () => {
    const { db } = connection
    const volunteer = await addVolunteer(db)
    const { shiftId } = await addTestShift(db, { capacity: 1 })
    const [mine] = granted(await sign(db, shiftId, volunteer)).signUpIds
    const [next] = granted(await sign(db, shiftId, await addVolunteer(db))).signUpIds
    granted(await make('block', volunteer.volunteerId, { reason: '三次约好没有来' }))
    const states = await db
      .selectFrom('sign_up')
      .select(['id', 'state', 'ended_reason'])
      .where('shift_id', '=', shiftId)
      .orderBy('id')
      .execute()
    expect(states).toEqual([
      { id: mine, state: 'ended', ended_reason: 'blocked' },
      { id: next, state: 'offered', ended_reason: null },
    ])
    expect(await make('block', volunteer.volunteerId, { reason: '再一次' })).toEqual({ refused: alreadyDecided })
    const later = await addTestShift(db, { startsAt: new Date(monday.getTime() + 300 * 3_600_000) })
    expect(await sign(db, later.shiftId, volunteer)).toMatchObject({ refused: signUpRefusals.blocked })

    const [block] = await listBlocksOf(db, volunteer.personId)
    expect(block).toMatchObject({ reason: '三次约好没有来', appeal: null })
    const stranger = await addVolunteer(db)
    const appeal = { blockId: block!.id, personId: volunteer.personId, words: '那天住院了' }
    expect(await appealAgainstBlock(db, { ...appeal, personId: stranger.personId }, monday)).toEqual({
      refused: volunteerRefusals.notYours,
    })
    expect(await make('appeal-answer', volunteer.volunteerId, { decision: 'upheld', answer: '成立' }, other)).toEqual({
      refused: alreadyDecided,
    })
    granted(await appealAgainstBlock(db, appeal, monday))
    granted(await appealAgainstBlock(db, appeal, monday))
    expect(await appealAgainstBlock(db, { ...appeal, words: '示例：别的话' }, monday)).toEqual({
      refused: volunteerRefusals.appealedBefore,
    })
    expect(await make('appeal-answer', volunteer.volunteerId, { decision: 'upheld', answer: '成立' })).toEqual({
      refused: volunteerRefusals.anotherAnswers,
    })
    granted(await make('appeal-answer', volunteer.volunteerId, { decision: 'upheld', answer: '核实了，成立' }, other))
    expect(await listBlocksOf(db, volunteer.personId)).toEqual([])
    expect(await toldTo(volunteer.personId)).toEqual(['volunteer-blocked', 'volunteer-unblocked'])
    expect(granted(await sign(db, later.shiftId, volunteer)).state).toBe('booked')
  })

  test('stays when an appeal is refused, until the office ends it', async () => {
    const { db } = connection
    const volunteer = await addVolunteer(db)
    granted(await make('block', volunteer.volunteerId, { reason: '示例原因' }))
    const [block] = await listBlocksOf(db, volunteer.personId)
    granted(
      await appealAgainstBlock(db, { blockId: block!.id, personId: volunteer.personId, words: '示例申诉' }, monday),
    )
    granted(await make('appeal-answer', volunteer.volunteerId, { decision: 'refused', answer: '示例答复' }, other))
    expect(await listBlocksOf(db, volunteer.personId)).toMatchObject([{ answer: '示例答复' }])
    granted(await make('unblock', volunteer.volunteerId, { reason: '满三个月' }))
    expect(await make('unblock', volunteer.volunteerId, { reason: '示例别的' })).toEqual({ refused: alreadyDecided })
    expect(await listBlocks(db, volunteer.volunteerId)).toMatchObject([{ end_reason: '满三个月' }])
  })

  test('is not shaken off by erasing oneself and coming again', async () => {
    const { db } = connection
    const volunteer = await addVolunteer(db)
    await givePhone(db, volunteer.personId)
    granted(await make('block', volunteer.volunteerId, { reason: '示例原因' }))
    await eraseVolunteering(db, personalData, volunteer.personId, monday)
    const { id } = granted(await registerVolunteer(db, personalData, volunteer.personId, registration(), monday))
    const { shiftId } = await addTestShift(db)
    expect(await sign(db, shiftId, { ...volunteer, volunteerId: id })).toMatchObject({
      refused: signUpRefusals.blocked,
    })
  })
})

describe('an identity number that two gave', () => {
  const number = (sequence: number) => ({
    identity: { number: identityNumberFor('1990-05-06', sequence) },
    identityConsent: version,
  })

  test('is on the list of the office; whose it is keeps it, the other learns only that it was not proved', async () => {
    const { db } = connection
    const squatter = await addVolunteer(db, number(71))
    const owner = await addVolunteer(db, number(71))
    expect((await readOfficeLists(db, personalData, clerk, monday)).disputes.map(({ id }) => id)).toContain(
      owner.volunteerId,
    )
    granted(await make('settlement', owner.volunteerId, { owner: 'yes', seen: true }))
    expect(await recordOf(db, owner.volunteerId)).toMatchObject({
      identity_disputed: false,
      identity_last4: expect.any(String),
    })
    expect(await recordOf(db, squatter.volunteerId)).toMatchObject({
      identity_hash: null,
      identity_sealed: null,
      state: 'active',
    })
    expect(await toldTo(squatter.personId)).toEqual(['volunteer-number-removed'])
    expect(await make('settlement', owner.volunteerId, { owner: 'no', seen: true })).toEqual({
      refused: alreadyDecided,
    })
  })

  test('stays with the first when the second cannot prove it, and goes over when the first goes', async () => {
    const { db } = connection
    const first = await addVolunteer(db, number(72))
    const second = await addVolunteer(db, number(72))
    granted(await make('settlement', second.volunteerId, { owner: 'no', seen: true }))
    expect(await recordOf(db, second.volunteerId)).toMatchObject({ identity_hash: null, identity_disputed: false })
    const third = await addVolunteer(db, number(72))
    expect((await recordOf(db, third.volunteerId)).identity_disputed).toBe(true)
    await eraseVolunteering(db, personalData, first.personId, monday)
    expect((await recordOf(db, third.volunteerId)).identity_disputed).toBe(false)
  })
})
