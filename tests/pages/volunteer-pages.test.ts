import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { sayPlaces } from '#components/parts/shifts.ts'
import { connect } from '#db/connect.ts'
import { findingWords } from '#pages/volunteer/activities/_words.ts'
import { signUpRefusals } from '#volunteering/sign-ups/refusals.ts'
import { volunteerRefusals } from '#volunteering/volunteers/refusals.ts'
import { firstLink, htmlOf, linkTo } from '../support/html.ts'
import { findShiftIds, signUpFormIn } from '../support/garden.ts'
import { isOpenToTests, type Portal, workersPortal } from '../support/portal.ts'
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

async function openForm(person: Visitor, shift: number) {
  const form = signUpFormIn(await (await person.get(`/volunteer/shifts/${shift}`)).text())
  if (!form) throw new Error(`shift ${shift} offers no form`)
  return form
}

const signUpOf = async (person: Visitor, shift: number) =>
  /\/volunteer\/sign-ups\/(\d+)\/cancellation/.exec(await (await person.get(`/volunteer/shifts/${shift}`)).text())?.[1]

describe('everyone reads', () => {
  test('the week by day and county, an activity, a shift and an organisation', async () => {
    const landing = await htmlOf(await stranger.get('/volunteer'))
    expect(landing).toContain('文明交通劝导 · 丽青路口')
    expect(await htmlOf(await stranger.get('/volunteer?county=331181'))).not.toContain('文明交通劝导')
    const [shift] = await findShiftIds(stranger, '文明交通劝导')
    const page = await htmlOf(await stranger.get(`/volunteer/shifts/${shift}`))
    for (const words of [
      '做什么',
      '可能的风险',
      '怎样防护',
      '保险',
      '16 周岁以上',
      '0578-2090000',
      '登录后报名',
      '余 2',
    ])
      expect(page).toContain(words)
    const activity = firstLink(page, /^\/volunteer\/activities\/\d+$/)
    expect(await htmlOf(await stranger.get(activity))).toContain('谁能来')
    const organisation = linkTo(page, '莲都河岸护绿队')
    expect(await htmlOf(await stranger.get(organisation))).toContain('莲都河岸护绿队')
    expect(await htmlOf(await stranger.get('/volunteer/organisations?county=331181'))).toContain('龙泉青瓷讲解志愿队')
  })

  test('the home page, which says how many shifts and places there are', async () => {
    expect(await htmlOf(await stranger.get('/'))).toMatch(/七天内 \d+ 个班次，还有 \d+ 个名额/)
  })

  test('a shift as a calendar entry', async () => {
    const [shift] = await findShiftIds(stranger, '文明交通劝导')
    const response = await stranger.get(`/volunteer/shifts/${shift}/calendar.ics`)
    expect(response.headers.get('content-type')).toContain('text/calendar')
    const text = await response.text()
    expect(text).toMatch(/BEGIN:VEVENT[\s\S]*SUMMARY:文明交通劝导/)
    expect(text).not.toContain('BEGIN:VALARM')
    const tag = response.headers.get('etag')!
    const again = await stranger.get(`/volunteer/shifts/${shift}/calendar.ics`, { 'If-None-Match': `W/"x", ${tag}` })
    expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, tag, ''])
    const reminding = `/volunteer/shifts/${shift}/calendar.ics?remind=60`
    const other = await stranger.get(reminding, { 'If-None-Match': tag })
    expect([other.status, await other.text()]).toEqual([200, expect.stringContaining('BEGIN:VALARM')])
    expect(await (await stranger.get(reminding.replace('60', '61'))).text()).toBe(text)
  })

  test('a calendar of their own, with the reminder that they chose, which says when nothing has changed', async () => {
    const shown = await (await newcomer.post('/me/volunteer/calendar', { shut: '', remind: '1440' })).text()
    const address = /\/volunteer\/calendar\/[\w-]{20,}\.ics\?remind=1440/.exec(shown)?.[0]
    const response = await stranger.get(address!)
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'private, no-cache'])
    const unchanged = await stranger.get(address!, { 'If-None-Match': response.headers.get('etag')! })
    expect(unchanged.status).toBe(304)
    await newcomer.post('/me/volunteer/calendar', { shut: 'yes' })
    expect((await stranger.get(address!)).status).toBe(404)
  })

  test('what suits them, found by words and filters that stand in the address, with how many there are', async () => {
    const found = async (query: string) => htmlOf(await stranger.get(`/volunteer/activities?${query}`))
    const all = await found('')
    for (const label of Object.values(findingWords.labels).slice(0, 7)) expect(all).toContain(label)
    const traffic = await found('q=%E4%BA%A4%E9%80%9A%E5%8A%9D%E5%B0%8E&free=1')
    expect(traffic).toContain('文明交通劝导')
    expect(traffic).not.toContain('青瓷展厅')
    expect(traffic).toMatch(/\d+<\/b> 个班次，还有 \d+ 个名额/)
    expect(traffic).toContain('value="交通劝導"')
    const nothing = await found('q=%E4%BA%A4%E9%80%9A%E5%8A%9D%E5%AF%BC&county=331181')
    expect(nothing).toContain(findingWords.none)
    const way = linkTo(nothing, findingWords.without(findingWords.labels.county, 0).slice(0, -3))
    expect(await htmlOf(await stranger.get(way))).toContain('文明交通劝导')
    expect(await htmlOf(await stranger.get('/volunteer'))).toContain('action="/volunteer/activities"')
  })

  test('what is near, by county, with places on the map and nothing of the reader', async () => {
    const page = await htmlOf(await stranger.get('/volunteer/activities/near'))
    expect(page).toContain('data-latitude="28.4502"')
    expect(page).toMatch(/<h2>莲都区<\/h2>/)
    expect(page).toMatch(/<button[^>]* hidden[^>]*>\s*离我近的排在前面/)
    expect((await stranger.post('/volunteer/activities/near', {})).status).toBe(405)
  })

  test.each([
    '/volunteer?county=999999',
    '/volunteer/activities?q=%25&part=night&skill=none&organisation=1e3&children=2&on=week',
    `/volunteer/activities?q=${'x'.repeat(500)}&organisation=999999999`,
    '/volunteer/activities?on=2026-99-99&county=x&kind=y&page=0',
    '/volunteer/activities?page=9999',
  ])('%s, whose filters mean nothing', async path => {
    expect((await stranger.get(path)).status).toBe(200)
  })
})

