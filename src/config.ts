import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import packageJson from '../package.json' with { type: 'json' }

const switchedOn = z.enum(['0', '1', 'true', 'false']).transform(word => word === '1' || word === 'true')

const key = z
  .string()
  .transform(text => Buffer.from(text, /^[0-9a-f]{64}$/i.test(text) ? 'hex' : 'base64'))
  .refine(bytes => bytes.length === 32, 'must be 32 bytes, written as 64 hexadecimal digits or as base64')

const wholeNumber = (least: number, most: number) => {
  const error = `must be a whole number from ${least} to ${most}`
  return z.coerce.number({ error }).int({ error }).min(least, { error }).max(most, { error })
}

const environment = z.object({
  NODE_ENV: z.string().optional(),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: wholeNumber(0, 65535).default(4321),
  ORIGIN: z
    .url({ protocol: /^https?$/, error: 'must be an address such as https://wenming.example.cn' })
    .transform(address => new URL(address))
    .refine(url => url.pathname === '/' && !url.search && !url.hash, 'must have no path')
    .transform(url => url.origin)
    .optional(),
  DATA_DIR: z.string().min(1).default('./data'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// address' }).optional(),
  DATABASE_READ_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// address' }).optional(),
  CONTENT_REPOSITORY: z.string().min(1).optional(),
  CONTENT_REMOTE: z
    .string()
    .regex(/^(?!-)\S+$/, 'must be an address that git can push to')
    .optional(),
  CONTENT_SHARED: z
    .string()
    .regex(/^(?!-)\S+$/, 'must be an address that git can push to')
    .optional(),
  FILES_S3_BUCKET: z.string().min(1).optional(),
  FILES_S3_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'must be an address such as https://s3.example.cn' })
    .optional(),
  FILES_S3_REGION: z.string().min(1).default('us-east-1'),
  FILES_S3_KEY_ID: z.string().min(1).optional(),
  FILES_S3_SECRET: z.string().min(1).optional(),
  DATA_KEY: key.optional(),
  DATA_KEY_OLD: key.optional(),
  TRUSTED_PROXIES: wholeNumber(0, 5).default(0),
  DEMO: switchedOn.optional(),
  SECOND_FACTOR: switchedOn.optional(),
  ACCESS_LOG: switchedOn.optional(),
  WORKERS: wholeNumber(1, 64).default(1),
  METRICS_TOKEN: z.string().min(16, 'must be at least 16 characters').optional(),
  PAGE_CACHE_MB: wholeNumber(0, 4096).default(64),
  SMS_WEBHOOK_URL: z.url({ protocol: /^https?$/, error: 'must be an http(s) address' }).optional(),
  SMS_WEBHOOK_SECRET: z.string().min(16, 'must be at least 16 characters').optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'must be an smtp:// or smtps:// address' }).optional(),
  IMAP_URL: z
    .url({ protocol: /^imaps?$/, error: 'must be an imaps:// address with user and password' })
    .refine(address => new URL(address).username !== '', 'must be an imaps:// address with user and password')
    .optional(),
  MAIL_FROM: z
    .string()
    .regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'must be an e-mail address')
    .optional(),
})

export interface Config {
  production: boolean
  host: string
  port: number
  /** Where citizens reach the portal: in links, feeds and the check of form posts. */
  origin: string
  /** False only outside production: then a form may come from whatever host the portal was reached by. */
  originIsSet: boolean
  dataDir: string
  databaseUrl: string | undefined
  /** A copy of that database for pages that are the same for everybody. */
  databaseReadUrl: string | undefined
  contentRepository: string | undefined
  /** Another Git repository that gets every publication and whose commits come in. */
  contentRemote: string | undefined
  /** A Git repository that several machines have in common: every save is there before it is answered. */
  contentShared: string | undefined
  /** A bucket for big files; without it they lie in DATA_DIR. */
  filesS3:
    | { endpoint: string | undefined; region: string; bucket: string; accessKeyId: string; secretAccessKey: string }
    | undefined
  /** 32 bytes that seal personal data. */
  dataKey: Buffer
  /** The key of before, for "npm run keys -- rotate" alone. */
  dataKeyOld: Buffer | undefined
  /** How many proxies of ours stand in front and write X-Forwarded-For. */
  trustedProxies: number
  /** Sample people and their passwords are made on the first start. */
  demo: boolean
  /** Whether roles that may see personal data must set up a second factor; anyone who has one shows it in any case. */
  secondFactor: boolean
  /** Whether every answer is a line of the log. */
  accessLog: boolean
  /** How many processes serve on this machine. */
  workers: number
  /** Who sends it may read /metrics from another machine. */
  metricsToken: string | undefined
  /** How much memory whole public pages may take; with 0 each is made for its reader. */
  pageCacheMegabytes: number
  /** The city's SMS gateway; without it messages are read at /desk/messages. */
  smsWebhook: { url: string; secret: string } | undefined
  /** The city's mail server, likewise. */
  smtp: { url: string; from: string } | undefined
  /** A mailbox whose letters become suggestions; without it none is read. */
  imap: string | undefined
  version: string
}

export class BadConfiguration extends Error {}

