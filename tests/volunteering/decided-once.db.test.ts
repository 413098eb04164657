import { beforeAll, describe, expect, test } from 'vitest'
import type { Db } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import type { GardenMove } from '#volunteering/move.ts'
import { addOrganiser, mayOrganise } from '#volunteering/organisations/organisers.ts'
import { activityRefusals } from '#volunteering/activities/refusals.ts'
import { cancelActivity, cancellation as activityCancellation } from '#volunteering/activities/moves/cancellation.ts'
import { alreadyDecided } from '#volunteering/refusals.ts'
import { cancellation as shiftCancellation, cancelShift } from '#volunteering/shifts/moves/cancellation.ts'
import { removal, removeSignUp } from '#volunteering/shifts/moves/removal.ts'
import { stopping, stopShift } from '#volunteering/shifts/moves/stopping.ts'
import { shiftRefusals } from '#volunteering/shifts/refusals.ts'
import { signUpRefusals } from '#volunteering/sign-ups/refusals.ts'
import { changeBirthDate } from '#volunteering/sign-ups/birth-date.ts'
import { offerHandOver, takeOverRecord } from '#volunteering/sign-ups/handing-over.ts'
import { claimAge, findClaimed, findLastClaim, listOwnClaims } from '#volunteering/volunteers/age-claims.ts'
import { rememberMinor, rememberRefusedAge } from '#volunteering/volunteers/known-minors.ts'
import { ageDecision } from '#volunteering/volunteers/moves/age-decision.ts'
import { appealAgainstBlock } from '#volunteering/volunteers/moves/appeal.ts'
import { appealAnswer } from '#volunteering/volunteers/moves/appeal-answer.ts'
import { block } from '#volunteering/volunteers/moves/block.ts'
import { leaveVolunteering } from '#volunteering/volunteers/moves/leaving.ts'
import { merger } from '#volunteering/volunteers/moves/merger.ts'
import { phoneClearing } from '#volunteering/volunteers/moves/phone-clearing.ts'
import { unblock } from '#volunteering/volunteers/moves/unblock.ts'
import { settlement } from '#volunteering/volunteers/moves/settlement.ts'
import { listBlocks } from '#volunteering/volunteers/blocks.ts'
import { listRenewable } from '#volunteering/volunteers/renewable.ts'
import { ageRefusals, volunteerRefusals } from '#volunteering/volunteers/refusals.ts'
import { checkedVolunteers } from '../support/checked-volunteers.ts'
import { accept, addChild, addPersonWithPhone, addTeen, invite, renew, standingOf } from '../support/guardians.ts'
import {
  addOrganisation,
  addPerson,
  addTestShift,
  addVolunteer,
  givePhone,
  granted,
  hoursAfter,
  identityNumberFor,
  monday,
  personalData,
  recordOf,
  sign,
  version,
} from '../support/volunteering.ts'

const connection = checkedVolunteers()
let clerk: number
let other: number
beforeAll(async () => {
  clerk = await addPerson(connection.db, '示例受理', ['clerk'])
  other = await addPerson(connection.db, '示例受理二', ['clerk'])
})

const make = (move: GardenMove<never>, id: number, data: object, personId = clerk) =>
  move.act(
    connection.db,
    id,
    data as never,
    { person: { id: personId }, now: monday, portal: { personalData } } as Parameters<typeof move.act>[3],
  )
const claim = async (db: Db, personId: number, birthDate: string, sequence: number, childId?: number) => {
  const identity = { number: identityNumberFor(birthDate, sequence) }
  return granted(await claimAge(db, personalData, personId, { childId, birthDate, identity, consent: version }, monday))
    .id
}
const toldTo = async (db: Db, personId: number) =>
  (await db.selectFrom('message').select('template').where('to_person_id', '=', personId).execute()).map(
    ({ template }) => template,
  )

