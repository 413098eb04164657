import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'

const src = new URL('../../src/', import.meta.url).pathname
const read = (file: string) => readFileSync(join(src, file), 'utf8')
/** The editor's own sheet is loaded by its page alone. */
const ofTheEditor = 'pages/admin/_client/admin.css'
const sheets = ['styles/index.css', 'styles/desk.css']
const files = globSync('**/*.css', { cwd: src }).filter(file => file !== ofTheEditor)
const imported = sheets.flatMap(sheet =>
  [...read(sheet).matchAll(/^@import '(.+)' layer\(/gm)].map(([, path]) => join(dirname(sheet), path!)),
)

describe('the two sheets', () => {
  test('every file of rules is in one of them, once, and none is missing', () => {
    expect(imported.toSorted()).toEqual(files.filter(file => !sheets.includes(file)).toSorted())
  })

  test('a style in components/ stands beside the component of its name', () => {
    const alone = files.filter(
      file => file.startsWith('components/') && !existsSync(join(src, file.replace('.css', '.astro'))),
    )
    expect(alone).toEqual([])
  })

  test('no file is longer than 300 lines', () => {
    expect(files.filter(file => read(file).split('\n').length > 300)).toEqual([])
  })
})

test('every class that has a rule is written by a page, a component or a script', () => {
  const markup = globSync('**/*.{astro,ts}', { cwd: src }).map(read)
  const words = new Set<string>()
  /** Beginnings of composed names: `tag--` of `tag--${tone}`. */
  const beginnings = new Set<string>()
  for (const text of markup)
    for (const [, value] of text.matchAll(/class(?:Name)?(?::list)?=("[^"]*"|\{.*?\}(?=[\s>/]))/gs)) {
      for (const word of value!.match(/[\w-]+/g) ?? []) words.add(word)
      for (const [, beginning] of value!.matchAll(/([\w-]+[-_])\$\{/g)) beginnings.add(beginning!)
    }
  for (const text of markup)
    for (const [, word] of text.matchAll(/(?:classList\.\w+\(|className = )'([\w-]+)'/g)) words.add(word!)
  const classes = files.flatMap(file =>
    [
      ...read(file)
        .replaceAll(/\/\*.*?\*\/|\{[^{}]*\}|@import.*/gs, '')
        .matchAll(/\.([a-z][\w-]*)/g),
    ].map(([, name]) => ({ file, name: name! })),
  )
  const unused = classes.filter(
    ({ name }) => !words.has(name) && ![...beginnings].some(beginning => name.startsWith(beginning)),
  )
  expect(classes.length).toBeGreaterThan(300)
  expect(unused).toEqual([])
})
