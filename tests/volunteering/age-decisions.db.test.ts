import { beforeAll, describe, expect, test } from 'vitest'
import type { GardenMove } from '#volunteering/move.ts'
import { isProvenAdult } from '#volunteering/organisations/applicant.ts'
import { alreadyDecided, ownMatter } from '#volunteering/refusals.ts'
import { eraseVolunteering } from '#volunteering/sign-ups/leaving.ts'
import { claimAge, listOwnClaims } from '#volunteering/volunteers/age-claims.ts'
import { rememberRefusedAge } from '#volunteering/volunteers/known-minors.ts'
import { ageDecision } from '#volunteering/volunteers/moves/age-decision.ts'
import { phoneClearing } from '#volunteering/volunteers/moves/phone-clearing.ts'
import { settlement } from '#volunteering/volunteers/moves/settlement.ts'
import { readMinorsPhone, readOpenClaim, searchMinorsPhone } from '#volunteering/volunteers/office-ages.ts'
import { readOfficeLists } from '#volunteering/volunteers/office.ts'
import { ageRefusals, volunteerRefusals } from '#volunteering/volunteers/refusals.ts'
import { registerVolunteer } from '#volunteering/volunteers/volunteers.ts'
import { checkedVolunteers } from '../support/checked-volunteers.ts'
import { accept, addChild, addMinor, addPersonWithPhone, addTeen, invite, listTold } from '../support/guardians.ts'
import {
  addPerson,
  addVolunteer,
  givePhone,
  granted,
  identityNumberFor,
  monday,
  personalData,
  recordOf,
  registration,
  version,
} from '../support/volunteering.ts'

const connection = checkedVolunteers()
let clerk: number
beforeAll(async () => {
  clerk = await addPerson(connection.db, '示例受理', ['clerk'])
})

function make(move: GardenMove<never>, id: number, data: object, personId = clerk) {
  const by = { person: { id: personId }, now: monday, portal: { personalData } } as Parameters<typeof move.act>[3]
  return move.act(connection.db, id, data as never, by)
}
const decide = (id: number, decision: 'confirmed' | 'declined', personId = clerk) =>
  make(
    ageDecision as never,
    id,
    { decision, seen: true, reason: decision === 'declined' ? '号码和证件对不上' : undefined },
    personId,
  )
const claim = async (personId: number, birthDate: string, sequence: number, childId?: number) =>
  granted(
    await claimAge(
      connection.db,
      personalData,
      personId,
      { childId, birthDate, identity: { number: identityNumberFor(birthDate, sequence) }, consent: version },
      monday,
    ),
  ).id
const register = (personId: number, changes: Parameters<typeof registration>[0] = {}) =>
  registerVolunteer(connection.db, personalData, personId, registration(changes), monday)
const eventsOf = async (action: string, claimId: number) =>
  (
    await connection.db
      .selectFrom('event')
      .select(['actor_id', 'object_kind', 'detail'])
      .where('action', '=', action)
      .execute()
  ).filter(({ detail }) => (detail as { claim?: number }).claim === claimId)

