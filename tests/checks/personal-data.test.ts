import { expect, test } from 'vitest'
import { findPersonalData } from '#checks/personal-data.ts'
import { namedChildren, noChildren } from './children.ts'
import { harmless, telling } from './sentences.ts'

test('there are at least 150 sentences beside the values of the issue', () => {
  expect(telling.length + harmless.length).toBeGreaterThan(161)
})

test.each([...telling, ...namedChildren])('“%s” holds a %s: %s', (sentence, kind, words) => {
  const found = findPersonalData(sentence).map(({ kind, start, end }) => [kind, sentence.slice(start, end)])
  expect(found).toContainEqual([kind, words])
})

test.each([...harmless, ...noChildren])('“%s” points at nobody', sentence => {
  expect(findPersonalData(sentence).map(({ kind, start, end }) => [kind, sentence.slice(start, end)])).toEqual([])
})

test('several in one text are told in their order, each at its own place', () => {
  const text = '王某（浙K-D1234）电话13800000000、13900000001，王某不听劝。'
  expect(findPersonalData(text).map(({ start, end }) => text.slice(start, end))).toEqual([
    '王某',
    '浙K-D1234',
    '13800000000',
    '13900000001',
    '王某',
  ])
})
