/** Looks at everything that the portal stands on and says in a line each what is wrong and what helps. It changes nothing. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Connection, connect } from '#db/connect.ts'
import { proveCopy } from '#db/copy.ts'
import { hasEmbedded, sayDatabase } from '#db/dump.ts'
import { inspectDatabase, proveFit } from '#db/migrate.ts'
import { type Config, readConfig } from '#config.ts'
import { verifyMailbox } from '#machines/mail/mailbox.ts'
import { reachSmsWebhook } from '#messages/sms-webhook.ts'
import { verifySmtp } from '#messages/smtp.ts'
import { proveStands } from '#people/data-key.ts'
import { inTime } from '#people/in-time.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { probeFiles } from '#publishing/files/store.ts'
import { hasPublished, sayLost } from '#publishing/edition/lost-content.ts'
import { inspectConflict, inspectGit, inspectRemote, inspectRepository } from '#publishing/git/inspect.ts'
import { runProgram } from './command-line.ts'
import { clockTolerance, leastFreeBytes, readFreeBytes, sayClock } from './readiness.ts'
import { built, isMadeFrom } from './stamps.mjs'

let faults = 0

await runProgram(
  {
    script: 'doctor',
    commands: { '': { takes: '', does: 'looks at everything that the portal stands on, and changes nothing' } },
    failed: 'not looked at',
  },
  () => run().then(() => (faults > 0 ? 1 : 0)),
)

async function run(): Promise<void> {
  const config = await check('settings', 'correct that value in the settings', () => readConfig(process.env))
  if (!config) return
  await check('build', 'stop the portal and run node src/process/setup.mjs', () => {
    if (!isMadeFrom(built)) throw new Error('dist was not built from these sources')
    return `of these sources, version ${config.version}`
  })
  const published = await checkDatabase(config)
  await checkContent(config, published)
  await check('files', 'is the folder writable for the portal’s user, or the bucket for its key?', async () => {
    await probeFiles(config.dataDir, config.filesS3)
    return `written, read and deleted in ${config.filesS3 ? `the bucket ${config.filesS3.bucket}` : config.dataDir}`
  })
  await check('disk', 'make room where DATA_DIR lies, or move it', async () => {
    const free = await readFreeBytes(config.dataDir)
    if (free < leastFreeBytes)
      throw new Error(`${sayGigabytes(free)} are free, and ${sayGigabytes(leastFreeBytes)} are wanted`)
    return `${sayGigabytes(free)} free in ${config.dataDir}`
  })
  await check('mail', 'correct SMTP_URL, or open the way to the mail server', async () => {
    if (!config.smtp) return 'not set: messages are read at /desk/messages'
    await verifySmtp(config.smtp.url)
    return 'the mail server lets us in'
  })
  await check('mailbox', 'correct IMAP_URL, or open the way to the mail server', async () => {
    if (!config.imap) return 'not set: no letter becomes a suggestion'
    await verifyMailbox(config.imap)
    return 'the mailbox can be read'
  })
  await check('sms', 'correct SMS_WEBHOOK_URL, or open the way to the gateway', async () => {
    if (!config.smsWebhook) return 'not set: messages are read at /desk/messages'
    await reachSmsWebhook(config.smsWebhook.url)
    return 'the gateway answers'
  })
  await check('proxies', 'set TRUSTED_PROXIES to how many proxies of yours write X-Forwarded-For', () => {
    if (config.origin.startsWith('https:') && config.trustedProxies === 0)
      throw new Error(
        'ORIGIN is https, so a proxy stands in front, and TRUSTED_PROXIES is 0: every reader has its address',
      )
    return `TRUSTED_PROXIES=${config.trustedProxies}`
  })
}

/** Gives whether something was published with this database. */
async function checkDatabase(config: Config): Promise<boolean> {
  if (!config.databaseUrl && !hasEmbedded(config)) {
    await check('database', '', () => `${sayDatabase(config)} is made at the first start`)
    return false
  }
  let connection: Connection | undefined
  try {
    const found = await check(
      'database',
      config.databaseUrl
        ? 'is PostgreSQL up, and DATABASE_URL right?'
        : 'stop that process; a running portal is asked at /readyz',
      async () => {
        connection = await connect(config)
        const found = await inspectDatabase(connection.db)
        await proveFit(connection.db)
        return { ...found, said: `${sayDatabase(config)}, version ${found.version}` }
      },
    )
    if (!connection || !found) return false
    const { db } = connection
    await check(
      'migrations',
      'install the version of the portal that this database comes from, or restore a backup',
      () => {
        if (found.unknown.length > 0)
          throw new Error(`a newer portal has changed this database: ${found.unknown.join(', ')}`)
        const last = found.applied.toSorted().at(-1)
        const between = found.missing.filter(name => last !== undefined && name < last)
        if (between.length > 0) throw new Error(`it has ${last}, and lacks what comes before: ${between.join(', ')}`)
        return `${found.applied.length} applied${found.missing.length > 0 ? `, the next start applies ${found.missing.length}` : ''}`
      },
    )
    await check('key', 'set DATA_KEY to the one kept for this database', async () => {
      if (found.applied.length === 0) return 'nothing is sealed yet'
      await proveStands(db, createPersonalData(config.dataKey))
      return 'opens what the database holds'
    })
    const copyUrl = config.databaseReadUrl
    if (copyUrl)
      await check(
        'copy',
        'DATABASE_READ_URL names a streaming copy of DATABASE_URL that is up, or is left out',
        async () => {
          const copy = await connect({ databaseUrl: copyUrl, dataDir: config.dataDir })
          await proveCopy(db, copy.db).finally(copy.close)
          return 'follows the database'
        },
      )
    await check('clock', 'let a time service (chrony) set both clocks', async () => {
      const ahead = ((await inspectDatabase(db)).clock.getTime() - Date.now()) / 1000
      if (Math.abs(ahead) > clockTolerance) throw new Error(sayClock(ahead))
      return `within ${clockTolerance} s of the database`
    })
    return found.applied.length > 0 && (await hasPublished(db))
  } finally {
    await connection?.close()
  }
}

