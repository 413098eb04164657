import { expect, test } from 'vitest'
import { createTurns } from '#suggestions/photo-turns.ts'

test('a sender who has many pictures waits for everybody else after each of them', async () => {
  const inTurn = createTurns()
  const done: string[] = []
  const work = (name: string) => async () => {
    await new Promise(resolve => setTimeout(resolve, 1))
    done.push(name)
  }
  const all = [1, 2, 3, 4].map(number => inTurn('heavy', work(`heavy ${number}`)))
  all.push(inTurn('light', work('light 1')), inTurn('other', work('other 1')), inTurn('light', work('light 2')))
  await Promise.all(all)
  expect(done).toEqual(['heavy 1', 'heavy 2', 'light 1', 'other 1', 'heavy 3', 'light 2', 'heavy 4'])
})

test('one picture that fails stops nobody, and no two are made at once', async () => {
  const inTurn = createTurns()
  let running = 0
  const work = async () => {
    running += 1
    await new Promise(resolve => setTimeout(resolve, 1))
    expect(running).toBe(1)
    running -= 1
    return 'made'
  }
  const outcomes = await Promise.allSettled([
    inTurn('a', () => Promise.reject(new Error('disk full'))),
    inTurn('a', work),
    inTurn('b', work),
  ])
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled'])
})
