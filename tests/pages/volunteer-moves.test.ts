import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Connection, connect } from '#db/connect.ts'
import { cannotCome } from '#volunteering/sign-ups/moves/cancellation.ts'
import { objection } from '#volunteering/sign-ups/moves/objection.ts'
import { guardianWords, renewalWords } from '#volunteering/volunteers/words.ts'
import { endedReasons } from '#volunteering/sign-ups/words.ts'
import { inviteGuardian } from '#volunteering/volunteers/guardians.ts'
import { signUpRefusals } from '#volunteering/sign-ups/refusals.ts'
import { guardianRefusals, volunteerRefusals } from '#volunteering/volunteers/refusals.ts'
import { tellRoster } from '#volunteering/shifts/moves/notes.ts'
import { revocation } from '#volunteering/volunteers/moves/revocation.ts'
import { valueIn, htmlOf, formIn } from '../support/html.ts'
import {
  bornYearsAgo,
  forgetNight,
  signedInByPhone,
  signUpFormIn,
  typedRegistration,
  versionOf,
} from '../support/garden.ts'
import { isOpenToTests, type Portal, workersPortal } from '../support/portal.ts'
import { type Visitor, visitor } from '../support/visitor.ts'
import { addChild, addMinor } from '../support/guardians.ts'
import {
  addPerson,
  addTestShift,
  addVolunteer,
  granted,
  hoursAfter,
  identityNumberFor,
  messagesAbout,
  personalData,
  type ShiftOptions,
  sign,
  type TestVolunteer,
} from '../support/volunteering.ts'

