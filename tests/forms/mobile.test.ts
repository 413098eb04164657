import { expect, test } from 'vitest'
import { fields } from '#forms/fields.ts'
import { mobile } from '#forms/typed-fields.ts'
import { plainValues } from '#forms/values.ts'

test.each([
  ['13800000001', undefined],
  ['+86 138-0000-0001', undefined],
  ['００８６１３８０００００００１', undefined],
  ['0578-2090000', '收不到'],
  ['+39 347 123 4567', '收不到'],
  ['1380000000', '请写手机号'],
  ['12800000001', '请写手机号'],
])('to %s a code can be sent, or it is said why not: %s', (typed, words) => {
  const signIn = fields({ phone: mobile('手机号', { wrong: '请写手机号', unreached: '收不到' }) })
  const { data, error } = signIn.safeParse(plainValues(signIn, { phone: typed }))
  expect([data?.phone, error?.issues[0]?.message]).toEqual(words ? [undefined, words] : ['13800000001', undefined])
})