describe('the office confirms an age', () => {
  test('of a record: the date changes, the number is kept with its consent, the claim’s own goes', async () => {
    const { db } = connection
    const guardian = await addVolunteer(db)
    const minor = await addMinor(db, guardian)
    await givePhone(db, minor.personId)
    await rememberRefusedAge(db, minor.personId, '2013-05-06', monday)
    const id = await claim(minor.personId, '1990-05-06', 301)
    expect(await decide(id, 'confirmed', minor.personId)).toEqual({ refused: ownMatter })
    expect((await recordOf(db, minor.volunteerId)).birth_date).toBe('2011-03-04')
    granted(await decide(id, 'confirmed'))
    expect(await decide(id, 'confirmed')).toEqual({ id })
    expect(await decide(id, 'declined')).toEqual({ refused: alreadyDecided })
    expect(await recordOf(db, minor.volunteerId)).toMatchObject({
      birth_date: '1990-05-06',
      identity_last4: identityNumberFor('1990-05-06', 301).slice(-4),
      identity_disputed: false,
      identity_says_birth_date: true,
    })
    const consents = await db
      .selectFrom('volunteer_consent')
      .select('text_version')
      .where('volunteer_id', '=', minor.volunteerId)
      .where('kind', '=', 'identity-number')
      .execute()
    expect(consents).toEqual([{ text_version: version }])
    const row = await db.selectFrom('age_claim').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    expect(row).toMatchObject({ confirmed: true, decided_by: clerk, identity_hash: null, identity_sealed: null })
    expect(await listTold(connection.db, minor.personId)).toEqual(['volunteer-age-confirmed'])
    expect(await eventsOf('volunteer.age-confirmed', id)).toMatchObject([{ actor_id: clerk, object_kind: 'volunteer' }])
    // What the phone was remembered by gives way too: they may be a guardian now.
    granted(await accept(db, await invite(db, await addTeen(db)), minor.personId))
    expect(await isProvenAdult(db, minor.personId, monday)).toBe(true)
  })

  test('of a child’s record, and leaves the phone of the parent as it is', async () => {
    const { db } = connection
    const parent = await addVolunteer(db)
    const child = await addChild(db, parent, '2018-01-02')
    const id = await claim(parent.personId, '2015-01-02', 302, child.volunteerId)
    expect(await readOpenClaim(db, personalData, id, clerk, monday)).toMatchObject({
      kept: '2018-01-02',
      claimed: '2015-01-02',
      ofChild: true,
      isElsewhere: false,
      elsewhere: [],
    })
    granted(await decide(id, 'confirmed'))
    expect((await recordOf(db, child.volunteerId)).birth_date).toBe('2015-01-02')
    granted(await accept(db, await invite(db, await addTeen(db)), parent.personId))
  })

  test('of an account without a record, whose phone came as a minor’s: they register', async () => {
    const { db } = connection
    const personId = await addPersonWithPhone(db)
    await rememberRefusedAge(db, personId, '2015-05-06', monday)
    expect(await register(personId)).toEqual({ refused: volunteerRefusals.birthDateKept })
    const id = await claim(personId, '1990-05-06', 303)
    const { ages } = await readOfficeLists(db, personalData, clerk, monday)
    expect(ages.find(one => one.id === id)).toMatchObject({
      kept: '2015-05-06',
      claimed: '1990-05-06',
      volunteerId: null,
      phone: expect.stringContaining('****'),
      last4: identityNumberFor('1990-05-06', 303).slice(-4),
    })
    granted(await decide(id, 'confirmed'))
    granted(await register(personId))
    expect((await readOfficeLists(db, personalData, clerk, monday)).ages.map(one => one.id)).not.toContain(id)
  })

  test('of a minor who is one still: the new date is remembered, until then they are no older', async () => {
    const { db } = connection
    const teen = await addTeen(db, '2011-08-09')
    await givePhone(db, teen.personId)
    granted(await decide(await claim(teen.personId, '2010-08-09', 304), 'confirmed'))
    await eraseVolunteering(db, personalData, teen.personId, monday)
    expect(await register(teen.personId, { birthDate: '2009-08-09' })).toEqual({
      refused: volunteerRefusals.birthDateKept,
    })
    granted(await register(teen.personId, { birthDate: '2010-08-09' }))
  })

  test('whose number stands elsewhere: the office sees where, and it is disputed without a word', async () => {
    const { db } = connection
    const identity = { number: identityNumberFor('1990-05-06', 305) }
    const other = await addVolunteer(db, { identity, identityConsent: version })
    const teen = await addTeen(db)
    const id = await claim(teen.personId, '1990-05-06', 305)
    expect(await readOpenClaim(db, personalData, id, clerk, monday)).toMatchObject({
      isElsewhere: true,
      elsewhere: [{ id: other.volunteerId }],
      document: '居民身份证',
    })
    granted(await decide(id, 'confirmed'))
    expect((await recordOf(db, teen.volunteerId)).identity_disputed).toBe(true)
    expect((await recordOf(db, other.volunteerId)).identity_disputed).toBe(false)
    granted(await make(settlement as never, teen.volunteerId, { owner: 'yes', seen: true }))
    expect((await recordOf(db, other.volunteerId)).identity_hash).toBeNull()
  })
})

