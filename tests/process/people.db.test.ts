import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect } from '#db/connect.ts'
import { sayDatabase } from '#db/dump.ts'
import { signIn } from '#people/sign-in.ts'
import { makeDataDir, openTestDatabase } from '../support/database.ts'
import { surroundings } from '../support/surroundings.ts'

let dataDir: string
let databaseUrl: string | undefined
let close = async () => {}

beforeAll(async () => {
  // The embedded database is migrated already: a process that finds none takes many seconds to make one.
  const isEmbedded = process.env.TEST_DATABASE !== 'postgresql'
  dataDir = isEmbedded ? await makeDataDir() : await mkdtemp(join(tmpdir(), 'portal-people-'))
  if (isEmbedded) return
  const connection = await openTestDatabase()
  databaseUrl = connection.databaseUrl
  close = connection.close
})
afterAll(async () => {
  await close()
  await rm(dataDir, { recursive: true, force: true })
})

/** What every command says first that changes something. */
const on = () => `on: ${sayDatabase({ databaseUrl, dataDir })}\n`

/** Runs the command as an operator of a production portal does, with a password on standard input. */
function people(words: string[], input = ''): Promise<{ code: number | null; output: string }> {
  return new Promise(resolve => {
    const child = spawn(process.execPath, ['src/process/people.ts', ...words], {
      env: {
        ...surroundings,
        NODE_ENV: 'production',
        ORIGIN: 'https://wenming.example.cn',
        DATA_KEY: Buffer.alloc(32, 7).toString('base64'),
        DATA_DIR: dataDir,
        ...(databaseUrl && { DATABASE_URL: databaseUrl }),
      },
    })
    let output = ''
    child.stdout.on('data', bytes => (output += bytes))
    child.stderr.on('data', bytes => (output += bytes))
    child.on('close', code => resolve({ code, output }))
    child.stdin.end(input)
  })
}

test('the first administrator is added to an empty production portal, and can sign in', async () => {
  expect(await people(['list'])).toEqual({ code: 0, output: '' })
  const added = await people(
    ['add', '--login', 'Zhangsan', '--name', '张三', '--roles', 'admin,clerk', '--password-stdin'],
    'otter-bridge-42\n',
  )
  expect(added).toEqual({ code: 0, output: `${on()}added Zhangsan\n` })
  const connection = await connect({ databaseUrl, dataDir })
  const person = await signIn(connection.db, { login: 'zhangsan', password: 'otter-bridge-42' }, new Date())
  await connection.close()
  expect(person).toMatchObject({ name: '张三', roles: ['admin', 'clerk'] })
})

test('a refusal says what is wrong and changes nothing', async () => {
  const add = (login: string, roles: string, password: string) =>
    people(['add', '--login', login, '--name', '李四', '--roles', roles], password)
  expect(await add('zhangsan', 'clerk', 'heron-lantern-7')).toEqual({
    code: 1,
    output: `${on()}not done: somebody has this login already\n`,
  })
  expect(await add('lisi', 'king', 'heron-lantern-7')).toMatchObject({
    code: 1,
    output: expect.stringContaining('roles are contributor'),
  })
  expect(await add('lisi', 'clerk', 'short')).toMatchObject({
    code: 1,
    output: expect.stringContaining('at least 10 characters'),
  })
  expect(await people(['add', '--login', 'lisi'])).toMatchObject({
    code: 2,
    output: expect.stringMatching(/^--name NAME and --roles ROLE,ROLE missing: npm run people -- add .*\n$/),
  })
  expect((await people(['list'])).output.trim().split('\n')).toHaveLength(1)
})

test('a disabled person is listed as such', async () => {
  expect(await people(['disable', '--login', 'zhangsan'])).toMatchObject({ code: 0 })
  expect(await people(['disable', '--login', 'nobody'])).toEqual({
    code: 1,
    output: `${on()}not done: nobody has this login\n`,
  })
  expect((await people(['list'])).output).toBe('zhangsan\t张三\tadmin,clerk\tdisabled\n')
})
