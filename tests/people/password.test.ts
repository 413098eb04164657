import { expect, test } from 'vitest'
import { findPasswordFault, hashPassword, isPasswordOf } from '#people/password.ts'
import { effortOf } from '../support/effort.ts'

test.each([
  ['short1', 'too-short'],
  ['九个汉字也还不够长', 'too-short'],
  ['a'.repeat(201), 'too-long'],
  ['zhangsan-zhangsan', 'is-login'],
  ['ZhangSan123', 'is-login'],
  ['1111111111', 'too-simple'],
  ['abababababab', 'too-simple'],
  ['abcdefghijkl', 'too-simple'],
  ['9876543210', 'too-simple'],
  ['Password123', 'well-known'],
  ['password123!!', 'well-known'],
  ['1q2w3e4r5t', 'well-known'],
  ['瓯江边有一张长椅子', 'too-short'],
  ['瓯江边有一张靠背长椅', undefined],
  ['otter-bridge-42', undefined],
])('the new password %j of zhangsan: %s', (password, fault) => {
  expect(findPasswordFault(password, 'zhangsan')).toBe(fault)
})

test('a password is the same on a keyboard that types full-width letters or composed accents', async () => {
  const hash = await hashPassword('Café-otter-42')
  expect(await isPasswordOf(hash, 'Ｃafe\u0301-otter-４２')).toBe(true)
  expect(await isPasswordOf(hash, 'cafe-otter-42')).toBe(false)
})

test('a hash is argon2id with the costs OWASP asks for, and never twice the same', async () => {
  const [one, two] = await Promise.all([hashPassword('otter-bridge-42'), hashPassword('otter-bridge-42')])
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect(one).not.toBe(two)
})

test('nobody’s password takes as much work to refuse as a wrong one', async () => {
  const hash = await hashPassword('otter-bridge-42')
  const effort = (against: string | undefined) =>
    effortOf(async () => {
      for (let round = 0; round < 5; round++) await isPasswordOf(against, 'otter-bridge-43')
    })
  await effort(hash)
  const [known, unknown] = [await effort(hash), await effort(undefined)]
  expect(unknown).toBeGreaterThan(known / 3)
  expect(unknown).toBeLessThan(known * 3)
})
