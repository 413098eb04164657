import { expect, test } from 'vitest'
import { gather } from '#suggestions/gather.ts'

const pause = () => new Promise(resolve => setTimeout(resolve, 5))
const refusal = (message: string) => Object.assign(new Error(message), { severity: 'ERROR' })

test('calls that come while the work is busy are done together, and each gets its own result', async () => {
  const sizes: number[] = []
  const double = gather(async (numbers: number[]) => {
    sizes.push(numbers.length)
    await pause()
    return numbers.map(number => number * 2)
  })
  const numbers = Array.from({ length: 50 }, (_, index) => index)
  expect(await Promise.all(numbers.map(double))).toEqual(numbers.map(number => number * 2))
  expect(sizes).toEqual([1, 1, 48])
  expect(await double(100)).toBe(200)
})

test('of those done together only the one at fault fails', async () => {
  const take = gather(async (numbers: number[]) => {
    await pause()
    if (numbers.includes(13)) throw refusal('unlucky')
    return numbers
  })
  const results = await Promise.allSettled(Array.from({ length: 20 }, (_, index) => take(index)))
  expect(results.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []))).toEqual([13])
})

test('nothing is tried again when it is not known what was done', async () => {
  let calls = 0
  const take = gather(async (numbers: number[]) => {
    calls++
    await pause()
    if (numbers.length > 1) throw new Error('connection lost')
    return numbers
  })
  const results = await Promise.allSettled(Array.from({ length: 6 }, (_, index) => take(index)))
  expect([calls, results.filter(({ status }) => status === 'rejected').length]).toEqual([3, 4])
})
