import { describe, expect, test } from 'vitest'
import { objection } from '#volunteering/sign-ups/moves/objection.ts'
import { guardianWords, renewalWords } from '#volunteering/volunteers/words.ts'
import { endedReasons } from '#volunteering/sign-ups/words.ts'
import { inviteGuardian } from '#volunteering/volunteers/guardians.ts'
import { consentRefusals } from '#volunteering/sign-ups/refusals.ts'
import { guardianRefusals, volunteerRefusals } from '#volunteering/volunteers/refusals.ts'
import { revocation } from '#volunteering/volunteers/moves/revocation.ts'
import { formIn, htmlOf, linksIn, valueIn } from '../support/html.ts'
import { formatDay } from '#calendar/lishui.ts'
import { ageOfOwnAccount, birthday } from '#volunteering/volunteers/age.ts'
import { bornYearsAgo, versionOf } from '../support/garden.ts'
import { isOpenToTests } from '../support/portal.ts'
import { visitor } from '../support/visitor.ts'
import { addChild, addMinor } from '../support/guardians.ts'
import {
  addPerson,
  givePhone,
  granted,
  hoursAfter,
  identityNumberFor,
  messagesAbout,
  personalData,
} from '../support/volunteering.ts'
import { gardenPages } from '../support/garden-pages.ts'

// Offers lapse and codes are sent: that takes a database which the test can reach beside the server.
describe.skipIf(!isOpenToTests())('a volunteer on the portal’s pages', () => {
  const pages = gardenPages()
  const { browserOf, formOn, now, shift, standing, volunteer } = pages
  /** What a guardian’s button sends. */
  const agreed = {
    version: versionOf('guardian'),
    relation: 'mother',
    guardian_name: '示例家长',
    guardian_birth_date: '1985-03-04',
    scope: 'service',
    days: '365',
  }

  test('a record is handed over from the 14th birthday on: before, the day stands in place of the link', async () => {
    const guardian = await volunteer()
    const young = bornYearsAgo(13)
    const [child, grown] = [
      await addChild(pages.db, guardian, young, hoursAfter(now, -100)),
      await addChild(pages.db, guardian, bornYearsAgo(15), hoursAfter(now, -750 * 24)),
    ]
    const at = ({ volunteerId }: typeof child) => `/me/volunteer/minors/${volunteerId}/hand-over`
    const browser = await browserOf(guardian.personId)
    const garden = await htmlOf(await browser.get('/me/volunteer'))
    expect(linksIn(garden, /hand-over$/).map(({ href }) => href)).toEqual([at(grown)])
    const words = guardianWords.handOverFrom(formatDay(birthday(young, ageOfOwnAccount)))
    const page = await htmlOf(await browser.get(at(child)))
    for (const html of [garden, page]) expect(html).toContain(words)
    expect(page).not.toContain(guardianWords.getLink)
    const posted = await browser.post(at(child), {})
    expect([posted.status, await htmlOf(posted)]).toEqual([409, expect.stringContaining(words)])
    expect(await htmlOf(await browser.get(at(grown)))).toContain(guardianWords.getLink)
  })

  test('a guardian agrees by the link once; used, expired or one’s own it says so', async () => {
    const minor = await volunteer({ birthDate: bornYearsAgo(15) })
    const guardianId = await addPerson(pages.db)
    const guardian = await browserOf(guardianId)
    const ask = async () =>
      `/volunteer/guardian/${granted(await inviteGuardian(pages.db, minor.personId, { scope: 'service' }, now)).token}`
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
    const typed = await guardian.post(link, proven)
    expect([typed.status, await htmlOf(typed)], 'a number proves nothing').toEqual([
      422,
      expect.stringContaining('href="/me/age"'),
    ])
    // The office has seen the card.
    const phone = personalData.lookup(await givePhone(pages.db, guardianId), 'phone')
    await pages.db.deleteFrom('known_minor').where('hash', '=', phone).execute()
    expect((await guardian.post(link, proven)).headers.get('location')).toBe('/me/volunteer?done=agreed')
    const expired = await ask()
    await pages.db
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
      await pages.db
        .selectFrom('guardian_consent')
        .select('id')
        .where('volunteer_id', '=', minor.volunteerId)
        .execute(),
    ).toHaveLength(1)
  })

  test('a guardian is told of a sign-up and refuses it by the link alone; the minor learns it and cannot sign up again', async () => {
    const { shiftId } = await shift({ capacity: 1, activity: { minimumAge: 14 } })
    const guardian = await volunteer()
    const minor = await addMinor(pages.db, guardian, bornYearsAgo(15), hoursAfter(now, -100))
    const child = await browserOf(minor.personId)
    expect((await child.post(`/volunteer/shifts/${shiftId}`, await formOn(child, shiftId))).status).toBe(303)
    const [booked] = await standing(shiftId, minor)
    const message = await pages.db
      .selectFrom('message')
      .select('secret_sealed')
      .where('template', '=', 'guardian-told')
      .where('about_id', '=', String(booked!.id))
      .executeTakeFirstOrThrow()
    const link = `/volunteer/objection/${personalData.open(message.secret_sealed!, 'message.secret_sealed')}`
    const nobody = visitor(pages.server.address)
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
    const child = await addChild(pages.db, guardian, bornYearsAgo(14), hoursAfter(now, -24 * 400))
    const [parent, own] = [await browserOf(guardian.personId), await browserOf(await addPerson(pages.db))]
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
    const minor = await addMinor(pages.db, guardian, bornYearsAgo(15), hoursAfter(now, -100))
    const [parent, child] = [await browserOf(guardian.personId), await browserOf(minor.personId)]
    expect((await child.post(`/volunteer/shifts/${shiftId}`, await formOn(child, shiftId))).status).toBe(303)
    const consent = formIn(await htmlOf(await parent.get('/me/volunteer')), revocation.submit).action
    expect((await child.post(consent, {})).status).toBe(404)
    expect((await parent.post(consent, {})).headers.get('location')).toBe('/me/volunteer?done=revocation')
    expect(await standing(shiftId, minor)).toMatchObject([{ state: 'ended', ended_reason: 'consent-ended' }])
    expect(
      (await messagesAbout(pages.db, 'shift', shiftId)).map(message => [message.template, message.to_person_id]),
    ).toEqual([['shift-consent-ended', minor.personId]])
    const again = await child.post(`/volunteer/shifts/${shiftId}`, await formOn(child, shiftId))
    expect([again.status, await htmlOf(again)]).toEqual([422, expect.stringContaining(consentRefusals.ended.words)])

    const [minorAt, renewal] = [
      `/me/volunteer/minors/${minor.volunteerId}/renewal`,
      `/me/volunteer/minors/${minor.volunteerId}/consent`,
    ]
    expect(await htmlOf(await parent.get('/me/volunteer'))).toContain(renewalWords.ended)
    const page = await htmlOf(await parent.get(renewal))
    expect(page).toContain(renewalWords.title)
    expect(page, 'to what, above the button').toContain(guardianWords.scopes.service)
    const renewed = valueIn(page, 'consent')
    for (let time = 0; time < 2; time += 1)
      expect((await parent.post(minorAt, { ...agreed, consent: renewed! })).headers.get('location')).toBe(
        '/me/volunteer?done=renewal',
      )
    expect(
      await pages.db
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

  test('after all that the log holds no failure', () => {
    expect(pages.server.output()).not.toMatch(/a page failed|could not be read|Unhandled/)
  })
})
