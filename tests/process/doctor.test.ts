import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { beforeAll, describe, expect, inject, onTestFinished, test, vi } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { keepCanary } from '#people/data-key.ts'
import { recordEvent } from '#people/events.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { hashOf, isMadeFrom } from '#process/stamps.mjs'
import { sayLost } from '#publishing/edition/lost-content.ts'
import { bucketServer } from '../support/bucket.ts'
import { bareRepository, gitIn, temporaryDirectory } from '../support/content.ts'
import { embeddedDataDir, openPostgres } from '../support/database.ts'
import { asAdministrator, createDatabase, databaseAddress } from '../support/postgres.ts'
import { canOwnPostgres, ownPostgres } from '../support/own-postgres.ts'
import { dataKey } from '../support/server.ts'
import { surroundings } from '../support/surroundings.ts'

const secret = 'a-secret-that-nobody-may-read'
/** Somewhere where nothing listens. */
const nowhere = '127.0.0.1:1'
const inProduction = {
  NODE_ENV: 'production',
  ORIGIN: 'https://wenming.example.cn',
  TRUSTED_PROXIES: '1',
  DATA_KEY: dataKey.toString('base64'),
}

/** Runs the command; gives the lines by what they are about. None may hold a secret. */
async function doctor(env: Record<string, string>): Promise<{ code: number | null; lines: Record<string, string> }> {
  const all = { ...surroundings, ...inProduction, ...env }
  const { code, output } = await new Promise<{ code: number | null; output: string }>(resolve => {
    const child = spawn(process.execPath, ['src/process/doctor.ts'], { env: all })
    let output = ''
    child.stdout.on('data', bytes => (output += bytes))
    child.stderr.on('data', bytes => (output += bytes))
    child.on('close', code => resolve({ code, output }))
  })
  expect(output).not.toContain(secret)
  expect(output).not.toContain(all.DATA_KEY)
  const lines = output.trimEnd().split('\n')
  return { code, lines: Object.fromEntries(lines.map(line => [/^\w+ +(\S+)/.exec(line)?.[1] ?? line, line])) }
}

const faultsIn = (lines: Record<string, string>) => Object.keys(lines).filter(name => lines[name]!.startsWith('FAULT'))

test('a build is told from one of other sources', async () => {
  const stamp = join(await temporaryDirectory(), 'stamp')
  const from = ['package.json', 'deploy']
  expect(isMadeFrom({ stamp, from })).toBe(false)
  await writeFile(stamp, hashOf(['package.json']))
  expect(isMadeFrom({ stamp, from })).toBe(false)
  await writeFile(stamp, hashOf(from))
  expect(isMadeFrom({ stamp, from })).toBe(true)
})

test('a wrong setting is named, and nothing else is looked at', async () => {
  const { code, lines } = await doctor({ DATA_DIR: await temporaryDirectory(), PORT: 'x' })
  expect(code).toBe(1)
  expect(Object.values(lines)).toEqual([
    'FAULT  settings   PORT: must be a whole number from 0 to 65535 → correct that value in the settings',
  ])
})

test('a data directory that nobody can make is named, and not tried for ever', async () => {
  const { code, lines } = await doctor({ DATA_DIR: '/proc/portal' })
  expect([code, lines.settings]).toEqual([1, expect.stringContaining('DATA_DIR: cannot be used: ')])
})

test('an embedded database is looked at too', async () => {
  const settings = { DATA_DIR: await embeddedDataDir(), CONTENT_REPOSITORY: await bareRepository(1) }
  const { code, lines } = await doctor(settings)
  expect(lines.database).toContain(`ok     database   the embedded database in ${settings.DATA_DIR}/database`)
  expect([code, faultsIn(lines)]).toEqual([0, []])
})

