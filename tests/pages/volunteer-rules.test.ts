import { afterAll, beforeAll, expect, test } from 'vitest'
import { fairRulesForm, fairRulesWords as words } from '#volunteering/fair-rules.ts'
import { faultAt } from '../support/forms.ts'
import { type Portal, workersPortal } from '../support/portal.ts'
import { readPage } from '../support/suggesting.ts'
import { signedIn } from '../support/visitor.ts'

let server: Portal
beforeAll(async () => {
  server = await workersPortal()
})
afterAll(() => server.stop())

const here = '/desk/volunteers/rules'

test('an administrator sets what is fair, every fault stands at its field, and the forms say the limit', async () => {
  const admin = await signedIn(server.address, server.accounts.admin)
  const shown = await readPage(await admin.get(here))
  const rules = {
    children: '6',
    party_size: '6',
    open_sign_ups: '20',
    rest_hours: '0',
    open_needs: '5',
    notes_per_day: '5',
    family_wait_hours: '2',
    night_from: '22:00',
    night_until: '08:00',
  }
  for (const [name, value] of Object.entries(rules)) expect(shown.value(name), name).toBe(value)

  const bad = await readPage(await admin.post(here, { ...rules, children: '0', open_needs: '多' }))
  expect(bad.status).toBe(422)
  expect(bad.messages).toEqual([
    faultAt(fairRulesForm, 'children', { children: '0' }),
    faultAt(fairRulesForm, 'open_needs', { open_needs: '多' }),
  ])
  expect(bad.value('children')).toBe('0')

  const set = await admin.post(here, { ...rules, open_needs: '7', children: '4' })
  expect([set.status, set.headers.get('location')]).toEqual([303, `${here}?done=1`])
  expect(await (await admin.get(`${here}?done=1`)).text()).toContain(words.done)
  const citizen = await signedIn(server.address, server.accounts.volunteer)
  expect(await (await citizen.get('/volunteer/needs/new')).text()).toContain(words.limits.openNeeds(7))
  expect(await (await citizen.get('/volunteer/register?for=child')).text()).toContain(words.limits.children(4))

  for (const role of ['clerk', 'organiser', 'supervisor'] as const) {
    const other = await signedIn(server.address, server.accounts[role])
    expect((await other.get(here)).status, role).toBe(403)
    expect((await other.post(here, rules)).status, role).toBe(403)
  }
  expect((await admin.send('PUT', here)).status).toBe(405)
})
