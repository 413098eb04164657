import { describe, expect, test } from 'vitest'
import { confirmGuardian } from '#volunteering/volunteers/moves/meeting.ts'
import { listConsentsBy, type Scope, tellOfExpiringConsents } from '#volunteering/volunteers/guardian-consents.ts'
import {
  acceptInvitation,
  findInvitation,
  inviteGuardian,
  listChildren,
  registerChild,
} from '#volunteering/volunteers/guardians.ts'
import { listWards } from '#volunteering/volunteers/guardianship.ts'
import { renewConsent } from '#volunteering/volunteers/moves/renewal.ts'
import { guardianRefusals, volunteerRefusals } from '#volunteering/volunteers/refusals.ts'
import { findObjection, objectByLink } from '#volunteering/sign-ups/objecting.ts'
import { listSignUpsOfWards } from '#volunteering/sign-ups/my-shifts.ts'
import { objectToSignUp } from '#volunteering/sign-ups/moves/objection.ts'
import { signUpRefusals } from '#volunteering/sign-ups/refusals.ts'
import { readRoster } from '#volunteering/shifts/roster.ts'
import { organisationRefusals } from '#volunteering/organisations/refusals.ts'
import { checkedVolunteers } from '../support/checked-volunteers.ts'
import {
  addChild,
  addMinor,
  addOrganisation,
  addPerson,
  addTestShift,
  addVolunteer,
  asGuardian,
  givePhone,
  granted,
  hoursAfter,
  identityNumberFor,
  monday,
  personalData,
  registration,
  sign,
  version,
} from '../support/volunteering.ts'

const connection = checkedVolunteers()

/** An account with a phone and nothing else. */
async function addParent(): Promise<number> {
  const personId = await addPerson(connection.db)
  await givePhone(connection.db, personId)
  return personId
}
const invite = async (minor: { personId: number }) =>
  granted(await inviteGuardian(connection.db, minor.personId, { scope: 'service' }, monday)).token
const accept = (token: string, personId: number, changes: object = {}, now = monday) =>
  acceptInvitation(connection.db, personalData, token, personId, { ...asGuardian(), version, ...changes }, now)
const teen = (birthDate = '2010-08-09', name = '欧阳示例') => addVolunteer(connection.db, { birthDate, name })
const standing = (signUpId: number) =>
  connection.db
    .selectFrom('sign_up')
    .select(['state', 'ended_reason'])
    .where('id', '=', signUpId)
    .executeTakeFirstOrThrow()
/** The token of the link that was sent to somebody about a sign-up. */
async function linkSentTo(personId: number, signUpId: number): Promise<string> {
  const { secret_sealed } = await connection.db
    .selectFrom('message')
    .select('secret_sealed')
    .where('template', '=', 'guardian-told')
    .where('to_person_id', '=', personId)
    .where('about_id', '=', String(signUpId))
    .executeTakeFirstOrThrow()
  return personalData.open(secret_sealed!, 'message.secret_sealed')
}
const told = (signUpId: number) =>
  connection.db
    .selectFrom('message')
    .select('to_person_id')
    .where('template', '=', 'guardian-told')
    .where('about_id', '=', String(signUpId))
    .orderBy('to_person_id')
    .execute()

