import { expect, test } from 'vitest'
import { inBoardOrder, openDays } from '#pages/exposure/_exposure.ts'
import { rectificationFigures } from '#pages/_rectification.ts'
import type { Entry } from '#publishing/edition/edition.ts'
import type { Exposure } from '#publishing/types/exposure-fields.ts'

const exposed = (id: string, state: string, found_on: string, rectified_on?: string) =>
  ({ id, data: { state, found_on, rectified_on } }) as Entry<Exposure>

test('the board shows what is overdue first, the longest open on top, and what is done last', () => {
  const board = inBoardOrder([
    exposed('withdrawn', 'withdrawn', '2026-01-01'),
    exposed('done-lately', 'rectified', '2026-09-01', '2026-09-03'),
    exposed('done-long-ago', 'rectified', '2026-02-01', '2026-02-03'),
    exposed('new', 'rectifying', '2026-11-20'),
    exposed('overdue-lately', 'overdue', '2026-10-01'),
    exposed('overdue-for-long', 'overdue', '2026-08-01'),
  ])
  expect(board.map(({ id }) => id)).toEqual([
    'overdue-for-long',
    'overdue-lately',
    'new',
    'done-lately',
    'done-long-ago',
    'withdrawn',
  ])
})

test('days are counted to the day it was put right, or to today in Lishui', () => {
  const now = new Date('2026-11-22T16:30:00Z')
  expect(openDays(exposed('a', 'rectified', '2026-09-22', '2026-09-28'), now)).toBe(6)
  expect(openDays(exposed('b', 'overdue', '2026-11-20'), now)).toBe(3)
})

test('figures count what stands on the board, and nothing that was withdrawn', () => {
  const figures = rectificationFigures([
    exposed('a', 'rectified', '2026-09-22'),
    exposed('b', 'overdue', '2026-11-20'),
    exposed('c', 'withdrawn', '2026-11-20'),
  ])
  expect(figures.map(({ value }) => value)).toEqual([2, 1, 0, 1])
  expect(figures[1]?.share).toBe(50)
})

test('an empty board has no figures', () => {
  expect(rectificationFigures([])).toEqual([])
})
