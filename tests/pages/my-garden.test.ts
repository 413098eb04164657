import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { identityDocuments } from '#forms/typed/identity-document.ts'
import { needRefusals } from '#volunteering/needs/refusals.ts'
import { volunteerRefusals, guardianRefusals } from '#volunteering/volunteers/refusals.ts'
import { firstLink, htmlOf, valueIn } from '../support/html.ts'
import { bornYearsAgo, typedRegistration, versionOf } from '../support/garden.ts'
import { type Portal, workersPortal } from '../support/portal.ts'
import { signedIn, type Visitor, visitor } from '../support/visitor.ts'

let server: Portal
let stranger: Visitor
let volunteer: Visitor
let newcomer: Visitor
beforeAll(async () => {
  server = await workersPortal()
  stranger = visitor(server.address)
  volunteer = await signedIn(server.address, server.accounts.volunteer)
  newcomer = await signedIn(server.address, server.accounts.contributor)
})
afterAll(() => server.stop())

describe('registering', () => {
  test.each([
    ['no name', { name: ' ' }, volunteerRefusals.name],
    ['a day the calendar does not have', { birth_date: '1990-02-30' }, volunteerRefusals.birthDate],
    ['a child', { birth_date: bornYearsAgo(8) }, volunteerRefusals.underFourteen],
    ['no consent', { consent: '' }, volunteerRefusals.consent],
    [
      'a wrong identity number',
      { identity_number: '331102199005060011', identity_consent: versionOf('identity-number') },
      { words: identityDocuments['identity-card'].wrong },
    ],
    [
      'what is no number of a passport',
      { identity_document: 'passport', identity_number: '护照 ABCDEF', identity_consent: versionOf('identity-number') },
      { words: identityDocuments.passport.wrong },
    ],
    ['a county elsewhere', { county: '110000' }, { words: '请从列表里选住在哪个县（市、区）' }],
  ])('with %s is refused in words at its place, and what was typed stays', async (_what, changes, refused) => {
    const response = await newcomer.post('/volunteer/register', typedRegistration({ name: '示例新人', ...changes }))
    const html = await htmlOf(response)
    expect(response.status).toBe(422)
    expect(html).toContain(refused.words)
    if (!('birth_date' in changes)) expect(html).toContain('value="1990-05-06"')
  })

  test('works, twice is once, and a child is added by the guardian', async () => {
    const typed = typedRegistration({ birth_date: '1990/5/6', may_be_asked: versionOf('being-asked') })
    for (let time = 0; time < 2; time += 1)
      expect((await newcomer.post('/volunteer/register', typed)).headers.get('location')).toBe(
        '/me/volunteer?done=registered',
      )
    expect(await htmlOf(await newcomer.get('/me/volunteer'))).toMatch(/志愿者编号 LS\d{10}/)
    const child = typedRegistration({ relation: 'father', for: 'child', name: '示例孩子', birth_date: bornYearsAgo(8) })
    const unread = await volunteer.post('/volunteer/register', child)
    expect([unread.status, await htmlOf(unread)]).toEqual([
      422,
      expect.stringContaining(guardianRefusals.consent.words),
    ])
    for (let time = 0; time < 2; time += 1)
      expect(
        (await volunteer.post('/volunteer/register', { ...child, guardian_consent: versionOf('guardian') })).status,
      ).toBe(303)
    // An account without a phone that is proven is nobody's guardian.
    const withoutPhone = { guardian_name: '示例家长', guardian_birth_date: '1985-03-04' }
    const refused = await newcomer.post('/volunteer/register', {
      ...child,
      ...withoutPhone,
      guardian_consent: versionOf('guardian'),
    })
    expect([refused.status, await htmlOf(refused)]).toEqual([
      409,
      expect.stringContaining(guardianRefusals.needsPhone.words),
    ])
    expect((await htmlOf(await volunteer.get('/me/volunteer'))).match(/<b>示例孩子<\/b>/g)).toHaveLength(1)
  })
})

