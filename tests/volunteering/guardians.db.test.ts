import { describe, expect, test } from 'vitest'
import { listConsentsBy, type Scope, tellOfExpiringConsents } from '#volunteering/volunteers/guardian-consents.ts'
import { findInvitation, inviteGuardian, listChildren, registerChild } from '#volunteering/volunteers/guardians.ts'
import { listWards } from '#volunteering/volunteers/guardianship.ts'
import { renewConsent } from '#volunteering/volunteers/moves/renewal.ts'
import { listRenewable } from '#volunteering/volunteers/renewable.ts'
import { sayScope } from '#volunteering/volunteers/words.ts'
import { guardianRefusals, volunteerRefusals } from '#volunteering/volunteers/refusals.ts'
import { objectByLink } from '#volunteering/sign-ups/objecting.ts'
import { consentRefusals } from '#volunteering/sign-ups/refusals.ts'
import { checkedVolunteers } from '../support/checked-volunteers.ts'
import {
  accept,
  addChild,
  addPersonWithPhone,
  addTeen,
  asGuardian,
  invite,
  linkSentTo,
  renew,
  standingOf,
  toldOf,
} from '../support/guardians.ts'
import {
  addPerson,
  addTestShift,
  addVolunteer,
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
        await addPersonWithPhone(connection.db),
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
    expect(await accept(db, await invite(db, await addTeen(db)), await addPerson(db))).toEqual({
      refused: guardianRefusals.needsPhone,
    })
  })

  test('is no minor and does not come with the phone of one, whatever number they type', async () => {
    const { db } = connection
    const minor = await addTeen(db)
    const token = await invite(db, minor)
    const other = await addTeen(db)
    await givePhone(db, other.personId)
    expect(await accept(db, token, other.personId)).toEqual({ refused: guardianRefusals.isMinor })
    expect(await accept(db, token, minor.personId)).toEqual({ refused: guardianRefusals.isSelf })

    // The phone said once that it is a minor's: by trying to be a guardian too young.
    const phone = await addPersonWithPhone(db)
    expect(await accept(db, token, phone, { birthDate: '2009-01-02' })).toEqual({ refused: guardianRefusals.isMinor })
    expect(await accept(db, token, phone)).toEqual({ refused: guardianRefusals.phoneOfMinor })
    const identity = { number: identityNumberFor('1985-03-04', 31) }
    expect(await accept(db, token, phone, { identity })).toEqual({ refused: guardianRefusals.phoneOfMinor })
  })

  test('keeps the number that they give sealed', async () => {
    const { db } = connection
    const phone = await addPersonWithPhone(db)
    const identity = { number: identityNumberFor('1985-03-04', 31) }
    granted(await accept(db, await invite(db, await addTeen(db)), phone, { identity }))
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
    const token = await invite(db, await addTeen(db))
    const parent = await addPersonWithPhone(db)
    expect(await findInvitation(db, personalData, token, monday)).toMatchObject({
      maskedName: '欧**',
      scope: 'service',
    })
    expect(await accept(db, 'no such token', parent)).toEqual({ refused: guardianRefusals.invitationVoid })
    expect(await accept(db, token, parent, {}, hoursAfter(monday, 24 * 7))).toEqual({
      refused: guardianRefusals.invitationVoid,
    })
    const outcomes = await Promise.all([accept(db, token, parent), accept(db, token, parent)])
    expect(outcomes.filter(outcome => 'refused' in outcome)).toEqual([{ refused: guardianRefusals.invitationVoid }])
  })

  test('renews what they agreed to; a stranger and somebody who never said who they are do not', async () => {
    const { db } = connection
    const minor = await addTeen(db)
    const parent = await addPersonWithPhone(db)
    granted(await accept(db, await invite(db, minor), parent))
    granted(await renew(db, parent, minor.volunteerId, hoursAfter(monday, 1)))
    expect(await renew(db, await addPersonWithPhone(db), minor.volunteerId, monday)).toEqual({
      refused: volunteerRefusals.notYours,
    })
    await db.deleteFrom('guardian').where('person_id', '=', parent).execute()
    expect(await renew(db, parent, minor.volunteerId, hoursAfter(monday, 30))).toEqual({
      refused: guardianRefusals.declareFirst,
    })
    granted(await accept(db, await invite(db, minor), parent))
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
    const second = await addPersonWithPhone(db)
    expect(await inviteGuardian(db, second, { scope: 'service' }, monday, child.volunteerId)).toEqual({
      refused: volunteerRefusals.notYours,
    })
    granted(await accept(db, await askSecond(), second, { relation: 'father' }))
    const messages = await db
      .selectFrom('message')
      .select('to_person_id')
      .where('template', '=', 'guardian-joined')
      .where('about_id', '=', String(child.volunteerId))
      .execute()
    expect(messages).toEqual([{ to_person_id: first.personId }])
    expect(await accept(db, await askSecond(), await addPersonWithPhone(db))).toEqual({
      refused: guardianRefusals.twoAlready,
    })
    expect(await listWards(db, personalData, second)).toMatchObject([{ id: child.volunteerId, name: '示**' }])

    const { shiftId } = await addTestShift(db, { activity: { minimumAge: 6 } })
    const [signUpId] = granted(await sign(db, shiftId, child)).signUpIds
    expect(await toldOf(db, signUpId!), 'who signed the child up knows').toEqual([{ to_person_id: second }])
    granted(await objectByLink(db, await linkSentTo(db, second, signUpId!), monday))
    expect(await standingOf(db, signUpId!)).toEqual({ state: 'ended', ended_reason: 'guardian-refused' })
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
    const minor = await addTeen(db)
    const shift = await addTestShift(db, { activity })
    const other = await addTestShift(db, { activity, startsAt: hoursAfter(monday, 96) })
    const chosen: Scope =
      typeof scope === 'string'
        ? { scope: 'activity', activityId: scope === 'this activity' ? shift.activityId : other.activityId }
        : scope
    const { token } = granted(
      await inviteGuardian(db, minor.personId, chosen.scope === 'activity' ? chosen : { scope: 'service' }, monday),
    )
    granted(await accept(db, token, await addPersonWithPhone(db), { scope: chosen, days: 90 }))
    const outcome = await sign(db, shift.shiftId, minor)
    expect('refused' in outcome ? outcome.refused : outcome.state).toEqual(booked ? 'booked' : consentRefusals.other)
  })

  test('is given again as it was, each for itself: its scope, its term; what was never given is refused', async () => {
    const { db } = connection
    const minor = await addTeen(db)
    const parent = await addPersonWithPhone(db)
    expect(await renew(db, parent, minor.volunteerId, monday)).toEqual({ refused: volunteerRefusals.notYours })
    const kinds: Scope = { scope: 'kinds', kinds: ['elderly'] }
    granted(await accept(db, await invite(db, minor), parent, { scope: kinds, days: 90 }))
    const { activityId } = await addTestShift(db, { startsAt: hoursAfter(monday, 200 * 24) })
    const { token } = granted(await inviteGuardian(db, minor.personId, { scope: 'activity', activityId }, monday))
    granted(await accept(db, token, parent, { scope: { scope: 'activity', activityId }, days: 180 }))
    const later = hoursAfter(monday, 80 * 24)
    const due = (await listRenewable(db, parent, later)).filter(consent => consent.due)
    expect(due.map(one => [sayScope(one), one.until])).toEqual([
      ['助老敬老', new Date(later.getTime() + 90 * 86_400_000)],
    ])
    const again = { personId: parent, volunteerId: minor.volunteerId, version }
    granted(await renewConsent(db, { ...again, consentId: due[0]!.id }, later))
    const [last] = await listConsentsBy(db, parent)
    expect(last).toMatchObject({ ...kinds, expires_at: due[0]!.until })
    for (const consentId of [undefined, 999_999])
      expect(await renewConsent(db, { ...again, consentId }, later)).toEqual({
        refused: guardianRefusals.nothingToRenew,
      })
  })

  test('for one activity is spoken of before its end too, while the activity goes on after it', async () => {
    const { db } = connection
    const parent = await addPersonWithPhone(db)
    const minor = await addTeen(db)
    for (const day of [80, 95]) {
      const { activityId } = await addTestShift(db, { startsAt: hoursAfter(monday, day * 24) })
      const { token } = granted(await inviteGuardian(db, minor.personId, { scope: 'activity', activityId }, monday))
      granted(await accept(db, token, parent, { scope: { scope: 'activity', activityId }, days: 90 }))
    }
    await tellOfExpiringConsents(db, hoursAfter(monday, 77 * 24))
    const told = db.selectFrom('message').select('id').where('template', '=', 'guardian-consent-expiring')
    expect(await told.where('to_person_id', '=', parent).execute()).toHaveLength(1)
  })

  test('lasts as long as the guardian chose, and the guardian hears two weeks before, once', async () => {
    const { db } = connection
    const minor = await addTeen(db)
    const parent = await addPersonWithPhone(db)
    granted(await accept(db, await invite(db, minor), parent, { days: 90 }))
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
    granted(await renew(db, parent, minor.volunteerId, before(12)))
    expect(await toldOf(before(1))).toEqual(once)
  })

  test('is not spoken of when it ends with the 18th birthday', async () => {
    const { db } = connection
    const parent = await addPersonWithPhone(db)
    granted(await accept(db, await invite(db, await addTeen(db, '2008-12-01')), parent))
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
