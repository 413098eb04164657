import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { cannotCome } from '#volunteering/sign-ups/moves/cancellation.ts'
import { endedReasons } from '#volunteering/sign-ups/words.ts'
import { signUpRefusals } from '#volunteering/sign-ups/refusals.ts'
import { tellRoster } from '#volunteering/shifts/moves/notes.ts'
import { valueIn, htmlOf } from '../support/html.ts'
import { typedRegistration } from '../support/garden.ts'
import { isOpenToTests } from '../support/portal.ts'
import { visitor } from '../support/visitor.ts'
import { granted, hoursAfter, messagesAbout, sign } from '../support/volunteering.ts'
import { gardenPages } from '../support/garden-pages.ts'

// Offers lapse and codes are sent: that takes a database which the test can reach beside the server.
describe.skipIf(!isOpenToTests())('a volunteer on the portal’s pages', () => {
  const pages = gardenPages()
  const { browserOf, formOn, now, shift, standing, volunteer } = pages

  test('signs in by phone, comes back to the shift, registers and signs up', async () => {
    const { shiftId } = await shift()
    const here = `/volunteer/shifts/${shiftId}`
    const newcomer = visitor(pages.server.address)
    expect(await htmlOf(await newcomer.get(here))).toContain(`/me/sign-in?next=${encodeURIComponent(here)}`)
    const [phone, next] = ['13812340001', `/volunteer/register?next=${here}`]
    expect((await newcomer.get(next)).headers.get('location')).toBe(`/me/sign-in?next=${encodeURIComponent(next)}`)
    expect(valueIn(await htmlOf(await newcomer.get(`/me/sign-in?next=${encodeURIComponent(next)}`)), 'next')).toBe(next)
    await newcomer.post('/me/sign-in', { phone, next })
    const findCode = async () =>
      /验证码 (\d{6})/.exec(
        (await pages.db.selectFrom('message').select('body').where('template', '=', 'one-time-code').executeTakeFirst())
          ?.body ?? '',
      )?.[1]
    await expect.poll(findCode).toBeDefined()
    const signedIn = await newcomer.post('/me/session', { phone, next, code: (await findCode())! })
    expect(signedIn.headers.get('location')).toBe(next)
    expect(
      (await newcomer.post('/volunteer/register', typedRegistration({ next: here }))).headers.get('location'),
    ).toBe(here)
    expect((await newcomer.post(here, await formOn(newcomer, shiftId))).headers.get('location')).toBe(
      `${here}?done=booked`,
    )
    const elsewhere = await visitor(pages.server.address).get('/me/sign-in?next=https://example.com')
    expect(await elsewhere.text(), 'leads nowhere else').not.toContain('name="next"')
  })

  test('an offer taken too late is gone, in plain words, and the next in line is told', async () => {
    const { shiftId } = await shift({ capacity: 1 })
    const [holder, late, next] = [await volunteer(), await volunteer(), await volunteer()]
    const before = hoursAfter(now, -48)
    const held = granted(await sign(pages.db, shiftId, holder, before)).signUpIds[0]!
    for (const waiting of [late, next]) granted(await sign(pages.db, shiftId, waiting, before))
    granted(await cannotCome(pages.db, { signUpId: held, personId: holder.personId }, before))
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
    expect((await messagesAbout(pages.db, 'shift', shiftId)).map(message => message.to_person_id)).toEqual([
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

  test('what an organiser wrote is read on the shift’s page by those who come, and by nobody else', async () => {
    const { shiftId, organiser } = await shift({ capacity: 1 })
    const [comes, waits] = [await volunteer(), await volunteer()]
    for (const one of [comes, waits]) granted(await sign(pages.db, shiftId, one, now))
    granted(
      await tellRoster(pages.db, { shiftId, personId: organiser, words: '请带水杯', requestKey: randomUUID() }, now),
    )
    expect(await htmlOf(await (await browserOf(comes.personId)).get(`/volunteer/shifts/${shiftId}`))).toContain(
      '请带水杯',
    )
    expect(await htmlOf(await (await browserOf(waits.personId)).get(`/volunteer/shifts/${shiftId}`))).not.toContain(
      '请带水杯',
    )
    expect(await htmlOf(await visitor(pages.server.address).get(`/volunteer/shifts/${shiftId}`))).not.toContain(
      '请带水杯',
    )
  })

  test('after all that the log holds no failure', () => {
    expect(pages.server.output()).not.toMatch(/a page failed|could not be read|Unhandled/)
  })
})