// Offers lapse and codes are sent: that takes a database which the test can reach beside the server.
describe.skipIf(!isOpenToTests())('a volunteer on the portal’s pages', () => {
  let connection: Connection
  let server: Portal
  let db: Connection['db']
  beforeAll(async () => {
    server = await workersPortal()
    connection = await connect({ databaseUrl: server.databaseUrl, dataDir: '' })
    db = connection.db
    await forgetNight(db)
  })
  afterAll(async () => {
    await connection.close()
    await server.stop()
  })

  const now = new Date()
  /** What a guardian’s button sends. */
  const agreed = {
    version: versionOf('guardian'),
    relation: 'mother',
    guardian_name: '示例家长',
    guardian_birth_date: '1985-03-04',
    scope: 'service',
    days: '365',
  }
  /** A person at a browser, signed in by their phone. */
  const browserOf = (personId: number) => signedInByPhone(server.address, db, personId)
  const volunteer = (changes: Parameters<typeof addVolunteer>[1] = {}) =>
    addVolunteer(db, changes, hoursAfter(now, -100))
  const shift = (options: ShiftOptions = {}) =>
    addTestShift(db, { startsAt: hoursAfter(now, 48), ...options }, hoursAfter(now, -100))
  const standing = (shiftId: number, { volunteerId }: TestVolunteer) =>
    db
      .selectFrom('sign_up')
      .select(['id', 'state', 'ended_reason'])
      .where('shift_id', '=', shiftId)
      .where('volunteer_id', '=', volunteerId)
      .execute()
  const formOn = async (browser: Visitor, shiftId: number) =>
    signUpFormIn(await (await browser.get(`/volunteer/shifts/${shiftId}`)).text())!

  test('signs in by phone, comes back to the shift, registers and signs up', async () => {
    const { shiftId } = await shift()
    const here = `/volunteer/shifts/${shiftId}`
    const newcomer = visitor(server.address)
    expect(await htmlOf(await newcomer.get(here))).toContain(`/me/sign-in?next=${encodeURIComponent(here)}`)
    const [phone, next] = ['13812340001', `/volunteer/register?next=${here}`]
    expect((await newcomer.get(next)).headers.get('location')).toBe(`/me/sign-in?next=${encodeURIComponent(next)}`)
    expect(valueIn(await htmlOf(await newcomer.get(`/me/sign-in?next=${encodeURIComponent(next)}`)), 'next')).toBe(next)
    await newcomer.post('/me/sign-in', { phone, next })
    const findCode = async () =>
      /验证码 (\d{6})/.exec(
        (await db.selectFrom('message').select('body').where('template', '=', 'one-time-code').executeTakeFirst())
          ?.body ?? '',
      )?.[1]
    await expect.poll(findCode, { timeout: 20_000 }).toBeDefined()
    const signedIn = await newcomer.post('/me/session', { phone, next, code: (await findCode())! })
    expect(signedIn.headers.get('location')).toBe(next)
    expect(
      (await newcomer.post('/volunteer/register', typedRegistration({ next: here }))).headers.get('location'),
    ).toBe(here)
    expect((await newcomer.post(here, await formOn(newcomer, shiftId))).headers.get('location')).toBe(
      `${here}?done=booked`,
    )
    const elsewhere = await visitor(server.address).get('/me/sign-in?next=https://example.com')
    expect(await elsewhere.text(), 'leads nowhere else').not.toContain('name="next"')
  })

  test('an offer taken too late is gone, in plain words, and the next in line is told', async () => {
    const { shiftId } = await shift({ capacity: 1 })
    const [holder, late, next] = [await volunteer(), await volunteer(), await volunteer()]
    const before = hoursAfter(now, -48)
    const held = granted(await sign(db, shiftId, holder, before)).signUpIds[0]!
    for (const waiting of [late, next]) granted(await sign(db, shiftId, waiting, before))
    granted(await cannotCome(db, { signUpId: held, personId: holder.personId }, before))
    const [offer] = await standing(shiftId, late)
    const browser = await browserOf(late.personId)
    const response = await browser.post(`/me/volunteer/sign-ups/${offer!.id}/confirmation`, { next: '' })
    expect([response.status, await htmlOf(response)]).toEqual([
      409,
      expect.stringContaining(signUpRefusals.offerOver.words),
    ])
    expect(await standing(shiftId, late)).toMatchObject([{ ended_reason: 'lapsed' }])
    expect(await standing(shiftId, next)).toMatchObject([{ state: 'offered' }])
    // The offer, and that it was missed.
    expect((await messagesAbout(db, 'shift', shiftId)).map(message => message.to_person_id)).toEqual([
      late.personId,
      late.personId,
      next.personId,
    ])
    expect(await htmlOf(await browser.get('/me/volunteer'))).toContain(endedReasons.lapsed)
  })

  test('the last place goes to one of two browsers; the other waits, or is told that it is full', async () => {
    for (const waitingList of [true, false]) {
      const { shiftId } = await shift({ capacity: 1, activity: { waitingList } })
      const browsers = await Promise.all(
        [await volunteer(), await volunteer()].map(({ personId }) => browserOf(personId)),
      )
      const forms = await Promise.all(browsers.map(browser => formOn(browser, shiftId)))
      const answers = await Promise.all(
        browsers.map((browser, index) => browser.post(`/volunteer/shifts/${shiftId}`, forms[index]!)),
      )
      const lost = answers.findIndex(
        answer => answer.headers.get('location') !== `/volunteer/shifts/${shiftId}?done=booked`,
      )
      expect(answers.filter(answer => answer.headers.get('location')?.endsWith('done=booked'))).toHaveLength(1)
      if (waitingList) {
        expect(answers[lost]!.headers.get('location')).toBe(`/volunteer/shifts/${shiftId}?done=waiting`)
        expect(await htmlOf(await browsers[lost]!.get(`/volunteer/shifts/${shiftId}?done=waiting`))).toContain(
          '已经替你排上候补',
        )
      } else {
        expect(answers[lost]!.status).toBe(409)
        expect(await htmlOf(answers[lost]!)).toContain(signUpRefusals.full.words)
      }
    }
  })

  test('the same form sent by two browsers of one person is one sign-up', async () => {
    const { shiftId } = await shift({ capacity: 5 })
    const person = await volunteer()
    const [phone, desk] = [await browserOf(person.personId), await browserOf(person.personId)]
    const form = await formOn(phone, shiftId)
    const answers = await Promise.all(
      [phone, desk, phone, desk].map(browser => browser.post(`/volunteer/shifts/${shiftId}`, form)),
    )
    expect(new Set(answers.map(answer => answer.headers.get('location')))).toEqual(
      new Set([`/volunteer/shifts/${shiftId}?done=booked`]),
    )
    expect(await standing(shiftId, person)).toHaveLength(1)
  })

  test('a guardian agrees by the link once; used, expired or one’s own it says so', async () => {
    const minor = await volunteer({ birthDate: bornYearsAgo(15) })
    const guardian = await browserOf(await addPerson(db))
    const ask = async () =>
      `/volunteer/guardian/${granted(await inviteGuardian(db, minor.personId, { scope: 'service' }, now)).token}`
    const link = await ask()
    expect((await (await browserOf(minor.personId)).post(link, agreed)).status).toBe(409)
    expect(await htmlOf(await guardian.get(link))).toContain('示**')
    const blank = await guardian.post(link, { version: agreed.version })
    expect(blank.status, 'all that is missing is said at once').toBe(422)
    const html = await htmlOf(blank)
    for (const { words } of [guardianRefusals.relation, guardianRefusals.name, guardianRefusals.birthDate])
      expect(html).toContain(words)
    const young = await guardian.post(link, { ...agreed, guardian_birth_date: bornYearsAgo(17) })
    expect([young.status, await htmlOf(young)]).toEqual([422, expect.stringContaining(guardianRefusals.isMinor.words)])
    const remembered = await guardian.post(link, agreed)
    expect([remembered.status, await htmlOf(remembered)]).toEqual([
      422,
      expect.stringContaining(guardianRefusals.phoneOfMinor.words),
    ])
    const proven = {
      ...agreed,
      identity_number: identityNumberFor(agreed.guardian_birth_date, 61),
      identity_consent: versionOf('identity-number'),
    }
    expect((await guardian.post(link, proven)).headers.get('location')).toBe('/me/volunteer?done=agreed')
    const expired = await ask()
    await db
      .updateTable('guardian_invitation')
      .set({ expires_at: hoursAfter(now, -1) })
      .where('used_at', 'is', null)
      .execute()
    for (const used of [
      await guardian.post(link, agreed),
      await guardian.get(link),
      await guardian.get(expired),
      await guardian.post(expired, agreed),
    ]) {
      expect([used.status, await htmlOf(used)]).toEqual([
        404,
        expect.stringContaining(guardianRefusals.invitationVoid.words),
      ])
    }
    expect(
      await db.selectFrom('guardian_consent').select('id').where('volunteer_id', '=', minor.volunteerId).execute(),
    ).toHaveLength(1)
  })

  test('a guardian is told of a sign-up and refuses it by the link alone; the minor learns it and cannot sign up again', async () => {
    const { shiftId } = await shift({ capacity: 1, activity: { minimumAge: 14 } })
    const guardian = await volunteer()
    const minor = await addMinor(db, guardian, bornYearsAgo(15), hoursAfter(now, -100))
    const child = await browserOf(minor.personId)
    expect((await child.post(`/volunteer/shifts/${shiftId}`, await formOn(child, shiftId))).status).toBe(303)
    const [booked] = await standing(shiftId, minor)
    const message = await db
      .selectFrom('message')
      .select('secret_sealed')
      .where('template', '=', 'guardian-told')
      .where('about_id', '=', String(booked!.id))
      .executeTakeFirstOrThrow()
    const link = `/volunteer/objection/${personalData.open(message.secret_sealed!, 'message.secret_sealed')}`
    const nobody = visitor(server.address)
    const html = await htmlOf(await nobody.get(link))
    expect(html).toContain('示**')
    expect(formIn(html, objection.submit).action).toBe(link)
    expect((await nobody.send('PUT', link)).status).toBe(405)
    const done = await nobody.post(link, {})
    expect([done.status, done.headers.get('location')]).toEqual([303, `${link}?done`])
    expect(await htmlOf(await nobody.get(`${link}?done`))).toContain(guardianWords.objected)
    expect(await standing(shiftId, minor)).toMatchObject([{ state: 'ended', ended_reason: 'guardian-refused' }])
    for (const response of [await nobody.post(link, {}), await nobody.get(link)])
      expect([response.status, await htmlOf(response)]).toEqual([
        404,
        expect.stringContaining(guardianRefusals.linkVoid.words),
      ])
    expect(await htmlOf(await child.get('/me/volunteer'))).toContain(endedReasons['guardian-refused'])
    expect((await child.post(`/volunteer/shifts/${shiftId}`, await formOn(child, shiftId))).status).toBe(422)
  })

  test('a guardian hands the record over at 14, and the child takes it over on a phone of their own', async () => {
    const guardian = await volunteer()
    const child = await addChild(db, guardian, bornYearsAgo(14), hoursAfter(now, -24 * 400))
    const [parent, own] = [await browserOf(guardian.personId), await browserOf(await addPerson(db))]
    const here = `/me/volunteer/minors/${child.volunteerId}/hand-over`
    expect(await htmlOf(await parent.get('/me/volunteer'))).toContain(here)
    expect([(await own.get(here)).status, (await parent.send('PUT', here)).status]).toEqual([404, 405])
    const made = await parent.post(here, {})
    expect(made.status).toBe(201)
    const link = /\/volunteer\/hand-over\/[\w-]+/.exec(await htmlOf(made))![0]
    expect((await parent.post(link, { consent: versionOf('registration') })).status).toBe(409)
    const unread = await own.post(link, {})
    expect([unread.status, await htmlOf(unread)]).toEqual([
      422,
      expect.stringContaining(volunteerRefusals.consent.words),
    ])
    expect((await own.post(link, { consent: versionOf('registration') })).headers.get('location')).toBe(
      '/me/volunteer?done=taken-over',
    )
    expect(await htmlOf(await own.get('/me/volunteer?done=taken-over'))).toContain(guardianWords.takenOver)
    expect((await own.get(link)).status).toBe(404)
  })

  test('a consent taken back ends the minor’s sign-up and frees the place; agreed again they may come', async () => {
    const { shiftId } = await shift({ capacity: 1, activity: { minimumAge: 14 } })
    const guardian = await volunteer()
    const minor = await addMinor(db, guardian, bornYearsAgo(15), hoursAfter(now, -100))
    const [parent, child] = [await browserOf(guardian.personId), await browserOf(minor.personId)]
    expect((await child.post(`/volunteer/shifts/${shiftId}`, await formOn(child, shiftId))).status).toBe(303)
    const consent = formIn(await htmlOf(await parent.get('/me/volunteer')), revocation.submit).action
    expect((await child.post(consent, {})).status).toBe(404)
    expect((await parent.post(consent, {})).headers.get('location')).toBe('/me/volunteer?done=revocation')
    expect(await standing(shiftId, minor)).toMatchObject([{ state: 'ended', ended_reason: 'consent-ended' }])
    expect(
      (await messagesAbout(db, 'shift', shiftId)).map(message => [message.template, message.to_person_id]),
    ).toEqual([['shift-consent-ended', minor.personId]])
    const again = await child.post(`/volunteer/shifts/${shiftId}`, await formOn(child, shiftId))
    expect([again.status, await htmlOf(again)]).toEqual([
      422,
      expect.stringContaining(signUpRefusals.needsConsent.words),
    ])

    const [minorAt, renewal] = [
      `/me/volunteer/minors/${minor.volunteerId}/renewal`,
      `/me/volunteer/minors/${minor.volunteerId}/consent`,
    ]
    expect(await htmlOf(await parent.get('/me/volunteer'))).toContain(renewalWords.ended)
    expect(await htmlOf(await parent.get(renewal))).toContain(renewalWords.title)
    for (let time = 0; time < 2; time += 1)
      expect((await parent.post(minorAt, agreed)).headers.get('location')).toBe('/me/volunteer?done=renewal')
    expect(
      await db
        .selectFrom('guardian_consent')
        .select('id')
        .where('volunteer_id', '=', minor.volunteerId)
        .where('revoked_at', 'is', null)
        .execute(),
    ).toHaveLength(1)
    expect([
      (await child.get(renewal)).status,
      (await parent.get('/me/volunteer/minors/x/consent')).status,
      (await parent.send('PUT', renewal)).status,
    ]).toEqual([404, 404, 405])
    expect(
      (await child.post(`/volunteer/shifts/${shiftId}`, await formOn(child, shiftId))).headers.get('location'),
    ).toContain('done=booked')
  })

  test('what an organiser wrote is read on the shift’s page by those who come, and by nobody else', async () => {
    const { shiftId, organiser } = await shift({ capacity: 1 })
    const [comes, waits] = [await volunteer(), await volunteer()]
    for (const one of [comes, waits]) granted(await sign(db, shiftId, one, now))
    granted(await tellRoster(db, { shiftId, personId: organiser, words: '请带水杯', requestKey: randomUUID() }, now))
    expect(await htmlOf(await (await browserOf(comes.personId)).get(`/volunteer/shifts/${shiftId}`))).toContain(
      '请带水杯',
    )
    expect(await htmlOf(await (await browserOf(waits.personId)).get(`/volunteer/shifts/${shiftId}`))).not.toContain(
      '请带水杯',
    )
    expect(await htmlOf(await visitor(server.address).get(`/volunteer/shifts/${shiftId}`))).not.toContain('请带水杯')
  })

  test('after all that the log holds no failure', () => {
    expect(server.output()).not.toMatch(/a page failed|could not be read|Unhandled/)
  })
})
