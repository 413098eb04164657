import { expect, test } from 'vitest'
import { priorityOf, urgent, waitsUntil } from '#messages/urgency.ts'
import { messageWords, type MessageTemplate } from '#messages/words.ts'

const lishui = (text: string) => new Date(`${text.replace(' ', 'T')}+08:00`)
const morning = lishui('2026-11-24 08:00')

test.each([
  ['suggestion-answered', '2026-11-23 21:59', {}, undefined],
  ['suggestion-answered', '2026-11-23 22:00', {}, morning],
  ['suggestion-answered', '2026-11-24 03:00', {}, morning],
  ['suggestion-answered', '2026-11-24 08:00', {}, undefined],
  ['one-time-code', '2026-11-24 03:00', {}, undefined],
  ['shift-cancelled', '2026-11-24 03:00', { startsAt: '2026-11-24T09:30:00+08:00' }, undefined],
  ['shift-cancelled', '2026-11-24 03:00', { startsAt: '2026-11-24T14:00:00+08:00' }, morning],
  [
    'shift-moved',
    '2026-11-24 03:00',
    { startsAt: '2026-11-25T14:00:00+08:00', wasAt: '2026-11-24T08:30:00+08:00' },
    undefined,
  ],
  [
    'shift-place-offered',
    '2026-11-23 23:00',
    { startsAt: '2026-12-01T09:00:00+08:00', confirmBy: '2026-11-24T07:00:00+08:00' },
    undefined,
  ],
] as const)('%s at %s in Lishui with %j waits until %s', (template, at, facts, until) => {
  expect(waitsUntil(template, facts, { night_from: '22:00', night_until: '08:00' }, lishui(at))).toEqual(until)
})

test('where the night is set to nothing, nothing waits', () => {
  const never = { night_from: '00:00', night_until: '00:00' }
  expect(waitsUntil('suggestion-answered', {}, never, lishui('2026-11-24 03:00'))).toBeUndefined()
})

test('only a code is urgent; an offer goes before a change, a change before a reminder', () => {
  const templates = Object.keys(messageWords) as MessageTemplate[]
  expect(templates.filter(template => priorityOf(template) >= urgent)).toEqual(['one-time-code'])
  const inOrder = (['shift-place-offered', 'shift-cancelled', 'shift-tomorrow'] as const).map(priorityOf)
  expect(inOrder).toEqual(inOrder.toSorted((a, b) => b - a))
  expect(new Set(inOrder).size).toBe(3)
})