describe('the same decision again is done, and another is refused', () => {
  test('on an age', async () => {
    const { db } = connection
    const teen = await addTeen(db)
    const id = await claim(db, teen.personId, '1990-05-06', 401)
    const confirmed = { decision: 'confirmed', seen: true }
    granted(await make(ageDecision as never, id, confirmed))
    expect(await make(ageDecision as never, id, confirmed)).toEqual({ id })
    const declined = { decision: 'declined', reason: '示例原因' }
    expect(await make(ageDecision as never, id, declined)).toEqual({ refused: alreadyDecided })
    const another = await claim(db, (await addTeen(db)).personId, '1990-05-06', 406)
    granted(await make(ageDecision as never, another, declined))
    expect(await make(ageDecision as never, another, declined)).toEqual({ id: another })
    expect(await make(ageDecision as never, another, { ...declined, reason: '别的原因' })).toEqual({
      refused: alreadyDecided,
    })
    expect(ageDecision.asAsked).toBeUndefined()
  })

  test.each(['yes', 'no'] as const)('on whose a number is: %s', async owner => {
    const { db } = connection
    const identity = { number: identityNumberFor('1990-05-06', owner === 'yes' ? 402 : 403) }
    await addVolunteer(db, { identity, identityConsent: version })
    const { volunteerId } = await addVolunteer(db, { identity, identityConsent: version })
    const decided = (said: string) => make(settlement as never, volunteerId, { owner: said, seen: true })
    granted(await decided(owner))
    expect(await decided(owner)).toEqual({ id: volunteerId })
    expect(await decided(owner === 'yes' ? 'no' : 'yes')).toEqual({ refused: alreadyDecided })
    const undisputed = await addVolunteer(db)
    expect(await make(settlement as never, undisputed.volunteerId, { owner: 'no', seen: true })).toEqual({
      refused: alreadyDecided,
    })
    expect(settlement.asAsked).toBeUndefined()
  })

  test('on an appeal', async () => {
    const { db } = connection
    const { volunteerId, personId } = await addVolunteer(db)
    granted(await make(block as never, volunteerId, { reason: '示例原因' }))
    const [standing] = await listBlocks(db, volunteerId)
    granted(await appealAgainstBlock(db, { blockId: standing!.id, personId, words: '示例申诉' }, monday))
    const answered = (decision: string, answer = '答复') =>
      make(appealAnswer as never, volunteerId, { decision, answer }, other)
    granted(await answered('refused'))
    expect(await answered('refused')).toEqual({ id: volunteerId })
    expect(await answered('upheld')).toEqual({ refused: alreadyDecided })
    expect(await answered('refused', '别的答复')).toEqual({ refused: alreadyDecided })
    expect(appealAnswer.asAsked).toBeUndefined()
  })

  test.each([
    ['block', block, unblock],
    ['unblock', unblock, block],
  ] as const)('on holding back: %s', async (_name, move, other) => {
    const { volunteerId } = await addVolunteer(connection.db)
    if (move === unblock) granted(await make(other as never, volunteerId, { reason: '先前的原因' }))
    const decided = (reason: string) => make(move as never, volunteerId, { reason })
    granted(await decided('示例原因'))
    const before = await listBlocks(connection.db, volunteerId)
    expect(await decided('示例原因')).toEqual({ id: volunteerId })
    expect(await decided('别的原因')).toEqual({ refused: alreadyDecided })
    expect(await listBlocks(connection.db, volunteerId)).toEqual(before)
    expect(move.asAsked).toBeUndefined()
  })

  test('on calling off a person, a shift and an activity, and on ending a shift', async () => {
    const { db } = connection
    const { shiftId, activityId, organiser } = await addTestShift(db)
    const running = await addTestShift(db)
    const signUpId = granted(await sign(db, shiftId, await addVolunteer(db))).signUpIds[0]!
    const later = hoursAfter(running.startsAt, 1)
    const by = { personId: organiser }
    const ways = [
      [signUpRefusals.ended, (words: string) => removeSignUp(db, { ...by, signUpId, words }, monday)],
      [shiftRefusals.cancelled, (words: string) => cancelShift(db, { ...by, shiftId, words }, monday)],
      [activityRefusals.cancelled, (words: string) => cancelActivity(db, { ...by, activityId, words }, monday)],
      [
        shiftRefusals.over,
        (words: string) => stopShift(db, { shiftId: running.shiftId, personId: running.organiser, words }, later),
      ],
    ] as const
    for (const [refused, callOff] of ways) {
      granted(await callOff('示例原因'))
      granted(await callOff('示例原因'))
      expect(await callOff('别的话')).toEqual({ refused })
    }
    expect([removal, shiftCancellation, activityCancellation, stopping].map(({ asAsked }) => asAsked)).toEqual(
      Array(4).fill(undefined),
    )
  })

  test('on the date of a phone', async () => {
    const { db } = connection
    const personId = await addPersonWithPhone(db)
    const cleared = { reason: 'other', proof: 'identity-card', seen: true }
    expect(await make(phoneClearing as never, personId, cleared)).toEqual({ refused: volunteerRefusals.unknown })
    expect(await make(phoneClearing as never, 99_999_999, cleared)).toEqual({ refused: volunteerRefusals.unknown })
    await rememberRefusedAge(db, personId, '2014-05-06', monday)
    const asked = await addPersonWithPhone(db)
    await rememberRefusedAge(db, asked, '2014-05-06', monday)
    await claim(db, asked, '1990-05-06', 404)
    expect(await make(phoneClearing as never, asked, cleared)).toEqual({ refused: ageRefusals.decideClaim })
    granted(await make(phoneClearing as never, personId, cleared))
    expect(await make(phoneClearing as never, personId, cleared)).toEqual({ id: personId })
    expect(phoneClearing.asAsked).toBeUndefined()
  })
})

