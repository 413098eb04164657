import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, readdir } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { expect, inject, onTestFinished, test } from 'vitest'
import { temporaryDirectory } from '../support/content.ts'
import { dataKey } from '../support/server.ts'
import { surroundings } from '../support/surroundings.ts'

const key = { DATA_KEY: dataKey.toString('base64') }
/** Somewhere where nothing listens. */
const nowhere = 'postgres://portal:a-secret@127.0.0.1:1/portal'

/** What a start that comes to nothing says before it ends. */
async function refused(env: Record<string, string>, before: string[] = []): Promise<string> {
  const [program, ...words] = [...before, process.execPath, 'src/process/start.ts']
  const child = spawn(program!, words, { env: { ...surroundings, PORT: '0', ...env } })
  onTestFinished(() => void child.kill('SIGKILL'))
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', bytes => (output += bytes))
  expect((await once(child, 'close'))[0], output).toBe(1)
  return output
}

// Root may write everywhere, unless that right is taken away.
const asOthers = process.getuid?.() === 0 ? ['setpriv', '--inh-caps=-dac_override', '--bounding-set=-dac_override'] : []
const mayBeOthers = asOthers.length === 0 || spawnSync(asOthers[0]!, [...asOthers.slice(1), 'true']).status === 0

test.skipIf(!mayBeOthers).each([
  ['the data folder', '.', key],
  ['the data folder, with the key still to be made', '.', {}],
  ['the folder of the embedded database', 'database', key],
])('a start that may not write %s says so in one line', async (_, folder, env) => {
  const dataDir = await temporaryDirectory()
  await mkdir(join(dataDir, folder), { recursive: true })
  await chmod(join(dataDir, folder), 0o555)
  expect(await refused({ DATA_DIR: dataDir, ...env }, asOthers)).toMatch(
    /^cannot start: DATA_DIR: cannot be used: EACCES[^\n]+; set it to a folder that this user may write\n$/,
  )
})

test.each([
  ['one process', {}],
  ['several', { DATABASE_URL: nowhere, WORKERS: '2' }],
])('a port in use is found before anything is made, by %s', async (_, env) => {
  const other = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void other.close())
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  const dataDir = await temporaryDirectory()
  expect(await refused({ DATA_DIR: dataDir, PORT: String(port), ...key, ...env })).toMatch(
    new RegExp(`^cannot start: PORT: ${port} on 127.0.0.1 is in use, [^\n]+ set PORT to another\n$`),
  )
  expect(await readdir(dataDir)).toEqual([])
})

test('a host that is no address of this machine is named in one line', async () => {
  expect(await refused({ DATA_DIR: await temporaryDirectory(), HOST: '192.0.2.1' })).toMatch(
    /^cannot start: HOST: 192\.0\.2\.1 is no address of this machine; [^\n]+\n$/,
  )
})

test('a database that does not answer is named by its setting in one line, without the password', async () => {
  expect(await refused({ DATA_DIR: await temporaryDirectory(), DATABASE_URL: nowhere })).toBe(
    'cannot start: DATABASE_URL: connect ECONNREFUSED 127.0.0.1:1; npm run doctor tells more\n',
  )
})

test.skipIf(!inject('postgres'))('so is one that does not exist (needs PostgreSQL)', async () => {
  const address = new URL(inject('postgres')!)
  address.pathname = '/no_such_portal'
  expect(await refused({ DATA_DIR: await temporaryDirectory(), DATABASE_URL: address.href })).toBe(
    'cannot start: DATABASE_URL: database "no_such_portal" does not exist; npm run doctor tells more\n',
  )
})