describe('nothing is there', () => {
  test.each([
    '/volunteer/activities/999999',
    '/volunteer/activities/x',
    '/volunteer/shifts/0',
    '/volunteer/shifts/999999',
    '/volunteer/shifts/1e3',
    '/volunteer/shifts/999999/calendar.ics',
    '/volunteer/organisations/999999',
    '/volunteer/calendar/no-such-token.ics',
  ])('at %s: 404', async path => {
    expect((await stranger.get(path)).status).toBe(404)
  })

  test('behind other people’s sign-ups, consents and needs', async () => {
    const [shift] = await findShiftIds(volunteer, '陪老人学手机').then(ids => ids.slice(1))
    const theirs = await signUpOf(volunteer, shift!)
    expect(theirs).toBeDefined()
    const response = await newcomer.post(`/me/volunteer/sign-ups/${theirs}/cancellation`, { next: '' })
    expect(response.status).toBe(403)
    expect(await htmlOf(response)).toContain(volunteerRefusals.notYours.words)
    expect((await newcomer.post('/me/volunteer/sign-ups/999999/confirmation', { next: '' })).status).toBe(404)
    expect((await newcomer.post('/me/volunteer/consents/1/revocation', {})).status).toBe(404)
    expect((await newcomer.post('/me/volunteer/needs/1/withdrawal', {})).status).toBe(403)
    expect(await signUpOf(volunteer, shift!)).toBe(theirs)
  })
})

describe('who is not signed in', () => {
  test.each([
    '/volunteer/register',
    '/volunteer/needs/new',
    '/me/volunteer',
    '/me/volunteer/profile',
    '/me/volunteer/leaving',
  ])('is sent from %s to sign in', async path => {
    const response = await stranger.get(path)
    expect([response.status, response.headers.get('location')]).toEqual([
      303,
      `/me/sign-in?next=${encodeURIComponent(path)}`,
    ])
  })

  test('signs up for nothing', async () => {
    const [shift] = await findShiftIds(stranger, '文明交通劝导')
    expect(
      (await stranger.post(`/volunteer/shifts/${shift}`, { volunteer: '1', request_key: crypto.randomUUID() })).status,
    ).toBe(303)
    expect(await htmlOf(await stranger.get(`/volunteer/shifts/${shift}`))).toContain('余 2')
  })
})

test.each([
  ['PUT', '/volunteer'],
  ['DELETE', '/volunteer/shifts/1'],
  ['PATCH', '/volunteer/register'],
  ['GET', '/me/volunteer/sign-ups/1/confirmation'],
  ['GET', '/me/volunteer/data'],
])('%s %s: 405', async (method, path) => {
  expect((await volunteer.send(method, path)).status).toBe(405)
})