describe('a claim', () => {
  test('is shown to who asked about that child, and not about another', async () => {
    const { db } = connection
    const parent = await addVolunteer(db)
    const [one, two] = [await addChild(db, parent, '2018-01-02'), await addChild(db, parent, '2019-01-02')]
    const id = await claim(db, parent.personId, '2015-01-02', 405, one.volunteerId)
    expect(await findLastClaim(db, parent.personId, one.volunteerId)).toMatchObject({ id })
    expect(await findLastClaim(db, parent.personId, two.volunteerId)).toBeUndefined()
    expect(await findLastClaim(db, parent.personId, undefined)).toBeUndefined()
  })

  test('of one’s own is found also by who registers afterwards', async () => {
    const { db } = connection
    const personId = await addPersonWithPhone(db)
    await rememberRefusedAge(db, personId, '2014-05-06', monday)
    const id = await claim(db, personId, '1990-05-06', 406)
    expect(await findLastClaim(db, personId, undefined)).toMatchObject({ id })
    expect(await findClaimed(db, personId, undefined, monday), 'of the phone alone').toMatchObject({ onRecord: false })
    const teen = await addTeen(db)
    expect(await findClaimed(db, teen.personId, undefined, monday)).toMatchObject({ onRecord: true })
  })

  test('ends when the child is taken out of volunteering', async () => {
    const { db } = connection
    const parent = await addVolunteer(db)
    const child = await addChild(db, parent, '2018-01-02')
    await claim(db, parent.personId, '2015-01-02', 410, child.volunteerId)
    granted(await leaveVolunteering(db, child, monday))
    expect(await listOwnClaims(db, parent.personId)).toEqual([])
  })

  test('ends with the handing over of the record, and the guardian is told', async () => {
    const { db } = connection
    const parent = await addVolunteer(db)
    const child = await addChild(db, parent, '2012-11-24')
    await claim(db, parent.personId, '2011-01-02', 407, child.volunteerId)
    const later = hoursAfter(monday, 48)
    const offered = { volunteerId: child.volunteerId, personId: parent.personId }
    const { token } = granted(await offerHandOver(db, offered, later))
    const personId = await addPersonWithPhone(db)
    granted(await takeOverRecord(db, personalData, { token, personId, version }, later))
    expect(await listOwnClaims(db, parent.personId)).toEqual([])
    expect(await toldTo(db, parent.personId)).toContain('volunteer-age-ended')
  })
})

test('who is held back under one of two records stands on no shift after they are merged', async () => {
  const { db } = connection
  const held = await addVolunteer(db)
  const identity = { number: identityNumberFor('1990-05-06', 409) }
  const kept = await addVolunteer(db, { identity, identityConsent: version })
  const team = await addOrganisation(db, undefined, monday, { alone: true })
  await inTransaction(db, trx => addOrganiser(trx, team.organisationId, kept.personId, team.organiser, monday))
  const { shiftId } = await addTestShift(db, { organisation: team, activity: { kind: 'traffic', minimumAge: 14 } })
  const [signUpId] = granted(await sign(db, shiftId, kept)).signUpIds
  granted(await make(block as never, held.volunteerId, { reason: '示例原因' }))
  expect(await mayOrganise(db, kept.personId, team.organisationId, monday)).toBe(true)
  const { number } = await recordOf(db, held.volunteerId)
  granted(await make(merger as never, kept.volunteerId, { other: number!, same: true }))
  expect(await standingOf(db, signUpId!)).toEqual({ state: 'ended', ended_reason: 'blocked' })
  expect(await mayOrganise(db, kept.personId, team.organisationId, monday)).toBe(false)
})

test('a number disputed by a remembered date is disputed no more when the office has proven another', async () => {
  const { db } = connection
  const identity = { number: identityNumberFor('1990-05-06', 408) }
  const hash = personalData.lookup(identity.number, 'volunteer.identity')
  await inTransaction(db, trx => rememberMinor(trx, [hash], '2012-05-06', monday))
  const { volunteerId } = await addVolunteer(db, { identity, identityConsent: version })
  expect((await recordOf(db, volunteerId)).identity_disputed).toBe(true)
  await inTransaction(db, trx => rememberMinor(trx, [hash], '1990-05-06', monday, { proven: true }))
  expect((await recordOf(db, volunteerId)).identity_disputed).toBe(false)
})

describe('a consent is renewed', () => {
  test('for a term, also when a birth date that was corrected had cut it to nothing', async () => {
    const { db } = connection
    const teen = await addTeen(db, '2010-08-09')
    const guardian = await addVolunteer(db)
    await givePhone(db, guardian.personId)
    granted(await accept(db, await invite(db, teen), guardian.personId, { days: 180 }))
    const correct = (birthDate: string) =>
      inTransaction(db, trx =>
        changeBirthDate(trx, { volunteerId: teen.volunteerId, birthDate, byPersonId: clerk, proven: true }, monday),
      )
    granted(await correct('1990-05-06'))
    expect(await listRenewable(db, guardian.personId, monday), 'of a grown-up nothing').toEqual([])
    granted(await correct('2010-08-09'))
    granted(await renew(db, guardian.personId, teen.volunteerId, monday))
    const [again] = await listRenewable(db, guardian.personId, monday)
    expect(again).toMatchObject({ stands: true, until: hoursAfter(monday, 90 * 24) })
  })
})
