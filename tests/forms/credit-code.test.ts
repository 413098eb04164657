import { expect, test } from 'vitest'
import { readCreditCode } from '#forms/typed/credit-code.ts'

test('a code of an organisation is read as it is printed, spoken or mistyped alike, and refused when its check is wrong', () => {
  // The example of GB 32100 itself.
  const code = '91350100M000100Y43'
  for (const typed of [
    code,
    ' 91350100 m000100 y43 ',
    '９１３５０１００Ｍ０００１００Ｙ４３',
    '913501OOMOOO100Y43',
    '9I350I00M000I00Y43',
  ])
    expect(readCreditCode(typed), typed).toBe(code)
  for (const typed of ['91350100M000100Y44', '91350100M000100Y4', '91350100M000100S43', '91350100M00010OY4A', 'x', ''])
    expect(readCreditCode(typed), typed).toBeUndefined()
})
