import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { severalWords as words } from '#pages/volunteer/activities/_words.ts'
import { signUpRefusals } from '#volunteering/sign-ups/refusals.ts'
import { elementsIn, firstLink, htmlOf } from '../support/html.ts'
import { findShiftIds } from '../support/garden.ts'
import { type Portal, workersPortal } from '../support/portal.ts'
import { signedIn, type Visitor, visitor } from '../support/visitor.ts'

let server: Portal
let stranger: Visitor
let volunteer: Visitor
let page: string
beforeAll(async () => {
  server = await workersPortal()
  stranger = visitor(server.address)
  volunteer = await signedIn(server.address, server.accounts.volunteer)
  const [shift] = await findShiftIds(stranger, '文明交通劝导')
  const activity = firstLink(
    await htmlOf(await stranger.get(`/volunteer/shifts/${shift}`)),
    /^\/volunteer\/activities\/\d+$/,
  )
  page = `${activity}/sign-up`
})
afterAll(() => server.stop())

/** The form as it would be sent with these shifts ticked. */
async function fill(shifts: string[], changes: Record<string, string> = {}): Promise<FormData> {
  const html = await htmlOf(await volunteer.get(page))
  const value = (name: string) => elementsIn(html, 'input', { name })[0]!.attribs.value!
  const form = new FormData()
  const fields = { volunteer: value('volunteer'), version: value('version'), request_key: randomUUID(), ...changes }
  for (const [name, text] of Object.entries(fields)) form.append(name, text)
  for (const shift of shifts) form.append('shift', shift)
  return form
}
const offered = async () =>
  elementsIn(await htmlOf(await volunteer.get(page)), 'input', { name: 'shift' }).map(input => input.attribs.value!)

describe('several shifts in one form', () => {
  test('are offered where the activity has more than one, to who is signed in', async () => {
    expect(await htmlOf(await stranger.get(page.replace('/sign-up', '')))).toContain(`href="${page}"`)
    expect((await stranger.get(page)).headers.get('location')).toBe(`/me/sign-in?next=${encodeURIComponent(page)}`)
    expect((await offered()).length).toBeGreaterThan(1)
    expect((await volunteer.send('PUT', page)).status).toBe(405)
  })

  test('with nothing ticked, a key that is none or a shift of something else come back with what was ticked', async () => {
    const none = await volunteer.post(page, await fill([]))
    expect([none.status, await htmlOf(none)]).toEqual([422, expect.stringContaining(words.noShift)])
    expect((await volunteer.post(page, await fill(await offered(), { request_key: 'x' }))).status).toBe(422)
    const [first] = await offered()
    const unknown = await volunteer.post(page, await fill([first!, '999999']))
    expect(unknown.status).toBe(404)
    const back = elementsIn(await htmlOf(unknown), 'input', { name: 'shift' })
    expect(back.filter(input => 'checked' in input.attribs).map(input => input.attribs.value)).toEqual([first])
    expect((await volunteer.post(page, await fill([first!], { volunteer: '999999' }))).status).toBe(403)
    expect(await offered()).toContain(first)
  })

  test('are answered in one page, and the same again', async () => {
    const two = (await offered()).slice(0, 2)
    const form = await fill(two)
    for (let time = 0; time < 2; time += 1) {
      const response = await volunteer.post(page, form)
      const html = await htmlOf(response)
      expect([response.status, html]).toEqual([201, expect.stringContaining(words.answers)])
      for (const shift of two) expect(html).toContain(`href="/volunteer/shifts/${shift}"`)
      expect(html.split(words.states.booked).length - 1).toBe(2)
    }
    const other = new FormData()
    for (const [name, value] of form) other.append(name, name === 'request_key' ? randomUUID() : value)
    const late = await volunteer.post(page, other)
    expect([late.status, await htmlOf(late)]).toEqual([409, expect.stringContaining(signUpRefusals.already.words)])
  })

  test.each(['/volunteer/activities/999999/sign-up', '/volunteer/activities/x/sign-up'])('at %s: 404', async path => {
    expect((await volunteer.get(path)).status).toBe(404)
  })
})