test('the office declines with a reason, which who asked reads; nothing changes, and they may ask again', async () => {
  const { db } = connection
  const teen = await addTeen(db)
  const id = await claim(teen.personId, '1990-05-06', 306)
  granted(await decide(id, 'declined'))
  expect((await recordOf(db, teen.volunteerId)).birth_date).toBe('2010-08-09')
  expect(await listOwnClaims(db, teen.personId)).toMatchObject([
    { confirmed: false, reason: '号码和证件对不上', identity_last4: null },
  ])
  expect(await listTold(connection.db, teen.personId)).toEqual(['volunteer-age-declined'])
  expect(await eventsOf('volunteer.age-declined', id)).toHaveLength(1)
  expect(await readOpenClaim(db, personalData, id, clerk, monday)).toBeUndefined()
  await claim(teen.personId, '1990-05-06', 306)
  expect(await make(ageDecision as never, 999_999, { decision: 'confirmed', seen: true })).toEqual({
    refused: ageRefusals.unknown,
  })
})

test('the form of a decision wants the card seen, or a reason', () => {
  const faultsOf = (data: object) =>
    ageDecision.form.safeParse(data).error?.issues.map(issue => issue.path.join()) ?? []
  expect(faultsOf({ decision: 'confirmed' })).toEqual(['seen'])
  expect(faultsOf({ decision: 'confirmed', seen: true })).toEqual([])
  expect(faultsOf({ decision: 'declined', seen: true })).toEqual(['reason'])
  expect(faultsOf({ decision: 'declined', reason: '示例原因' })).toEqual([])
})

describe('a phone that came as a minor’s', () => {
  test('of a grown-up without a record is found by the office, and cleared by who is not its owner', async () => {
    const { db } = connection
    const personId = await addPersonWithPhone(db)
    const phone = await givePhone(db, personId)
    const find = () => searchMinorsPhone(db, personalData, `+86 ${phone}`, monday)
    expect(await find()).toBeUndefined()
    await rememberRefusedAge(db, personId, '2015-05-06', monday)
    expect(await find()).toMatchObject({ personId, birthDate: '2015-05-06', claimId: undefined })
    expect(await searchMinorsPhone(db, personalData, '示例姓名', monday)).toBeUndefined()
    expect(await readMinorsPhone(db, personalData, personId, clerk, monday)).toMatchObject({
      phone: expect.stringContaining('****'),
    })
    const data = { reason: 'childs-date', proof: 'identity-card', seen: true }
    expect(await make(phoneClearing as never, personId, data, personId)).toEqual({ refused: ownMatter })
    granted(await make(phoneClearing as never, personId, data))
    expect(await make(phoneClearing as never, personId, data)).toEqual({ id: personId })
    expect(await find()).toBeUndefined()
    expect(await listTold(connection.db, personId)).toEqual(['volunteer-age-confirmed'])
    granted(await register(personId))
  })

  test('is not cleared beside a claim that waits, nor where the record is a minor’s', async () => {
    const { db } = connection
    const personId = await addPersonWithPhone(db)
    await rememberRefusedAge(db, personId, '2015-05-06', monday)
    const id = await claim(personId, '1990-05-06', 307)
    const data = { reason: 'childs-date', proof: 'identity-card', seen: true }
    expect(await readMinorsPhone(db, personalData, personId, clerk, monday)).toMatchObject({ claimId: id })
    expect(await make(phoneClearing as never, personId, data)).toEqual({ refused: ageRefusals.decideClaim })
    const minor = await addPersonWithPhone(db)
    granted(await register(minor, { birthDate: '2010-05-06' }))
    expect(await readMinorsPhone(db, personalData, minor, clerk, monday)).toBeUndefined()
    expect(await make(phoneClearing as never, minor, data)).toEqual({ refused: volunteerRefusals.unknown })
  })
})
