import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = new URL('../..', import.meta.url).pathname
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const papersIn = (folder: string) =>
  readdirSync(join(root, folder))
    .filter(name => name.endsWith('.md'))
    .map(name => join(folder, name))

test('README can be read in five minutes', () => {
  expect(read('README.md').split(/\s+/).length).toBeLessThanOrEqual(1000)
})

test('every link from one paper to another file leads to one that is there', () => {
  const papers = ['README.md', ...papersIn('docs'), ...papersIn('docs/decisions'), ...papersIn('.github')]
  const links = papers.flatMap(paper =>
    [...read(paper).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, target = '']) => ({ paper, target })),
  )
  expect(links.length).toBeGreaterThan(40)
  expect(links.filter(({ paper, target }) => !existsSync(join(root, dirname(paper), target)))).toEqual([])
})

describe('the decisions', () => {
  const files = readdirSync(join(root, 'docs/decisions'))
    .filter(name => name !== 'README.md')
    .sort()
  const decisions = files.map(name => ({ name, text: read(`docs/decisions/${name}`) }))
  const fact = (text: string, name: string) => new RegExp(`^- ${name}: (.+)$`, 'm').exec(text)?.[1]

  test('are numbered one after the other, and say when, why and with what result', () => {
    expect(files.map(name => Number(name.slice(0, 3)))).toEqual(files.map((_, index) => index + 1))
    for (const { name, text } of decisions) {
      expect(text, name).toMatch(new RegExp(`^# ${name.slice(0, 3)}\\. `))
      expect(fact(text, 'Date'), name).toMatch(/^\d{4}-\d{2}-\d{2}$/)
      expect(
        [...text.matchAll(/^## (\w+)$/gm)].map(([, heading]) => heading),
        name,
      ).toEqual(['Context', 'Decision', 'Consequences'])
    }
  })

  test('hold, or name the one that holds instead', () => {
    const numbers = files.map(name => name.slice(0, 3))
    for (const { name, text } of decisions) {
      const [, successor] = /^(?:accepted|superseded by (\d{3}))$/.exec(fact(text, 'Status') ?? '') ?? [
        undefined,
        'no status',
      ]
      if (successor) expect(numbers, name).toContain(successor)
    }
  })

  test('stand in the index with their date and status', () => {
    const rows = [
      ...read('docs/decisions/README.md').matchAll(/^\| (\d{3}) +\| \[(.+)\]\((.+)\) +\| (.+?) +\| (.+?) +\|$/gm),
    ].map(row => row.slice(1))
    const expected = decisions.map(({ name, text }) => [
      name.slice(0, 3),
      /^# \d{3}\. (.+)$/m.exec(text)?.[1],
      name,
      fact(text, 'Date'),
      fact(text, 'Status'),
    ])
    expect(rows).toEqual(expected)
  })
})
