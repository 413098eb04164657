import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ageOn, birthday, dayOf, isBirthDate } from '#volunteering/volunteers/age.ts'
import { slots, slotsOf } from '#volunteering/volunteers/available-times.ts'
import { birthDateOf } from '#forms/typed/identity-document.ts'
import { checkCharacterOf, readIdentityNumber } from '#forms/typed/identity-number.ts'
import { isVolunteerNumber, newVolunteerNumber } from '#volunteering/volunteers/number.ts'
import { identityNumberFor } from '../support/volunteering.ts'

const day = fc
  .date({ min: new Date('1901-01-01T00:00:00Z'), max: new Date('2026-11-01T00:00:00Z'), noInvalidDate: true })
  .map(date => date.toISOString().slice(0, 10))

describe('an identity number', () => {
  test('has the check character of GB 11643', () => {
    // The example of the standard's own text: 11010519491231002 → X.
    expect(checkCharacterOf('11010519491231002')).toBe('X')
    expect(readIdentityNumber('11010519491231002X')).toBe('11010519491231002X')
    expect(birthDateOf('11010519491231002X')).toBe('1949-12-31')
  })

  test('is read as people type it', () => {
    expect(readIdentityNumber(' 110105 19491231 002x ')).toBe('11010519491231002X')
    expect(readIdentityNumber('１１０１０５１９４９１２３１００２Ｘ')).toBe('11010519491231002X')
  })

  test('is refused with any one digit wrong, and with neighbours swapped', () => {
    fc.assert(
      fc.property(
        day,
        fc.integer({ min: 1, max: 999 }),
        fc.integer({ min: 0, max: 16 }),
        fc.integer({ min: 1, max: 9 }),
        (birth, sequence, place, step) => {
          const number = identityNumberFor(birth, sequence)
          expect(birthDateOf(number)).toBe(birth)
          const wrong = number.slice(0, place) + ((Number(number[place]) + step) % 10) + number.slice(place + 1)
          expect(readIdentityNumber(wrong)).toBeUndefined()
          const swapped = number.slice(0, place) + number[place + 1] + number[place] + number.slice(place + 2)
          if (swapped !== number) expect(readIdentityNumber(swapped)).toBeUndefined()
        },
      ),
    )
  })

  test.each([
    '',
    '123',
    '11010519490231002X',
    '110105194912310021',
    '01010519491231002X',
    '1101051949123100 2XX',
    '１２３４５６',
  ])('%j is none', typed => {
    expect(readIdentityNumber(typed)).toBeUndefined()
  })
})

describe('a volunteer number', () => {
  test('is recognised as typed, and not with a digit wrong', () => {
    for (let index = 0; index < 200; index++) {
      const number = newVolunteerNumber('SL')
      expect(number).toMatch(/^SL\d{10}$/)
      expect(isVolunteerNumber(` ${number.slice(0, 6).toLowerCase()}-${number.slice(6)} `)).toBe(true)
      const place = 2 + (index % 10)
      expect(
        isVolunteerNumber(
          number.slice(0, place) + ((Number(number[place]) + 1 + (index % 9)) % 10) + number.slice(place + 1),
        ),
      ).toBe(false)
    }
  })
})

describe('ages', () => {
  test('are full years on a day in Lishui', () => {
    expect(dayOf(new Date('2026-11-22T15:59:59Z'))).toBe('2026-11-22')
    expect(dayOf(new Date('2026-11-22T16:00:00Z'))).toBe('2026-11-23')
    expect(ageOn('2008-11-25', '2026-11-24')).toBe(17)
    expect(ageOn('2008-11-25', '2026-11-25')).toBe(18)
    expect(ageOn('2008-02-29', '2026-02-28')).toBe(17)
    expect(ageOn('2008-02-29', '2026-03-01')).toBe(18)
    expect(birthday('2008-02-29', 18)).toBe('2026-03-01')
  })

  test('grow by one on the birthday and on no other day', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 100 }), (birth, age) => {
        const reached = birthday(birth, age)
        const eve = new Date(Date.parse(reached) - 86_400_000).toISOString().slice(0, 10)
        expect(ageOn(birth, reached)).toBe(age)
        expect(ageOn(birth, eve)).toBe(age - 1)
      }),
    )
  })

  test('need a day on which somebody alive can be born', () => {
    expect(isBirthDate('2026-11-22', '2026-11-22')).toBe(true)
    for (const wrong of ['2026-11-23', '2025-02-29', '1899-12-31', '20001-01-01', '2000-1-1', ''])
      expect(isBirthDate(wrong, '2026-11-22'), wrong).toBe(false)
  })
})

describe('the parts of the week', () => {
  test('that a shift touches go by the clock in Lishui', () => {
    const at = (text: string) => new Date(`${text}+08:00`)
    expect(slotsOf(at('2026-11-23T08:00'), at('2026-11-23T12:00'))).toEqual(['mon-morning'])
    expect(slotsOf(at('2026-11-23T08:00'), at('2026-11-23T12:01'))).toEqual(['mon-morning', 'mon-afternoon'])
    expect(slotsOf(at('2026-11-23T11:59'), at('2026-11-23T12:30'))).toEqual(['mon-morning', 'mon-afternoon'])
    expect(slotsOf(at('2026-11-28T19:30'), at('2026-11-29T01:00'))).toEqual(['sat-evening', 'sun-morning'])
    expect(slotsOf(at('2026-11-23T00:00'), at('2026-11-30T00:00'))).toEqual(slots)
  })
})
