import { expect, test } from 'vitest'
import { amountInYuan, fenOf, inWan, sayWan } from '#forms/typed/money.ts'

test.each([
  ['0', 0],
  ['0.1', 10],
  ['0.29', 29],
  ['1280000.5', 128_000_050],
  ['999999999999.99', 99_999_999_999_999],
])('%s yuan are %i fen, exactly', (amount, fen) => {
  expect(amountInYuan.test(amount)).toBe(true)
  expect(fenOf(amount)).toBe(fen)
})

test.each(['', '1,280', '1.234', '01', '-5', '1e3', '１２', '12 万', '=1+1'])('%j is no amount', written => {
  expect(amountInYuan.test(written)).toBe(false)
})

test('an entry says it to the last fen, a table in hundreds of yuan', () => {
  expect(sayWan(128_000_051)).toBe('128.000051 万元')
  expect(inWan(128_006_051)).toBe('128.01')
  expect(inWan(1_234_500_000_000)).toBe('1,234,500')
})