describe('a guardian', () => {
  test('registers a child under 14, says who they are, and agrees for a year', async () => {
    const { db } = connection
    const guardian = await addVolunteer(db)
    const child = await addChild(db, guardian, '2016-06-01')
    expect(await listChildren(db, personalData, guardian.personId)).toMatchObject([
      { id: child.volunteerId, name: '示例孩子', person_id: null },
    ])
    const [consent] = await listConsentsBy(db, guardian.personId)
    expect(consent).toMatchObject({
      scope: 'service',
      text_version: version,
      expires_at: hoursAfter(monday, 365 * 24),
      revoked_at: null,
    })
    const fact = await db
      .selectFrom('guardian')
      .selectAll()
      .where('person_id', '=', guardian.personId)
      .executeTakeFirstOrThrow()
    expect(fact.birth_date, 'what they said as a volunteer').toBe('1990-05-06')
    expect(personalData.open(fact.name_sealed, 'guardian.name_sealed')).toBe('示例志愿者')
  })

  test.each([
    [{ birthDate: '2012-11-23' }, {}, guardianRefusals.fourteenOrOlder],
    [{ consent: undefined }, {}, volunteerRefusals.consent],
    [{ guardianConsent: undefined }, {}, guardianRefusals.consent],
    [{}, { name: ' ' }, guardianRefusals.name],
    [{}, { birthDate: undefined }, guardianRefusals.birthDate],
    [{}, { birthDate: '2008-11-24' }, guardianRefusals.isMinor],
  ])('of a child with %j and %j is refused: %s', async (changes, guardian, refused) => {
    const child = registration({ birthDate: '2018-01-01', guardianConsent: version, ...changes })
    expect(
      await registerChild(
        connection.db,
        personalData,
        await addParent(),
        { ...child, guardian: asGuardian(guardian) },
        monday,
      ),
    ).toEqual({ refused })
  })

  test('is nobody without a phone that they have proven', async () => {
    const { db } = connection
    const child = { ...registration({ birthDate: '2018-01-01', guardianConsent: version }), guardian: asGuardian() }
    expect(await registerChild(db, personalData, await addPerson(db), child, monday)).toEqual({
      refused: guardianRefusals.needsPhone,
    })
    expect(await accept(await invite(await teen()), await addPerson(db))).toEqual({
      refused: guardianRefusals.needsPhone,
    })
  })

  test('is no minor and does not come with the phone of one, unless a document says that they are grown up', async () => {
    const { db } = connection
    const minor = await teen()
    const token = await invite(minor)
    const other = await teen()
    await givePhone(db, other.personId)
    expect(await accept(token, other.personId)).toEqual({ refused: guardianRefusals.isMinor })
    expect(await accept(token, minor.personId)).toEqual({ refused: guardianRefusals.isSelf })

    // The phone said once that it is a minor's: by trying to be a guardian too young.
    const phone = await addParent()
    expect(await accept(token, phone, { birthDate: '2009-01-02' })).toEqual({ refused: guardianRefusals.isMinor })
    expect(await accept(token, phone)).toEqual({ refused: guardianRefusals.phoneOfMinor })
    const identity = { number: identityNumberFor('1985-03-04', 31) }
    granted(await accept(token, phone, { identity }))
    const row = await db
      .selectFrom('guardian')
      .select(['identity_last4', 'identity_sealed'])
      .where('person_id', '=', phone)
      .executeTakeFirstOrThrow()
    expect(row.identity_last4).toBe(identity.number.slice(-4))
    expect(row.identity_sealed).not.toContain(identity.number)
    expect(personalData.open(row.identity_sealed!, 'guardian.identity_sealed')).toBe(identity.number)
  })

  test('agrees through a link, once, within a week', async () => {
    const { db } = connection
    const token = await invite(await teen())
    const parent = await addParent()
    expect(await findInvitation(db, personalData, token, monday)).toMatchObject({
      maskedName: '欧**',
      scope: 'service',
    })
    expect(await accept('no such token', parent)).toEqual({ refused: guardianRefusals.invitationVoid })
    expect(await accept(token, parent, {}, hoursAfter(monday, 24 * 7))).toEqual({
      refused: guardianRefusals.invitationVoid,
    })
    const outcomes = await Promise.all([accept(token, parent), accept(token, parent)])
    expect(outcomes.filter(outcome => 'refused' in outcome)).toEqual([{ refused: guardianRefusals.invitationVoid }])
  })

  test('renews what they agreed to; a stranger and somebody who never said who they are do not', async () => {
    const { db } = connection
    const minor = await teen()
    const parent = await addParent()
    granted(await accept(await invite(minor), parent))
    granted(await renewConsent(db, parent, minor.volunteerId, version, hoursAfter(monday, 1)))
    expect(await renewConsent(db, await addParent(), minor.volunteerId, version, monday)).toEqual({
      refused: volunteerRefusals.notYours,
    })
    await db.deleteFrom('guardian').where('person_id', '=', parent).execute()
    expect(await renewConsent(db, parent, minor.volunteerId, version, hoursAfter(monday, 30))).toEqual({
      refused: guardianRefusals.declareFirst,
    })
    granted(await accept(await invite(minor), parent))
    expect(await inviteGuardian(db, (await addVolunteer(db)).personId, { scope: 'service' }, monday)).toEqual({
      refused: guardianRefusals.notAMinor,
    })
  })

  test('has a second one beside them, who is told of and told, and no third', async () => {
    const { db } = connection
    const first = await addVolunteer(db)
    const child = await addChild(db, first, '2016-06-01')
    const askSecond = async () =>
      granted(await inviteGuardian(db, first.personId, { scope: 'service' }, monday, child.volunteerId)).token
    const second = await addParent()
    expect(await inviteGuardian(db, second, { scope: 'service' }, monday, child.volunteerId)).toEqual({
      refused: volunteerRefusals.notYours,
    })
    granted(await accept(await askSecond(), second, { relation: 'father' }))
    const messages = await db
      .selectFrom('message')
      .select('to_person_id')
      .where('template', '=', 'guardian-joined')
      .where('about_id', '=', String(child.volunteerId))
      .execute()
    expect(messages).toEqual([{ to_person_id: first.personId }])
    expect(await accept(await askSecond(), await addParent())).toEqual({ refused: guardianRefusals.twoAlready })
    expect(await listWards(db, personalData, second)).toMatchObject([{ id: child.volunteerId, name: '示**' }])

    const { shiftId } = await addTestShift(db, { activity: { minimumAge: 6 } })
    const [signUpId] = granted(await sign(db, shiftId, child)).signUpIds
    expect(await told(signUpId!), 'who signed the child up knows').toEqual([{ to_person_id: second }])
    granted(await objectByLink(db, await linkSentTo(second, signUpId!), monday))
    expect(await standing(signUpId!)).toEqual({ state: 'ended', ended_reason: 'guardian-refused' })
  })
})

