import { globSync, readFileSync } from 'node:fs'
import { ESLint } from 'eslint'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { resolveImport } from '../.config/hold-walls.js'
import { doors, only, types, walls, words } from '../.config/walls.js'

const root = new URL('..', import.meta.url).pathname
const eslint = new ESLint({ cwd: root, overrideConfigFile: '.config/eslint.config.js' })
const table: Record<string, string[]> = walls
const outside: Record<string, string[]> = only

/** What the lint says about lines of code in a file that need not exist: for each line whether a wall, or another rule, refuses it. */
async function refused(file: string, lines: string[], rule = 'portal/walls'): Promise<boolean[]> {
  const [code, offset] = file.endsWith('.astro') ? [`---\n${lines.join('\n')}\n---\n`, 2] : [lines.join('\n'), 1]
  const [result] = await eslint.lintText(code, { filePath: `${root}${file}` })
  expect(result!.messages.filter(message => message.fatal)).toEqual([])
  const at = new Set(result!.messages.filter(({ ruleId }) => ruleId === rule).map(({ line }) => line - offset))
  return lines.map((_, index) => at.has(index))
}

const isFile = (path: string) => /\.\w+$/.test(path)
const somethingIn = (path: string) => (isFile(path) ? path : `${path}/something.ts`)
const specifierOf = (path: string) => (path.startsWith('db') ? `#${path}` : path.replace(/^src\//, '#'))
const isIn = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`)

describe('the table is what the lint holds', () => {
  const targets = Object.keys(table)

  test.each(Object.entries(table))('%s imports what its line allows and nothing else', async (folder, allowed) => {
    const file = isFile(folder)
      ? folder
      : `${folder}/something.${folder === 'src/components' || folder === 'src/pages' ? 'astro' : 'ts'}`
    const mayReach = (target: string) => isIn(target, folder) || allowed.some(one => isIn(target, one))
    const values = targets.map(target => [`import '${specifierOf(somethingIn(target))}'`, !mayReach(target)] as const)
    const ofTypes = targets.map(
      target =>
        [
          `import type { One } from '${specifierOf(somethingIn(target))}'`,
          !mayReach(target) && !allowed.includes(types),
        ] as const,
    )
    const ofWords = targets
      .filter(target => !isFile(target))
      .map(
        target =>
          [
            `import { one } from '${specifierOf(`${target}/some-words.ts`)}'`,
            !mayReach(target) && !allowed.includes(words),
          ] as const,
      )
    const tried = [...values, ...ofTypes, ...ofWords]
    const answers = await refused(
      file,
      tried.map(([line]) => line),
    )
    expect(tried.map(([line], index) => [line, answers[index]])).toEqual(tried)
  })

  test.each(Object.entries(outside))('%s is for those it names', async (name, users) => {
    const [source, one] = name.split('#')
    const lines =
      name === 'fetch'
        ? ["await fetch('https://city.example')"]
        : one
          ? [`import { ${one} } from '${source}'`, `import * as all from '${source}'`, `import all from '${source}'`]
          : [`import { one } from '${source}'`, `export * from '${source}/part'`, `await import('${source}')`]
    for (const folder of Object.keys(table)) {
      const file = isFile(folder) ? folder : `${folder}/something.ts`
      expect(await refused(file, lines), file).toEqual(lines.map(() => !users.some(user => isIn(file, user))))
    }
    for (const user of users) expect(await refused(somethingIn(user), lines.slice(0, 1)), user).toEqual([false])
    if (name !== 'fetch')
      expect(
        await refused('src/pages/something.astro', [`import type { One } from '${source}'`]),
        'types are free',
      ).toEqual([false])
  })

  test.each(doors.map(([from, to]) => [from!, to!]))(
    'the door from %s to %s is used, and leads from nowhere else beside it',
    async (from, to) => {
      const line = `import '${specifierOf(somethingIn(to))}'`
      expect(await refused(somethingIn(from), [line])).toEqual([false])
      const beside = `${from.slice(0, from.lastIndexOf('/'))}/another-file.ts`
      expect(await refused(beside, [line])).toEqual([!isIn(beside, from)])
      expect(
        sources
          .filter(file => isIn(file, from))
          .flatMap(importsOf)
          .some(path => isIn(path, to)),
      ).toBe(true)
    },
  )
})

describe('what the house promises', () => {
  test.each([
    ['db/connect.ts', "import { roles } from '#people/roles.ts'"],
    ['db/connect.ts', "import type { Role } from '../src/people/roles.ts'"],
    ['db/migrations/2027-01-01-more.ts', "import type { Db } from '../schema.ts'"],
    ['src/calendar/holidays.ts', "import type { Db } from '#db/schema.ts'"],
    ['src/forms/fields.ts', "import { roles } from '#people/roles.ts'"],
    ['src/people/staff.ts', "import { enqueueMessage } from '#messages/outbox.ts'"],
    ['src/messages/words.ts', "import { desk } from '#suggestions/desk.ts'"],
    ['src/publishing/edition/edition.ts', "import { queue } from '#suggestions/queue.ts'"],
    ['src/publishing/types/notice.ts', "export { edition } from '../edition/edition.ts'"],
    ['src/suggestions/moves/answer.ts', "import type { Visit } from '#web/visit.ts'"],
    ['src/suggestions/moves/answer.ts', "const page = await import('#pages/desk/index.astro')"],
    ['src/suggestions/moves/answer.ts', "import type { Edition } from '#publishing/edition/edition.ts'"],
    ['src/volunteering/check.ts', "import { queue } from '#suggestions/queue.ts'"],
    ['src/volunteering/check.ts', "import type { APIContext } from '#components/form/field.ts'"],
    ['src/volunteering/check.ts', "import { defineMiddleware } from 'astro:middleware'"],
    ['src/web/visit.ts', "import { desk } from '#suggestions/desk.ts'"],
    ['src/components/parts/Tag.astro', "import { roles } from '#people/roles.ts'"],
    ['src/components/parts/Tag.astro', "import { sql } from 'kysely'"],
    ['src/pages/desk/index.astro', "import { currentPortal } from '#portal.ts'"],
    ['src/pages/desk/index.astro', "import { connect } from '#db/connect.ts'"],
    ['src/pages/desk/index.astro', "import { sql } from 'kysely'"],
    ['src/pages/desk/index.astro', "import pg from 'pg'"],
    ['src/publishing/drafts/drafts.ts', "import { execFile } from 'node:child_process'"],
    ['src/web/visit.ts', "import nodemailer from 'nodemailer'"],
    ['src/suggestions/tell.ts', "const sent = await fetch('https://sms.example')"],
    ['src/people/session.ts', "import { createCipheriv } from 'node:crypto'"],
    ['src/parcels/parcels.ts', "import { roles } from '#people/roles.ts'"],
  ])('%s may not say: %s', async (file, line) => {
    expect(await refused(file, [line])).toEqual([true])
  })

  test('a script inside a component is held too', async () => {
    const script =
      "<p></p>\n<script>\nimport { roles } from '#people/roles.ts'\nimport { count } from './count-characters.ts'\n</script>\n"
    const [result] = await eslint.lintText(script, { filePath: `${root}src/components/form/Some.astro` })
    expect(result!.messages.filter(({ ruleId }) => ruleId === 'portal/walls').map(({ line }) => line)).toEqual([3])
  })
})

// A second rule of the same name for the same files would replace the first, so each is tried in every folder.
test.each(Object.keys(table))(
  '%s holds no offset of Lishui’s clock, counts no milliseconds of a day and begins no transaction by itself',
  async folder => {
    const lines = [
      'const zone = "Asia/Shanghai"',
      'const at = (day: string) => `${day}T08:00+08:00`',
      'const begins = "T00:00:00+08:00"',
      'const offset = 8 * anHour',
      'const hour = 3_600_000',
      'const day = 86_400_000',
      'const weekday = new Date().getUTCDay()',
      'const done = db.transaction().execute(act)',
    ]
    for (const file of isFile(folder) ? [folder] : [`${folder}/something.ts`, `${folder}/something.astro`]) {
      expect(await refused(file, lines, 'no-restricted-syntax'), file).toEqual(lines.map(() => true))
    }
  },
)

const sources = globSync('{src,db}/**/*.{ts,mjs,astro}', { cwd: root })

/** The files of ours that a file imports, types too. */
function importsOf(file: string): string[] {
  const text = readFileSync(`${root}${file}`, 'utf8')
  const code = file.endsWith('.astro') ? (/^---$(.*?)^---$/ms.exec(text)?.[1] ?? '') : text
  return ts.preProcessFile(code).importedFiles.flatMap(({ fileName }) => resolveImport(file, fileName) ?? [])
}

test('no file imports itself by way of others', () => {
  const imports = new Map(sources.map(file => [file, importsOf(file)]))
  const cleared = new Set<string>()
  function findCycle(file: string, way: string[]): string[] | undefined {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file]
    if (cleared.has(file)) return undefined
    for (const next of imports.get(file) ?? []) {
      const cycle = findCycle(next, [...way, file])
      if (cycle) return cycle
    }
    cleared.add(file)
    return undefined
  }
  expect(sources.length).toBeGreaterThan(300)
  expect(sources.map(file => findCycle(file, [])).find(Boolean)).toBeUndefined()
})
