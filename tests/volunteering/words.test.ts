import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { volunteerRefusals } from '#volunteering/words.ts'

const root = join(import.meta.dirname, '../..')

/** Every word with which the code refuses: `refused: 'a-word'`, alone or in a union. */
function refusalsIn(folder: string): string[] {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts')).map(name => readFileSync(join(root, folder, name), 'utf8'))
  const unions = files.flatMap(text => [...text.matchAll(/refused: ((?:'[a-z-]+'|[A-Za-z]+)(?: \| (?:'[a-z-]+'|[A-Za-z]+))*)/g)].map(match => match[1]!))
  const faults = files.flatMap(text => [...text.matchAll(/type \w+Fault = ([^\n]+)/g)].map(match => match[1]!))
  return [...new Set([...unions, ...faults].flatMap(union => [...union.matchAll(/'([a-z-]+)'/g)].map(match => match[1]!)))]
}

describe('refusals', () => {
  const words = refusalsIn('src/volunteering')

  test.each(words)('%s is said in Chinese', word => {
    expect(volunteerRefusals[word]).toMatch(/\p{Script=Han}/u)
  })

  test('that nobody gives have no words', () => {
    expect(Object.keys(volunteerRefusals).filter(word => !words.includes(word))).toEqual([])
  })
})