describe('what a consent covers', () => {
  const traffic = { kind: 'traffic', minimumAge: 14 }
  const minors = { kind: 'minors', minimumAge: 14 }
  test.each<[string, Scope | 'this activity' | 'another activity', { kind: string; minimumAge: number }, boolean]>([
    ['everything', { scope: 'service' }, traffic, true],
    ['the kind', { scope: 'kinds', kinds: ['traffic', 'elderly'] }, traffic, true],
    ['another kind', { scope: 'kinds', kinds: ['traffic', 'elderly'] }, minors, false],
    ['this activity', 'this activity', traffic, true],
    ['another activity', 'another activity', traffic, false],
  ])('%s: %j on %j', async (_what, scope, activity, booked) => {
    const { db } = connection
    const minor = await teen()
    const shift = await addTestShift(db, { activity })
    const other = await addTestShift(db, { activity, startsAt: hoursAfter(monday, 96) })
    const chosen: Scope =
      typeof scope === 'string'
        ? { scope: 'activity', activityId: scope === 'this activity' ? shift.activityId : other.activityId }
        : scope
    const { token } = granted(
      await inviteGuardian(db, minor.personId, chosen.scope === 'activity' ? chosen : { scope: 'service' }, monday),
    )
    granted(await accept(token, await addParent(), { scope: chosen, days: 90 }))
    const outcome = await sign(db, shift.shiftId, minor)
    expect('refused' in outcome ? outcome.refused : outcome.state).toEqual(
      booked ? 'booked' : signUpRefusals.needsConsent,
    )
  })

  test('lasts as long as the guardian chose, and the guardian hears two weeks before, once', async () => {
    const { db } = connection
    const minor = await teen()
    const parent = await addParent()
    granted(await accept(await invite(minor), parent, { days: 90 }))
    const [consent] = await listConsentsBy(db, parent)
    expect(consent!.expires_at).toEqual(hoursAfter(monday, 90 * 24))
    const before = (days: number) => new Date(consent!.expires_at.getTime() - days * 86_400_000)
    const toldOf = async (now: Date) => {
      await tellOfExpiringConsents(db, now)
      return db
        .selectFrom('message')
        .select('facts')
        .where('template', '=', 'guardian-consent-expiring')
        .where('to_person_id', '=', parent)
        .execute()
    }
    expect(await toldOf(before(15))).toEqual([])
    const once = [{ facts: { until: consent!.expires_at.toISOString() } }]
    expect(await toldOf(before(13))).toEqual(once)
    expect(await toldOf(before(12))).toEqual(once)
    granted(await renewConsent(db, parent, minor.volunteerId, version, before(12)))
    expect(await toldOf(before(1))).toEqual(once)
  })

  test('is not spoken of when it ends with the 18th birthday', async () => {
    const { db } = connection
    const parent = await addParent()
    granted(await accept(await invite(await teen('2008-12-01')), parent))
    await tellOfExpiringConsents(db, hoursAfter(monday, 24))
    expect(
      await db
        .selectFrom('message')
        .select('id')
        .where('to_person_id', '=', parent)
        .where('template', '=', 'guardian-consent-expiring')
        .execute(),
    ).toEqual([])
  })
})

