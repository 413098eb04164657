import { afterAll, beforeAll, expect, test } from 'vitest'
import { sayState, taskStates } from '#publishing/types/task.ts'
import { htmlOf, linkTo, wordsIn } from '../support/html.ts'
import { type Portal, workersPortal } from '../support/portal.ts'
import { visitor } from '../support/visitor.ts'

let server: Portal
beforeAll(async () => {
  server = await workersPortal()
})
afterAll(() => server.stop())

test('a meeting shows its agenda and what it decided, each a task with unit, day and state that leads to the list', async () => {
  const page = await htmlOf(await visitor(server.address).get('/notices/second-half-meeting'))
  expect(wordsIn(page, 'section', { 'aria-labelledby': 'agenda' })).toContain('定冬春四件事')
  const decided = wordsIn(page, 'section', { 'aria-labelledby': 'decided' })
  const late = sayState({ state: 'running', due: '2026-10-31' } as never, '2026-11-01').text
  expect([late, ...Object.values(taskStates)].some(state => decided.includes(state))).toBe(true)
  expect(linkTo(page, '充电')).toBe('/creation/tasks/2026-stairwell-charging-points')
  const other = await htmlOf(await visitor(server.address).get('/notices/praise-third-quarter'))
  expect(other).not.toContain('id="decided"')
})
