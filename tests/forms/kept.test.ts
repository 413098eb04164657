import { expect, test } from 'vitest'
import { keptOf } from '#forms/kept.ts'
import { addition } from '#suggestions/moves/addition.ts'
import { answer } from '#suggestions/moves/answer.ts'
import { reRouting } from '#suggestions/moves/re-routing.ts'

test('of a form that came too late what was written and shown is kept, and neither keys nor codes', () => {
  const token = 'a'.repeat(32)
  const key = 'fb6af35a-9204-4a55-8d3f-000000000000'
  expect(keptOf(addition.form, { body: '写了很久', photos: [token], request_key: key })).toEqual({
    texts: ['写了很久'],
    photos: [token],
    documents: [],
  })
  expect(
    keptOf(answer.form, { body: '答复', after: [token], documents: [`${token} 示例.pdf`], as_it_is: 'yes' }),
  ).toEqual({ texts: ['答复'], photos: [token], documents: ['示例.pdf'] })
  expect(keptOf(reRouting.form, { lead: 'gongan-jiaojing', from: 'zonghe-zhifa', reason: '管错了' }).texts).toEqual([
    '管错了',
  ])
})