describe('told of a sign-up', () => {
  test('the guardian refuses with one tap; the place goes on, and only a consent given later opens the shift again', async () => {
    const { db } = connection
    const guardian = await addVolunteer(db)
    const minor = await addMinor(db, guardian)
    const { shiftId } = await addTestShift(db, { capacity: 1 })
    const [signUpId] = granted(await sign(db, shiftId, minor)).signUpIds
    const [next] = granted(await sign(db, shiftId, await addVolunteer(db))).signUpIds
    expect(await told(signUpId!)).toEqual([{ to_person_id: guardian.personId }])
    const token = await linkSentTo(guardian.personId, signUpId!)
    expect(await findObjection(db, personalData, token, monday)).toMatchObject({ id: signUpId, maskedName: '示**' })
    granted(await objectByLink(db, token, hoursAfter(monday, 1)))
    expect(await standing(signUpId!)).toEqual({ state: 'ended', ended_reason: 'guardian-refused' })
    expect((await standing(next!)).state).toBe('offered')
    const hears = await db
      .selectFrom('message')
      .select('to_person_id')
      .where('template', '=', 'shift-guardian-refused')
      .where('about_id', '=', String(shiftId))
      .execute()
    expect(hears).toEqual([{ to_person_id: minor.personId }])
    expect(await objectByLink(db, token, hoursAfter(monday, 1)), 'for one use').toEqual({
      refused: guardianRefusals.linkVoid,
    })
    expect(await findObjection(db, personalData, token, hoursAfter(monday, 1))).toBeUndefined()

    expect(await sign(db, shiftId, minor, hoursAfter(monday, 2))).toMatchObject({
      refused: signUpRefusals.needsConsent,
    })
    granted(await renewConsent(db, guardian.personId, minor.volunteerId, version, hoursAfter(monday, 30)))
    expect(granted(await sign(db, shiftId, minor, hoursAfter(monday, 31))).state).toBe('booked')
  })

  test('the link is good until the shift begins, and for this purpose alone', async () => {
    const { db } = connection
    const guardian = await addVolunteer(db)
    const minor = await addMinor(db, guardian)
    const { shiftId, startsAt } = await addTestShift(db)
    const [signUpId] = granted(await sign(db, shiftId, minor)).signUpIds
    const token = await linkSentTo(guardian.personId, signUpId!)
    expect(await findInvitation(db, personalData, token, monday)).toBeUndefined()
    expect(await objectByLink(db, token, startsAt)).toEqual({ refused: guardianRefusals.linkVoid })
    expect(await objectByLink(db, String(signUpId), monday), 'no id opens anything').toEqual({
      refused: guardianRefusals.linkVoid,
    })
  })

  test('the guardian refuses from their garden too; nobody else does', async () => {
    const { db } = connection
    const guardian = await addVolunteer(db)
    const minor = await addMinor(db, guardian)
    const { shiftId } = await addTestShift(db)
    const [signUpId] = granted(await sign(db, shiftId, minor)).signUpIds
    expect((await listSignUpsOfWards(db, guardian.personId, monday)).map(({ id }) => id)).toEqual([signUpId])
    for (const personId of [minor.personId, (await addVolunteer(db)).personId])
      expect(await objectToSignUp(db, { signUpId: signUpId!, personId }, monday)).toEqual({
        refused: volunteerRefusals.notYours,
      })
    for (let time = 0; time < 2; time += 1)
      granted(await objectToSignUp(db, { signUpId: signUpId!, personId: guardian.personId }, monday))
    expect(await listSignUpsOfWards(db, guardian.personId, monday)).toEqual([])
  })

  test('a refusal and a sign-up at the same moment never leave the minor booked', async () => {
    const { db } = connection
    for (let round = 0; round < 5; round++) {
      const guardian = await addVolunteer(db)
      const minor = await addMinor(db, guardian)
      const { shiftId } = await addTestShift(db, { startsAt: hoursAfter(monday, 120 + round) })
      const [signUpId] = granted(await sign(db, shiftId, minor)).signUpIds
      const token = await linkSentTo(guardian.personId, signUpId!)
      await Promise.all([objectByLink(db, token, monday), sign(db, shiftId, minor)])
      const { taken } = await db.selectFrom('shift').select('taken').where('id', '=', shiftId).executeTakeFirstOrThrow()
      expect(taken).toBe(0)
    }
  })
})