async function checkContent(config: Config, published: boolean): Promise<void> {
  const repository = config.contentRepository ?? join(config.dataDir, 'content.git')
  await check('git', 'install git 2.38 or newer', inspectGit)
  if (!config.contentRepository && !existsSync(repository))
    return void (await check('content', 'until then the portal does not start', () => {
      if (published && !config.contentShared)
        throw new Error(sayLost(repository, false, config.contentRemote !== undefined))
      return `${repository} is made at the first start`
    }))
  const main = await check('content', 'restore the repository from a backup or from CONTENT_REMOTE', async () => {
    return `${repository} is whole, at ${(await inspectRepository(repository)).slice(0, 12)}`
  })
  if (main && config.contentRemote)
    await check('conflict', 'a publisher settles it at /admin/conflict', () => inspectConflict(repository))
  for (const [name, remote] of main
    ? ([
        ['remote', config.contentRemote],
        ['shared', config.contentShared],
      ] as const)
    : [])
    if (remote)
      await check(name, 'are address, key and network right? A branch “portal” there is a conflict to settle', () =>
        inspectRemote(repository, remote, new Date()),
      )
}

/** Prints one line, and gives what was found unless it is a fault. */
async function check<Found>(
  name: string,
  remedy: string,
  look: () => Promise<Found> | Found,
): Promise<Found | undefined> {
  try {
    const found = await inTime(Promise.resolve(look()), 60_000)
    const said = typeof found === 'string' ? found : ((found as { said?: string }).said ?? '')
    console.log(withoutSecrets(`ok     ${name.padEnd(10)} ${said}`.trimEnd()))
    return found
  } catch (error) {
    faults += 1
    console.log(withoutSecrets(`FAULT  ${name.padEnd(10)} ${oneLine(error)} → ${remedy}`))
    return undefined
  }
}

function sayGigabytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GB`
}

/** Some errors say what happened only in their code or their cause. */
function oneLine(error: unknown): string {
  const { message, code, cause } = error as Error & { code?: string; cause?: Error & { code?: string } }
  const words = [message || code, cause && (cause.message || cause.code)]
  return words.filter(Boolean).join(': ').replaceAll(/\s+/g, ' ')
}

/** An error may quote an address with its password, or a value that was wrong. */
function withoutSecrets(line: string): string {
  const secrets = ['DATA_KEY', 'DATA_KEY_OLD', 'SMS_WEBHOOK_SECRET', 'FILES_S3_SECRET', 'METRICS_TOKEN']
    .map(name => process.env[name])
    .filter(value => value !== undefined && value !== '')
  return secrets.reduce<string>(
    (text, secret) => text.replaceAll(secret!, '…'),
    line.replaceAll(/\/\/[^/@\s]*@/g, '//…@'),
  )
}