describe('my garden', () => {
  test('opens a calendar address that shows my shifts, and shuts it', async () => {
    const response = await volunteer.post('/me/volunteer/calendar', {})
    expect(response.status).toBe(201)
    const feed = /\/volunteer\/calendar\/[\w-]+\.ics/.exec(await response.text())![0]
    expect(await (await stranger.get(feed)).text()).toContain('陪老人学手机')
    expect((await volunteer.post('/me/volunteer/calendar', { shut: 'yes' })).status).toBe(303)
    expect((await stranger.get(feed)).status).toBe(404)
  })

  test('changes what I said, and refuses what cannot be', async () => {
    const profile = {
      name: '陈向阳（示例）',
      county: '331181',
      identity_number: '',
      may_be_asked: versionOf('being-asked'),
    }
    expect((await volunteer.post('/me/volunteer/profile', profile)).headers.get('location')).toBe(
      '/me/volunteer?done=changed',
    )
    expect(await htmlOf(await volunteer.get('/me/volunteer/profile'))).toMatch(/value="331181" selected/)
    expect((await volunteer.post('/me/volunteer/profile', { ...profile, name: '' })).status).toBe(422)
  })

  test('joins an organisation and leaves it, each twice without harm', async () => {
    const here = firstLink(
      await htmlOf(await volunteer.get('/volunteer/organisations?county=331181')),
      /^\/volunteer\/organisations\/\d+$/,
    )
    const id = valueIn(await htmlOf(await volunteer.get(here)), 'volunteer')!
    for (const what of ['join', 'join', 'leave', 'leave'])
      expect(
        (
          await volunteer.post(`${here.replace('/volunteer/', '/me/volunteer/')}/${what}`, {
            volunteer: id,
            next: here,
          })
        ).headers.get('location'),
      ).toBe(`${here}?done=${what}`)
    expect(
      (await volunteer.post(`${here.replace('/volunteer/', '/me/volunteer/')}/join`, { volunteer: '999999' })).status,
    ).toBe(403)
    expect(
      (await volunteer.post(`${here.replace('/volunteer/', '/me/volunteer/')}/steal`, { volunteer: id })).status,
    ).toBe(404)
  })

  test('takes in a need, refuses one in the past, and lets me withdraw it', async () => {
    const need = {
      title: '请人帮忙搬书',
      what: '两百本旧书',
      kind: 'community',
      county: '331102',
      place: '示例社区',
      on: '2099-01-02',
      from: '09:00',
      until: '11:00',
      people: '2',
      request_key: crypto.randomUUID(),
    }
    const past = await volunteer.post('/volunteer/needs/new', { ...need, on: '2020-01-02' })
    expect([past.status, await htmlOf(past)]).toEqual([422, expect.stringContaining(needRefusals.past.words)])
    for (let time = 0; time < 2; time += 1)
      expect((await volunteer.post('/volunteer/needs/new', need)).headers.get('location')).toBe(
        '/me/volunteer?done=filed',
      )
    const page = await htmlOf(await volunteer.get('/me/volunteer'))
    expect(page.match(/请人帮忙搬书/g)).toHaveLength(1)
  })

  test('gives me everything kept of me', async () => {
    const response = await volunteer.post('/me/volunteer/data', {})
    expect(response.headers.get('content-disposition')).toContain('attachment')
    expect((await response.json()).volunteers.map((one: { name: string }) => one.name)).toEqual([
      '陈向阳（示例）',
      '陈小禾（示例）',
      '示例孩子',
    ])
  })

  test('erases me only when I said that I am sure', async () => {
    expect((await newcomer.post('/me/volunteer/leaving', { what: 'erase' })).status).toBe(422)
    expect((await newcomer.post('/me/volunteer/leaving', { what: 'erase', sure: 'yes' })).headers.get('location')).toBe(
      '/me/volunteer?done=erased',
    )
    expect(await htmlOf(await newcomer.get('/me/volunteer?done=erased'))).toContain('还没有登记做小园丁')
  })
})

test('after all that the log holds no failure', () => {
  expect(server.output()).not.toMatch(/a page failed|could not be read|Unhandled/)
})
