import { execFile, execFileSync } from 'node:child_process'
import { appendFile, chmod, chown, mkdtemp, rm } from 'node:fs/promises'
import { existsSync, globSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { onTestFinished } from 'vitest'

const programs = globSync('/usr/lib/postgresql/*/bin/initdb').map(dirname).toSorted().at(-1)
const isRoot = process.getuid?.() === 0
/** PostgreSQL refuses to run as root. */
const owner = isRoot ? idsOf('postgres') : undefined

/** Whether a test can have a PostgreSQL of its own: its programs are here, and somebody may run them. */
export const canOwnPostgres = programs !== undefined && (!isRoot || owner !== undefined)

export interface OwnPostgres {
  port: number
  address: string
  start(): Promise<void>
  /** As a power switch does; what was acknowledged is on the disk. */
  stopAtOnce(): Promise<void>
  /** A copy that follows, on a port of its own; from now on no commit is acknowledged that it does not have. */
  follower(): Promise<OwnPostgres>
  /** The copy goes on alone. */
  promote(): Promise<void>
}

/** A PostgreSQL in a folder of its own, running, until the test ends; reached at 127.0.0.1 and, for hosts of a test, at `host`. */
export async function ownPostgres(host = '127.0.0.1'): Promise<OwnPostgres> {
  const directory = await folder()
  await run('initdb', '--pgdata', directory, '--username=postgres', '--auth=trust', '--encoding=UTF8', '--no-sync')
  await appendFile(
    join(directory, 'pg_hba.conf'),
    'host all all 10.77.0.0/16 trust\nhost replication all 10.77.0.0/16 trust\n',
  )
  const postgres = await serverIn(directory, host)
  await postgres.start()
  return postgres
}

async function serverIn(directory: string, host: string): Promise<OwnPostgres> {
  const port = await freePort()
  const options = `-p ${port} -k ${directory} -c listen_addresses=${host} -c max_connections=60`
  const control = (...words: string[]) => run('pg_ctl', '--pgdata', directory, '--silent', '--wait', ...words)
  const address = `postgres://postgres@${host}:${port}/postgres`
  onTestFinished(async () => {
    await control('--mode=immediate', 'stop').catch(() => {})
    await rm(directory, { recursive: true, force: true })
  })
  return {
    port,
    address,
    start: () => control('--log', join(directory, 'log'), '--options', options, 'start'),
    stopAtOnce: () => control('--mode=immediate', 'stop'),
    promote: () => control('promote'),
    async follower() {
      const copy = await folder()
      await run('pg_basebackup', '--pgdata', copy, '--dbname', address, '--write-recovery-conf', '--checkpoint=fast')
      const follower = await serverIn(copy, host)
      await follower.start()
      for (const statement of ["ALTER SYSTEM SET synchronous_standby_names = '*'", 'SELECT pg_reload_conf()'])
        await run('psql', '--no-psqlrc', '--quiet', '--output=/dev/null', '--command', statement, address)
      return follower
    },
  }
}

async function folder(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'portal-postgres-'))
  await chmod(directory, 0o700)
  if (owner) await chown(directory, owner.uid, owner.gid)
  return directory
}

async function run(program: string, ...words: string[]): Promise<void> {
  await promisify(execFile)(join(programs!, program), words, {
    ...owner,
    cwd: tmpdir(),
    env: { PATH: '/usr/bin:/bin' },
  })
}

function idsOf(user: string): { uid: number; gid: number } | undefined {
  if (!existsSync('/usr/bin/id')) return undefined
  try {
    const id = (flag: string) => Number(execFileSync('id', [flag, user], { encoding: 'utf8', stdio: 'pipe' }))
    return { uid: id('-u'), gid: id('-g') }
  } catch {
    return undefined
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return port
}