describe('signing up', () => {
  test('takes a place; the same form again gets the same answer and takes none; then one tap gives it back', async () => {
    const [shift] = await findShiftIds(volunteer, '文明交通劝导')
    const form = await openForm(volunteer, shift!)
    const answers = await Promise.all([
      volunteer.post(`/volunteer/shifts/${shift}`, form),
      volunteer.post(`/volunteer/shifts/${shift}`, form),
    ])
    expect(answers.map(answer => answer.headers.get('location'))).toEqual([
      `/volunteer/shifts/${shift}?done=booked`,
      `/volunteer/shifts/${shift}?done=booked`,
    ])
    const page = await htmlOf(await volunteer.get(`/volunteer/shifts/${shift}`))
    expect(page).toContain('余 1')

    const second = await volunteer.post(`/volunteer/shifts/${shift}`, { ...form, request_key: crypto.randomUUID() })
    expect([second.status, await htmlOf(second)]).toEqual([409, expect.stringContaining(signUpRefusals.already.words)])
    const mine = await signUpOf(volunteer, shift!)
    for (let time = 0; time < 2; time += 1)
      expect(
        (await volunteer.post(`/me/volunteer/sign-ups/${mine}/cancellation`, { next: `/volunteer/shifts/${shift}` }))
          .status,
      ).toBe(303)
    expect(await htmlOf(await volunteer.get(`/volunteer/shifts/${shift}`))).toContain('余 2')
    // The page that the back button still shows.
    expect((await volunteer.post(`/volunteer/shifts/${shift}`, form)).status).toBe(409)
  })

  test.skipIf(!isOpenToTests())(
    'a free place that somebody in the line will be asked for is no place to book',
    async () => {
      const [shift] = await findShiftIds(volunteer, '青瓷展厅')
      const connection = await connect({ databaseUrl: server.databaseUrl!, dataDir: '' })
      onTestFinished(() => connection.close())
      const inLine = {
        capacity: 2,
        taken: 1,
        free: 0,
        state: 'open' as const,
        waiting_list: true,
        draw_at: null,
        drawn_at: null,
        choose_by: null,
      }
      const widen = (by: number) =>
        connection.db
          .updateTable('shift')
          .set(eb => ({ capacity: eb('capacity', '+', by) }))
          .where('id', '=', shift!)
          .execute()
      await widen(1)
      const page = await htmlOf(await volunteer.get(`/volunteer/shifts/${shift}`))
      const list = await htmlOf(await volunteer.get('/volunteer/activities?q=青瓷展厅'))
      await widen(-1)
      expect(page).toContain('前面有人候补')
      expect(page).not.toContain('名额满了')
      expect(list).toContain(sayPlaces(inLine))
      for (const html of [page, list]) expect(html).not.toContain(sayPlaces({ ...inLine, free: 1 }))
    },
  )

  test('for a full shift puts one in the line, with how many wait before', async () => {
    const [shift] = await findShiftIds(volunteer, '青瓷展厅')
    expect(await htmlOf(await volunteer.get(`/volunteer/shifts/${shift}`))).toContain('排候补')
    const response = await volunteer.post(`/volunteer/shifts/${shift}`, await openForm(volunteer, shift!))
    expect(response.headers.get('location')).toBe(`/volunteer/shifts/${shift}?done=waiting`)
    expect(await htmlOf(await volunteer.get(response.headers.get('location')!))).toContain('前面还有 2 位')
  })

  test('on a shift drawn by lot enters the draw', async () => {
    const [shift] = await findShiftIds(volunteer, '百山祖')
    expect(
      (await volunteer.post(`/volunteer/shifts/${shift}`, await openForm(volunteer, shift!))).headers.get('location'),
    ).toBe(`/volunteer/shifts/${shift}?done=entered`)
  })

  test.each([
    ['somebody else', (form: Record<string, string>) => ({ ...form, volunteer: '999999' }), 403],
    ['nobody', ({ request_key }: Record<string, string>) => ({ request_key: request_key! }), 422],
    ['a key that is none', (form: Record<string, string>) => ({ ...form, request_key: 'x' }), 422],
  ])('refuses %s', async (_who, change, status) => {
    const [, shift] = await findShiftIds(volunteer, '文明交通劝导')
    expect((await volunteer.post(`/volunteer/shifts/${shift}`, change(await openForm(volunteer, shift!)))).status).toBe(
      status,
    )
  })
})

test('after all that the log holds no failure', () => {
  expect(server.output()).not.toMatch(/a page failed|could not be read|Unhandled/)
})
