import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readCreditCode } from '#forms/typed/credit-code.ts'
import { readClock, readDay } from '#forms/typed/day.ts'
import { readEmail } from '#forms/typed/email.ts'
import { isNumberOf, readDocumentNumber } from '#forms/typed/identity-document.ts'
import { readNumber } from '#forms/typed/number.ts'
import { readOneTimeCode, readSecondFactorCode } from '#forms/typed/one-time-code.ts'
import { readPhone } from '#forms/typed/phone.ts'
import { isInProvinceOf, readLatitude, readLongitude } from '#forms/typed/position.ts'
import { readSuggestionCode } from '#forms/typed/suggestion-code.ts'
import { readSuggestionNumber } from '#forms/typed/suggestion-number.ts'
import { documentNumbers, noDocumentNumbers } from './documents.ts'
import { meaningless } from './meaningless.ts'
import { meant } from './meant.ts'
import { effortOf } from '../../support/effort.ts'

const readers: Record<string, (typed: string) => string | number | undefined> = {
  phone: readPhone,
  email: readEmail,
  'document-number': readDocumentNumber,
  'credit-code': readCreditCode,
  'suggestion-code': readSuggestionCode,
  'suggestion-number': readSuggestionNumber,
  'one-time-code': readOneTimeCode,
  'second-factor': readSecondFactorCode,
  day: readDay,
  clock: readClock,
  number: readNumber,
  latitude: readLatitude,
  longitude: readLongitude,
}

describe('a typed value', () => {
  test.each(meant.flatMap(([kind, value, typed]) => typed.map(each => [kind, each, value] as const)))(
    '%s %j is %j',
    (kind, typed, value) => {
      expect(readers[kind]!(typed)).toBe(value)
    },
  )

  test.each(meaningless.flatMap(([kind, typed]) => typed.map(each => [kind, each] as const)))(
    '%s is not read out of %j',
    (kind, typed) => {
      expect(readers[kind]!(typed)).toBeUndefined()
    },
  )

  test.each(
    documentNumbers.flatMap(([document, number, typed]) => typed.map(each => [document, each, number] as const)),
  )('the number of a document (%s) %j is %j', (document, typed, number) => {
    expect([readDocumentNumber(typed), isNumberOf(document, number)]).toEqual([number, true])
  })

  test.each(noDocumentNumbers.flatMap(([document, typed]) => typed.map(each => [document, each] as const)))(
    'the number of a document (%s) is not read out of %j',
    (document, typed) => {
      const number = readDocumentNumber(typed)
      expect(number !== undefined && isNumberOf(document, number)).toBe(false)
    },
  )

  test.each(meant.map(([kind, value]) => [kind, value] as const))('%s %j is itself in plain form', (kind, value) => {
    expect(readers[kind]!(String(value))).toBe(value)
  })

  test.each(Object.keys(readers))(
    '%s: no reader throws or hangs, whatever comes, and what it gives it would give again',
    kind => {
      const read = readers[kind]!
      const pieces = fc.constantFrom(
        '138',
        '0000',
        '+86',
        '0578',
        '-',
        ' ',
        '（',
        '）',
        '转',
        '\u200b',
        '２',
        '@',
        'qq',
        '.',
        '。',
        'com',
        '年',
        '月',
        '°',
        '′',
        'N',
        '8F3K',
        'X',
        '\n',
        '验证码',
        '𠮷',
      )
      const typed = fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.array(pieces, { maxLength: 30 }).map(parts => parts.join('')),
      )
      fc.assert(
        fc.property(typed, text => {
          const value = read(text)
          expect(value === undefined || read(String(value)) === value).toBe(true)
        }),
        { numRuns: 2000 },
      )
    },
  )

  test('a very long text is refused at once', async () => {
    for (const read of Object.values(readers)) {
      const effort = await effortOf(() => {
        for (const piece of [
          '1 ',
          '1.',
          '8F3K/',
          '8F3K-',
          'a ',
          '\t@',
          '1',
          '1-',
          'a@',
          '8F3K',
          '0578 ',
          '28°',
          '(',
          '. ',
        ])
          read(piece.repeat(100_000))
      })
      expect(effort).toBeLessThan(3000)
    }
  })

  test('a code is found in a message of 19,000 characters', () => {
    const [, code] = meant.find(([kind]) => kind === 'suggestion-code')!
    const printed = String(code).replace(/(.{4})(?=.)/g, '$1-')
    expect(readSuggestionCode(`${'关于路灯的建言，'.repeat(1500)}编号 ${printed}。${'谢谢。'.repeat(2300)}`)).toBe(code)
  })

  test('a message of 20,000 characters is searched for a code at once, whatever looks like one in it', async () => {
    const effort = await effortOf(() => {
      for (const piece of ['8F3K', '8F3K-', '8F3K/', '8F3K - ', 'that ', '-', ' ', '8F3K-7QWD-2M00 '])
        readSuggestionCode(piece.repeat(20_000).slice(0, 20_000))
    })
    expect(effort).toBeLessThan(2000)
  })
})

test.each([
  ['331102', { latitude: 28.45, longitude: 119.92 }, true],
  ['331102', { latitude: 39.9, longitude: 116.4 }, false],
  ['331102', { latitude: 28.45, longitude: 116 }, false],
  ['110105', { latitude: 39.9, longitude: 116.4 }, true],
  // A county that a city has numbered itself.
  ['990101', { latitude: 28.45, longitude: 119.92 }, true],
])('whether a position lies in the province of %s is known: %j, %j', (county, position, inside) => {
  expect(isInProvinceOf(county, position)).toBe(inside)
})
