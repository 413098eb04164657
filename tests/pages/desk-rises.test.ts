import { afterAll, beforeAll, expect, test } from 'vitest'
import { riseForm } from '#pages/desk/_rise-form.ts'
import { riseWords as words } from '#suggestions/clocks/desk-words.ts'
import { faultAt } from '../support/forms.ts'
import { elementsIn, wordsOf } from '../support/html.ts'
import { type Portal, workersPortal } from '../support/portal.ts'
import { readPage } from '../support/suggesting.ts'
import { signedIn, type Visitor } from '../support/visitor.ts'

let server: Portal
let admin: Visitor
beforeAll(async () => {
  server = await workersPortal()
  admin = await signedIn(server.address, server.accounts.admin)
})
afterAll(() => server.stop())

const add = (typed: Record<string, string>) => admin.post('/desk/deadlines?form=rise', typed)
const remove = (position: string, by = admin) => by.post(`/desk/deadlines?form=rise-removal&position=${position}`, {})
const steps = async () =>
  elementsIn(await (await admin.get('/desk/deadlines')).text(), 'span')
    .map(wordsOf)
    .filter(text => text.startsWith('第 '))

test('an administrator adds a step after the red light and takes it out again; every fault stands at its field', async () => {
  const before = await steps()
  const bad = await readPage(await add({ to_whom: 'unit', to_unit: '', working_days: '91' }))
  expect(bad.status).toBe(422)
  expect(bad.messages).toEqual([
    faultAt(riseForm, 'to_unit', { to_whom: 'unit', working_days: '3' }),
    faultAt(riseForm, 'working_days', { working_days: '91' }),
  ])
  expect(bad.value('working_days')).toBe('91')
  expect((await add({ to_whom: 'unit', to_unit: 'nowhere', working_days: '3' })).status).toBe(422)
  expect(await steps()).toEqual(before)

  expect((await add({ to_whom: 'supervisors', to_unit: '', working_days: '7' })).status).toBe(303)
  const position = before.length + 1
  expect(await steps()).toEqual([...before, words.step(position, 7, words.whom.supervisors)])
  const clerk = await signedIn(server.address, server.accounts.clerk)
  expect((await remove(String(position), clerk)).status).toBe(403)
  expect((await remove(String(position))).status).toBe(303)
  expect(await steps()).toEqual(before)
  for (const unknown of ['9', '0', '-1', 'x']) expect((await remove(unknown)).status).toBe(404)
})
