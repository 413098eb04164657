import { expect, test } from 'vitest'
import { countCharacters, saysSomething } from '#forms/typed/characters.ts'
import { effortOf } from '../../support/effort.ts'

test.each([
  ['路灯坏了', 4],
  ['𠮷野家', 3],
  ['葛󠄀城', 2],
  ['e\u0301', 1],
  ['👨‍👩‍👧‍👦', 1],
  ['👩🏽‍❤️‍💋‍👨🏿', 1],
  ['🇨🇳🏴󠁧󠁢󠁥󠁮󠁧󠁿', 2],
  ['1️⃣2️⃣', 2],
  ['\u202a138\u202c', 3],
  ['路\u200b灯\ufeff', 2],
  ['路\u3164灯\u2800', 2],
  ['一 二\n三', 5],
  ['', 0],
])('%j has as many characters as people see: %i', (text, count) => {
  expect(countCharacters(text)).toBe(count)
})

test('what is counted in the quick way counts as much among what is not', () => {
  const ranges = [
    '\n\n',
    ' ~',
    '\u3000\u3029',
    '\u3400\u4dbf',
    '\u4e00\u9fff',
    '\uff01\uff5e',
    '“”',
    '‘’',
    '……',
    '——',
    '··',
  ]
  for (const range of ranges)
    for (let code = range.charCodeAt(0); code <= range.charCodeAt(1); code += 1) {
      const two = String.fromCharCode(code).repeat(2)
      // 𠮷 asks for the careful way.
      if (countCharacters(two) !== 2 || countCharacters(`𠮷${two}𠮷`) !== 4) expect.fail(`U+${code.toString(16)}`)
    }
})

test('a heap of marks on one letter counts by tens, so that a limit is one', () => {
  expect(countCharacters('a' + '\u0301'.repeat(9))).toBe(1)
  expect(countCharacters('a' + '\u0301'.repeat(10))).toBe(2)
  expect(countCharacters('a' + '\u0301'.repeat(9999))).toBe(1000)
})

test('a text of a hundred thousand characters is counted at once', async () => {
  expect(await effortOf(() => countCharacters('路灯坏了'.repeat(25_000)))).toBeLessThan(1000)
})

test.each([
  '\u3164',
  '\uffa0',
  '\u115f',
  '\u1160',
  '\u2800',
  '\ufffc',
  '\u{1d159}',
  '\u{13441}\u{13442}',
  '\u200b\u202e',
  '\ufe0f',
  '\u{e0100}',
  '\u180e',
  ' \u00a0\u3000',
  '\u2028',
  '',
])('%j prints nothing and is no text', filler => {
  expect(saysSomething(filler)).toBe(false)
})

test.each(['0', '？', '👍', '𠮷', 'é', '葛󠄀', '\u3164路'])('%j is something to see', text => {
  expect(saysSomething(text)).toBe(true)
})
