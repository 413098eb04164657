import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { createPersonalData } from '#people/personal-data.ts'

const personalData = createPersonalData(randomBytes(32))

test('what is sealed opens in its own column only', () => {
  const sealed = personalData.seal('13800000001', 'suggestion.phone_sealed')
  expect(personalData.open(sealed, 'suggestion.phone_sealed')).toBe('13800000001')
  for (const other of ['suggestion.name_sealed', 'person.phone_sealed', ''])
    expect(() => personalData.open(sealed, other), other).toThrow()
})

test('what is sealed opens with its own key only, and not when a single bit of it has changed', () => {
  const sealed = personalData.seal('吴女士', 'suggestion.name_sealed')
  expect(() => createPersonalData(randomBytes(32)).open(sealed, 'suggestion.name_sealed')).toThrow()
  const [form, id, text = ''] = sealed.split('.')
  expect([form, id]).toEqual(['v2', personalData.keyId])
  const bytes = Buffer.from(text, 'base64url')
  for (let position = 0; position < bytes.length; position += 1) {
    const altered = Buffer.from(bytes)
    altered[position]! ^= 1
    expect(
      () => personalData.open(`v2.${id}.${altered.toString('base64url')}`, 'suggestion.name_sealed'),
      `byte ${position}`,
    ).toThrow()
  }
})

test('what an earlier version sealed, which names no key, opens too', () => {
  const sealed = personalData.seal('吴女士', 'suggestion.name_sealed').replace(/^v2\.[^.]+/, 'v1')
  expect(personalData.open(sealed, 'suggestion.name_sealed')).toBe('吴女士')
})

test('a value of another key is refused by the names of both', () => {
  const other = createPersonalData(randomBytes(32))
  const sealed = other.seal('吴女士', 'suggestion.name_sealed')
  expect(() => personalData.open(sealed, 'suggestion.name_sealed')).toThrow(
    `sealed with the key ${other.keyId}, and this is ${personalData.keyId}`,
  )
})

test('the same text sealed twice looks different each time', () => {
  expect(personalData.seal('吴女士', 'suggestion.name_sealed')).not.toBe(
    personalData.seal('吴女士', 'suggestion.name_sealed'),
  )
})

test('a text is looked up by the same hash each time, in its own column and with its own key only', () => {
  const hash = personalData.lookup('13800000001', 'phone')
  expect(personalData.lookup('13800000001', 'phone')).toBe(hash)
  for (const other of [
    personalData.lookup('13800000001', 'identity'),
    personalData.lookup('13800000002', 'phone'),
    createPersonalData(randomBytes(32)).lookup('13800000001', 'phone'),
  ])
    expect(other).not.toBe(hash)
})