/** Parses the environment once. Throws `BadConfiguration` with one line that says which value is wrong and why. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = environment.safeParse(given)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw new BadConfiguration(`${issue?.path.join('.')}: ${issue?.message}`)
  }
  const value = parsed.data
  const production = value.NODE_ENV === 'production'
  if (production && !value.ORIGIN)
    throw new BadConfiguration('ORIGIN: must be set in production, such as https://wenming.example.cn')
  if (production && !value.DATA_KEY)
    throw new BadConfiguration(
      'DATA_KEY: must be set in production, 32 bytes in base64 or 64 hexadecimal digits; keep a copy apart from the backups',
    )
  if (production && value.DEMO) throw new BadConfiguration('DEMO: sample people are never made in production')
  if (value.CONTENT_SHARED && !value.DATABASE_URL)
    throw new BadConfiguration('CONTENT_SHARED: needs DATABASE_URL; several machines share one PostgreSQL')
  if (value.WORKERS > 1 && !value.DATABASE_URL)
    throw new BadConfiguration('WORKERS: needs DATABASE_URL; one process at a time uses the embedded database')
  if (Boolean(value.SMS_WEBHOOK_URL) !== Boolean(value.SMS_WEBHOOK_SECRET))
    throw new BadConfiguration('SMS_WEBHOOK_SECRET: must be set together with SMS_WEBHOOK_URL')
  if (Boolean(value.SMTP_URL) !== Boolean(value.MAIL_FROM))
    throw new BadConfiguration('MAIL_FROM: must be set together with SMTP_URL')
  const dataDir = resolve(value.DATA_DIR)
  inDataDir(() => makeDirectory(dataDir))
  return {
    production,
    host: value.HOST,
    port: value.PORT,
    origin: value.ORIGIN ?? ownAddress(value.HOST, value.PORT),
    originIsSet: value.ORIGIN !== undefined,
    dataDir,
    databaseUrl: value.DATABASE_URL,
    databaseReadUrl: value.DATABASE_READ_URL,
    contentRepository: value.CONTENT_REPOSITORY,
    contentRemote: value.CONTENT_REMOTE,
    contentShared: value.CONTENT_SHARED,
    filesS3: bucketOf(value),
    dataKey: value.DATA_KEY ?? trialKey(dataDir),
    dataKeyOld: value.DATA_KEY_OLD,
    trustedProxies: value.TRUSTED_PROXIES,
    smsWebhook:
      value.SMS_WEBHOOK_URL && value.SMS_WEBHOOK_SECRET
        ? { url: value.SMS_WEBHOOK_URL, secret: value.SMS_WEBHOOK_SECRET }
        : undefined,
    smtp: value.SMTP_URL && value.MAIL_FROM ? { url: value.SMTP_URL, from: value.MAIL_FROM } : undefined,
    imap: value.IMAP_URL,
    secondFactor: value.SECOND_FACTOR ?? production,
    accessLog: value.ACCESS_LOG ?? production,
    workers: value.WORKERS,
    metricsToken: value.METRICS_TOKEN,
    pageCacheMegabytes: value.PAGE_CACHE_MB,
    demo: value.DEMO ?? (!production && !value.DATABASE_URL),
    version: packageJson.version,
  }
}

/** What is said when `DATA_DIR` cannot be read or written. */
export function sayUnusable(error: Error): string {
  return `DATA_DIR: cannot be used: ${error.message}; set it to a folder that this user may write`
}

function inDataDir<Found>(act: () => Found): Found {
  try {
    return act()
  } catch (error) {
    throw new BadConfiguration(sayUnusable(error as Error))
  }
}

/** Not with `recursive`: where nobody can make a directory (/proc), Node 24 would try for ever. */
function makeDirectory(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return
  makeDirectory(dirname(path))
  try {
    mkdirSync(path)
  } catch (error) {
    // Another process may have been first.
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw error
  }
}

/** The address by which this machine itself reaches the portal. */
export function ownAddress(host: string, port: number): string {
  return `http://${host === '0.0.0.0' || host === '::' ? 'localhost' : host}:${port}`
}

function bucketOf(value: z.output<typeof environment>): Config['filesS3'] {
  const {
    FILES_S3_BUCKET: bucket,
    FILES_S3_ENDPOINT: endpoint,
    FILES_S3_REGION: region,
    FILES_S3_KEY_ID: accessKeyId,
    FILES_S3_SECRET: secretAccessKey,
  } = value
  if (!bucket) return undefined
  if (!accessKeyId || !secretAccessKey)
    throw new BadConfiguration('FILES_S3_BUCKET: needs FILES_S3_KEY_ID and FILES_S3_SECRET')
  return { endpoint, region, bucket, accessKeyId, secretAccessKey }
}

/** For trying out: a key kept beside the data. Production refuses to start without DATA_KEY instead. */
function trialKey(dataDir: string): Buffer {
  const file = join(dataDir, 'data.key')
  const text = inDataDir(() => {
    if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('base64'), { mode: 0o600, flag: 'wx' })
    return readFileSync(file, 'utf8')
  })
  const key = Buffer.from(text, 'base64')
  if (key.length !== 32) throw new BadConfiguration(`DATA_KEY: ${file} does not hold 32 bytes in base64`)
  return key
}