describe.skipIf(!inject('postgres'))('on PostgreSQL (left out when none answers)', () => {
  let connection: Connection & { databaseUrl: string }
  beforeAll(async () => {
    connection = await openPostgres()
    return () => connection.close()
  })
  async function wellSet(): Promise<Record<string, string>> {
    return {
      DATABASE_URL: connection.databaseUrl,
      DATA_DIR: await temporaryDirectory(),
      CONTENT_REPOSITORY: await bareRepository(1),
    }
  }

  test('where all is well each thing has its line, and the end is 0', async () => {
    const { code, lines } = await doctor(await wellSet())
    expect(faultsIn(lines)).toEqual([])
    expect(Object.keys(lines)).toEqual(
      'settings build database migrations key clock git content files disk mail mailbox sms proxies'.split(' '),
    )
    expect(code).toBe(0)
  })

  test('before the first start nothing that it will make counts as missing', async () => {
    const { code, lines } = await doctor({ ...(await wellSet()), CONTENT_REPOSITORY: '' })
    expect([code, lines.content]).toEqual([0, expect.stringContaining('is made at the first start')])
  })

  test('a repository that is gone from under a database that has published is told', async () => {
    const other = await openPostgres()
    onTestFinished(() => other.close())
    const action = 'draft.published'
    await recordEvent(other.db, { actor: { kind: 'system' }, action, object: { kind: 'entry', id: 'a' } })
    const before = await wellSet()
    const { code, lines } = await doctor({ ...before, DATABASE_URL: other.databaseUrl, CONTENT_REPOSITORY: '' })
    expect([code, faultsIn(lines)]).toEqual([1, ['content']])
    expect(lines.content).toContain(sayLost(join(before.DATA_DIR!, 'content.git'), false, false))
  })

  test.skipIf(!canOwnPostgres)(
    'a copy that follows the database is well, and one that has gone its own way is not',
    async () => {
      const original = await ownPostgres()
      const copy = await original.follower()
      const settings = { ...(await wellSet()), DATABASE_URL: original.address, DATABASE_READ_URL: copy.address }
      expect((await doctor(settings)).lines.copy).toBe('ok     copy       follows the database')
      expect((await doctor({ ...settings, DATABASE_URL: copy.address })).lines.database).toMatch(
        /^FAULT .* is a copy that takes no writes/,
      )
      await copy.promote()
      expect((await doctor(settings)).lines.copy).toContain('no longer follows')
    },
  )

  const alsoFails: Record<string, string> = { git: 'content', disk: 'files' }
  test.each([
    ['the database is away', { DATABASE_URL: `postgres://portal:${secret}@${nowhere}/portal` }, 'database'],
    ['the copy is away', { DATABASE_READ_URL: `postgres://portal:${secret}@${nowhere}/portal` }, 'copy'],
    ['the copy is another database', { DATABASE_READ_URL: inject('postgres')! }, 'copy'],
    ['git is missing', { PATH: '/nonexistent' }, 'git'],
    ['the content repository is missing', { CONTENT_REPOSITORY: '/nonexistent' }, 'content'],
    ['the remote is away', { CONTENT_REMOTE: `http://portal:${secret}@${nowhere}/content.git` }, 'remote'],
    ['git quotes the address of a remote', { CONTENT_REMOTE: `/nonexistent//portal:${secret}@host/a.git` }, 'remote'],
    ['the shared repository is away', { CONTENT_SHARED: `http://portal:${secret}@${nowhere}/content.git` }, 'shared'],
    [
      'the bucket is away',
      {
        FILES_S3_BUCKET: 'wenming',
        FILES_S3_ENDPOINT: `http://${nowhere}`,
        FILES_S3_KEY_ID: 'key',
        FILES_S3_SECRET: secret,
      },
      'files',
    ],
    ['the disk is full', { DATA_DIR: '/proc' }, 'disk'],
    [
      'the mail server is away',
      { SMTP_URL: `smtp://portal:${secret}@${nowhere}`, MAIL_FROM: 'wenming@example.cn' },
      'mail',
    ],
    ['the mailbox is away', { IMAP_URL: `imap://portal:${secret}@${nowhere}` }, 'mailbox'],
    ['the SMS gateway is away', { SMS_WEBHOOK_URL: `http://${nowhere}/send`, SMS_WEBHOOK_SECRET: secret }, 'sms'],
    ['a proxy stands in front that is not counted', { TRUSTED_PROXIES: '0' }, 'proxies'],
    ['the key is of another database', { DATA_KEY: Buffer.alloc(32, 8).toString('base64') }, 'key'],
  ])(
    'when %s, its line says so and what helps, and the end is 1',
    async (_what, fault: Record<string, string>, name) => {
      await keepCanary(connection.db, createPersonalData(dataKey))
      const { code, lines } = await doctor({ ...(await wellSet()), ...fault })
      expect(lines[name]).toMatch(/^FAULT {2}\w+ +\S.* → \S/)
      // Without git the content is not read either, and in a full folder nothing is written.
      expect(faultsIn(lines).filter(other => other !== alsoFails[name])).toEqual([name])
      expect(code).toBe(1)
    },
  )

  test('a bucket and a gateway that answer are well', async () => {
    const { env, objects } = await bucketServer()
    const gateway = createServer((_, response) => response.writeHead(405).end())
    await once(gateway.listen(0, '127.0.0.1'), 'listening')
    onTestFinished(() => void gateway.close())
    const { port } = gateway.address() as AddressInfo
    const sms = { SMS_WEBHOOK_URL: `http://127.0.0.1:${port}/send`, SMS_WEBHOOK_SECRET: secret }
    const { lines } = await doctor({ ...(await wellSet()), ...env, ...sms })
    expect(lines.files).toBe('ok     files      written, read and deleted in the bucket wenming')
    expect(objects.size).toBe(0)
    expect(lines.sms).toMatch(/^ok/)
  })

  test('a remote that did not get what was published is told', async () => {
    const { CONTENT_REPOSITORY, ...others } = await wellSet()
    const remote = join(await temporaryDirectory(), 'remote.git')
    await gitIn(tmpdir(), 'clone', '--quiet', '--bare', CONTENT_REPOSITORY!, remote)
    const withRemote = { ...others, CONTENT_REPOSITORY: CONTENT_REPOSITORY!, CONTENT_REMOTE: remote }
    expect((await doctor(withRemote)).lines.remote).toMatch(/^ok/)
    vi.stubEnv('GIT_COMMITTER_DATE', new Date(Date.now() - 600_000).toISOString())
    onTestFinished(() => void vi.unstubAllEnvs())
    const commit = await gitIn(CONTENT_REPOSITORY!, 'commit-tree', 'main^{tree}', '-p', 'main', '-m', '发布')
    await gitIn(CONTENT_REPOSITORY!, 'update-ref', 'refs/heads/main', commit)
    expect((await doctor(withRemote)).lines.remote).toMatch(/^FAULT {2}remote +it has not got .* → /)
  })

  test('a repository that lacks a part of a commit is told, and one with a work tree', async () => {
    const tree = await temporaryDirectory()
    await gitIn(tree, 'init', '--quiet', '--initial-branch', 'main')
    expect((await doctor({ ...(await wellSet()), CONTENT_REPOSITORY: tree })).lines.content).toContain(
      'is no Git repository; make one with git clone --bare',
    )
    const repository = await bareRepository(1)
    for (const folder of (await readdir(join(repository, 'objects')))
      .filter(name => /^[0-9a-f]{2}$/.test(name))
      .slice(0, 3))
      await rm(join(repository, 'objects', folder), { recursive: true })
    const { lines } = await doctor({ ...(await wellSet()), CONTENT_REPOSITORY: repository })
    expect(lines.content).toMatch(/^FAULT {2}content .* → restore the repository/)
  })

  test('a database on which no portal starts is told: its encoding, its rights, its age, a key that was half exchanged', async () => {
    const name = `portal_ascii_${Date.now()}`
    await asAdministrator(
      inject('postgres')!,
      `CREATE DATABASE ${name} ENCODING 'SQL_ASCII' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'`,
    )
    onTestFinished(() => asAdministrator(inject('postgres')!, `DROP DATABASE ${name} WITH (FORCE)`))
    const ascii = await doctor({ ...(await wellSet()), DATABASE_URL: databaseAddress(inject('postgres')!, name) })
    expect(ascii.lines.database).toMatch(
      /^FAULT {2}database +.* in SQL_ASCII, not in UTF8: make one with CREATE DATABASE/,
    )
    expect(ascii.code).toBe(1)

    const bare = await createDatabase(inject('postgres')!, 'bare')
    const role = `portal_role_${Date.now()}`
    await asAdministrator(inject('postgres')!, `CREATE ROLE ${role} LOGIN PASSWORD '${role}'`)
    onTestFinished(() => asAdministrator(inject('postgres')!, `DROP ROLE ${role}`))
    onTestFinished(() => bare.drop())
    const asRole = Object.assign(new URL(bare.databaseUrl), { username: role, password: role }).href
    const powerless = await doctor({ ...(await wellSet()), DATABASE_URL: asRole })
    expect(powerless.lines.database).toContain(`the role ${role} may make no tables in this database`)

    const other = await openPostgres()
    onTestFinished(() => other.close())
    const settings = { ...(await wellSet()), DATABASE_URL: other.databaseUrl }
    await keepCanary(other.db, createPersonalData(dataKey))
    await other.db
      .updateTable('data_key')
      .set({ next_key_id: createPersonalData(Buffer.alloc(32, 8)).keyId })
      .execute()
    expect((await doctor(settings)).lines.key).toMatch(/^FAULT {2}key .*run "npm run keys -- rotate" once more/)
    await sql`INSERT INTO kysely_migration (name, timestamp) VALUES ('0001-people-and-events', '2025-01-01')`.execute(
      other.db,
    )
    expect((await doctor(settings)).lines.database).toMatch(/^FAULT .* made before the first release/)
  })

  test('a database that a newer portal has changed, and a clock that is wrong, are told', async () => {
    const other = await openPostgres()
    onTestFinished(() => other.close())
    await sql`INSERT INTO kysely_migration (name, timestamp) VALUES ('2099-01-01-more', '2099-01-01')`.execute(other.db)
    const name = new URL(other.databaseUrl).pathname.slice(1)
    // Its own clock function, five minutes ahead, stands before that of PostgreSQL.
    await sql`CREATE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS $$ SELECT pg_catalog.clock_timestamp() + interval '5 minutes' $$`.execute(
      other.db,
    )
    await sql`ALTER DATABASE ${sql.id(name)} SET search_path = public, pg_catalog`.execute(other.db)
    const { code, lines } = await doctor({ ...(await wellSet()), DATABASE_URL: other.databaseUrl })
    expect(lines.migrations).toContain('a newer portal has changed this database: 2099-01-01-more')
    expect(lines.clock).toMatch(/^FAULT {2}clock +the clock of the database is (?:299|300|301) s ahead/)
    expect([code, faultsIn(lines)]).toEqual([1, ['migrations', 'clock']])
  })
})