describe('on the roster', () => {
  test('the guardians of a minor are whom to call, with their phone as long as it may be seen', async () => {
    const { db } = connection
    const guardian = await addVolunteer(db, { name: '示例家长' })
    const minor = await addMinor(db, guardian)
    const { shiftId, organiser } = await addTestShift(db)
    granted(await sign(db, shiftId, minor))
    granted(await sign(db, shiftId, await addVolunteer(db)))
    const read = async (phones: boolean) =>
      granted(await readRoster(db, personalData, { shiftId, personId: organiser, phones }, monday)).rows.map(
        ({ guardians }) => guardians.map(({ name, relation, phone }) => [name, relation, phone]),
      )
    const phone = await givePhone(db, guardian.personId)
    expect(await read(false)).toEqual([[['示例家长', 'mother', undefined]], []])
    expect(await read(true)).toEqual([[['示例家长', 'mother', phone]], []])
  })

  test('an organiser of the shift confirms once that they met the guardian; nobody else does', async () => {
    const { db } = connection
    const minor = await addMinor(db, await addVolunteer(db))
    const { shiftId, organiser } = await addTestShift(db)
    granted(await sign(db, shiftId, minor))
    const { id: guardianshipId } = await db
      .selectFrom('guardianship')
      .select('id')
      .where('volunteer_id', '=', minor.volunteerId)
      .executeTakeFirstOrThrow()
    const other = await addOrganisation(db)
    const elsewhere = await addTestShift(db, { organisation: other })
    expect(await confirmGuardian(db, { shiftId, guardianshipId, personId: other.organiser }, monday)).toEqual({
      refused: organisationRefusals.notYours,
    })
    expect(
      await confirmGuardian(db, { shiftId: elsewhere.shiftId, guardianshipId, personId: other.organiser }, monday),
    ).toEqual({ refused: guardianRefusals.unknown })
    for (let time = 0; time < 2; time += 1)
      granted(await confirmGuardian(db, { shiftId, guardianshipId, personId: organiser }, monday))
    const events = await db
      .selectFrom('event')
      .select(['actor_id', 'detail'])
      .where('action', '=', 'guardian.confirmed')
      .where('object_id', '=', String(minor.volunteerId))
      .execute()
    expect(events).toMatchObject([{ actor_id: organiser, detail: { guardianship: guardianshipId } }])
  })
})
