import { spawn } from 'node:child_process'
import { expect, test } from 'vitest'
import { bareRepository, gitIn, temporaryDirectory } from '../support/content.ts'
import { readTyped } from '#process/command-line.ts'
import { surroundings } from '../support/surroundings.ts'

/** Runs a command as an operator does, on a place where it could do its work. */
async function run(typed: string, repository = '') {
  const [program, ...words] = typed.split(' ')
  const env = { ...surroundings, CONTENT_REPOSITORY: repository, DATA_DIR: await temporaryDirectory(), DEMO: '0' }
  return new Promise<{ code: number | null; output: string }>(resolve => {
    const child = spawn(process.execPath, [`src/process/${program}.ts`, ...words], { env })
    let output = ''
    child.stdout.on('data', bytes => (output += bytes))
    child.stderr.on('data', bytes => (output += bytes))
    child.on('close', code => resolve({ code, output }))
    child.stdin.end()
  })
}

const trial = {
  script: 'trial',
  commands: {
    check: { takes: '[DIR]', does: 'looks' },
    import: { takes: 'DIR --as LOGIN [--map FILE] [--dry-run]', does: 'takes in' },
    'remove-samples': { takes: '[--dry-run]', does: 'removes' },
  },
}
const toCheck = 'npm run trial -- check [DIR]'
const toImport = 'npm run trial -- import DIR --as LOGIN [--map FILE] [--dry-run]'
const toRemove = 'npm run trial -- remove-samples [--dry-run]'
const toAll = 'npm run trial -- check | import | remove-samples (--help says more)'

test.each([
  ['', `a command is missing: ${toAll}`],
  ['nonsense', `there is no command nonsense: ${toAll}`],
  ['toString', `there is no command toString: ${toAll}`],
  ['check --dry-run', `--dry-run is not taken here: ${toCheck}`],
  ['--dry-run check', `--dry-run is not taken here: ${toCheck}`],
  ['check a b', `b is not taken here: ${toCheck}`],
  ['import', `--as LOGIN and DIR missing: ${toImport}`],
  ['import a --as b --map --dry-run', `--map needs a value: ${toImport}`],
  ['import a --as=', `--as needs a value: ${toImport}`],
  ['import a --as', `--as needs a value: ${toImport}`],
  ['remove-samples --dry-rnu', `--dry-rnu is not taken here: ${toRemove}`],
  ['remove-samples --no-dry-run', `--no-dry-run is not taken here: ${toRemove}`],
  ['remove-samples --dry-run=false', `--dry-run takes no value: ${toRemove}`],
  ['remove-samples -n', `-n is not taken here: ${toRemove}`],
  ['remove-samples -- x', `x is not taken here: ${toRemove}`],
])('“%s” is refused in one line with the usage', (typed, line) => {
  expect(() => readTyped(trial, typed.split(' ').filter(Boolean))).toThrow(new Error(line))
})

test('what the table has is taken, in whatever order', () => {
  const { command, words, values, flags } = readTyped(trial, [
    'import',
    '--dry-run',
    '--as',
    'li',
    'folder',
    '--map=-m',
  ])
  expect([command, words, { ...values }, [...flags]]).toEqual([
    'import',
    ['folder'],
    { as: 'li', map: '-m' },
    ['dry-run'],
  ])
  expect(readTyped(trial, ['check']).words).toEqual([])
})

test.each([
  ['content remove-samples --strict', '--strict is not taken here: npm run content -- remove-samples [--dry-run]'],
  ['content check --dry-run', '--dry-run is not taken here: npm run content -- check [DIR]'],
  ['content export a --strict', '--strict is not taken here: npm run content -- export DIR'],
])('%s ends with 2 and says so before anything is changed', async (typed, line) => {
  const repository = await bareRepository(1)
  const main = await gitIn(repository, 'rev-parse', 'main')
  expect(await run(typed, repository)).toEqual({ code: 2, output: `${line}\n` })
  expect(await gitIn(repository, 'rev-parse', 'main')).toBe(main)
})

test.each([
  ['backup', 'FOLDER missing: npm run backup -- FOLDER'],
  ['restore', 'FOLDER missing: npm run restore -- FOLDER'],
  ['release', 'FOLDER missing: npm run release -- FOLDER'],
  ['doctor --bogus', '--bogus is not taken here: npm run doctor'],
  ['keys rotate --bogus', '--bogus is not taken here: npm run keys -- rotate'],
  ['people disable --login a --name b', '--name is not taken here: npm run people -- disable --login LOGIN'],
  ['check-volunteers --bogus', '--bogus is not taken here: npm run check:volunteers'],
])('%s ends with 2 and one line', async (typed, line) => {
  expect(await run(typed)).toEqual({ code: 2, output: `${line}\n` })
})

test('a folder that is not there is told in words', async () => {
  const repository = await bareRepository(1)
  const { code, output } = await run('content import /nonexistent', repository)
  expect(output).toBe(`on: the content repository ${repository}\nthere is no such file or folder: /nonexistent\n`)
  expect(code).toBe(1)
})

test.each([['content', 'npm run content -- remove-samples [--dry-run]']])(
  '%s --help says what there is, and ends with 0',
  async (program, line) => {
    const { code, output } = await run(`${program} --help`)
    expect([code, output]).toEqual([0, expect.stringContaining(line)])
  },
)
