import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const paper = read('docs/security.md')
/** Number (or several in a row), what is asked, how it is met, and what shows it. */
const rows = [...paper.matchAll(/^\| (\d+\.\d+\.\d+(?:–\d+)?) +\| (.+?) +\| (.+?) +\| (.*?) *\|$/gm)].map(
  ([, number = '', asked = '', how = '', shown = '']) => ({ number, asked, how, shown }),
)
const howMany = ({ number }: { number: string }) => {
  const [, first = '', last = first] = /(\d+)(?:–(\d+))?$/.exec(number)!
  return Number(last) - Number(first) + 1
}
const countOf = (some: typeof rows) => some.reduce((sum, row) => sum + howMany(row), 0)

describe('the paper on security', () => {
  test('names for what it says to be met a test that is there, or says where else it is written', () => {
    const missing = rows.flatMap(({ number, how, shown }) => {
      const named = [...shown.matchAll(/`([\w/.-]+\.test\.ts)` “([^”]+)”/g)]
      if (named.length === 0)
        return /^(?:\*\*not met:\*\*|does not apply:|paper:) ./.test(how) ? [] : [`${number}: nothing shows it`]
      return named
        .filter(([, file, name]) => !readOrNothing(`tests/${file}`).includes(name!))
        .map(([, file, name]) => `${number}: ${file} has no test “${name}”`)
    })
    expect(missing).toEqual([])
  })

  test('has a row for each of the 253 requirements of levels 1 and 2, once, and counts them right', () => {
    expect(countOf(rows)).toBe(253)
    expect(new Set(rows.map(({ number }) => number)).size).toBe(rows.length)
    const notMet = rows.filter(({ how }) => how.startsWith('**not met:**'))
    const others = rows.filter(({ how }) => how.startsWith('does not apply:'))
    const written = rows.filter(({ how }) => how.startsWith('paper:'))
    const shown = rows.filter(row => ![...notMet, ...others, ...written].includes(row))
    expect(paper).toContain(
      `Of 253 requirements: ${countOf(shown)} met, and a test shows it; ${countOf(written)} met, and a paper or the code shows it; ` +
        `${countOf(notMet)} not met, or not to the letter; ${countOf(others)} do not apply.`,
    )
    expect(paper).toContain(`Not met, or not to the letter: ${notMet.map(({ number }) => number).join(', ')}.`)
  })
})

function readOrNothing(path: string): string {
  try {
    return read(path)
  } catch {
    return ''
  }
}
