import { type Db as JobDatabase, fromKysely, PgBoss } from 'pg-boss'
import { sql } from 'kysely'
import type { Db } from '#db/schema.ts'

/** One job for each message that has to leave the house. */
export const messageQueue = 'message'
/** Once a minute: what running clocks call for. */
export const clockQueue = 'clocks'
/** Once a minute: the figures are counted. */
export const figuresQueue = 'figures'
/** Once a minute: what falls due on shifts by itself. */
export const shiftQueue = 'shifts'
/** Once a minute: what programs of others are told. */
export const webhookQueue = 'webhooks'
/** Once a minute: the letters in the city's mailbox. */
export const mailQueue = 'mail'
/** Evidence packs that wait are made, one after the other. */
export const packQueue = 'evidence-packs'
/** Once a day: what has been kept long enough goes. */
export const limitsQueue = 'storage-limits'
/** The content repository and its remote are brought together: after each publication, and once a minute. */
export const remoteQueue = 'content-remote'
export const remotePollQueue = 'content-remote-poll'

/**
 * A message is tried again after 15 s, 30 s, 1 min … at most half an hour, far longer than any message is
 * wanted: when to give up is written in the message. The other jobs come round again by themselves.
 */
const queues = [
  {
    name: messageQueue,
    retryLimit: 500,
    retryDelay: 15,
    retryBackoff: true,
    retryDelayMax: 1800,
    expireInSeconds: 120,
  },
  { name: clockQueue, policy: 'stately', retryLimit: 0, expireInSeconds: 600 },
  { name: figuresQueue, policy: 'stately', retryLimit: 0, expireInSeconds: 600 },
  { name: shiftQueue, policy: 'stately', retryLimit: 0, expireInSeconds: 600 },
  { name: webhookQueue, policy: 'stately', retryLimit: 0, expireInSeconds: 300 },
  { name: mailQueue, policy: 'stately', retryLimit: 0, expireInSeconds: 600 },
  // One waiting job is enough: it makes every pack that waits by then.
  { name: packQueue, policy: 'stately', retryLimit: 3, retryDelay: 15, expireInSeconds: 900 },
  { name: limitsQueue, policy: 'stately', retryLimit: 3, retryDelay: 600, expireInSeconds: 600 },
  // One waiting job is enough: it pushes whatever main is by then.
  {
    name: remoteQueue,
    policy: 'stately',
    retryLimit: 200,
    retryDelay: 15,
    retryBackoff: true,
    retryDelayMax: 600,
    expireInSeconds: 600,
  },
  { name: remotePollQueue, policy: 'stately', retryLimit: 0, expireInSeconds: 600 },
] as const

/** Installs pg-boss's own schema and our queues beside the migrations, so that jobs can be added in any transaction from then on. */
export async function installQueues(db: Db): Promise<void> {
  const boss = new PgBoss({ db: onDatabase(db), schedule: false, supervise: false })
  let fault: unknown
  boss.on('error', error => (fault ??= error))
  await boss.start()
  try {
    for (const { name, ...options } of queues) await boss.createQueue(name, options)
  } finally {
    await boss.stop({ graceful: false, close: false })
  }
  if (fault) throw fault
}

/** pg-boss sends whole scripts with BEGIN and COMMIT in them: one that fails must not leave its connection inside a transaction. */
function onDatabase(db: Db): JobDatabase {
  return {
    executeSql: (text, values) =>
      db.connection().execute(async connection => {
        try {
          return await fromKysely(connection).executeSql(text, values)
        } catch (error) {
          await sql`ROLLBACK`.execute(connection).catch(() => {})
          throw error
        }
      }),
  }
}
