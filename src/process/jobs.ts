import type { Connection } from '../../db/connect.ts'
import type { Config } from '../config.ts'
import { type Delivery, deliverMessage } from '../messages/delivery.ts'
import { type Jobs, openJobs } from '../messages/jobs.ts'
import { clockQueue, messageQueue } from '../messages/queues.ts'
import { createTableSender, type Sender } from '../messages/senders.ts'
import { createSmsWebhook } from '../messages/sms-webhook.ts'
import { createSmtp } from '../messages/smtp.ts'
import type { PersonalData } from '../people/personal-data.ts'
import type { Content } from '../publishing/content.ts'
import { actOnClocks } from '../suggestions/clock-acts.ts'
import type { Log } from './log.ts'

/** Starts what happens without anybody asking: messages go out, deadlines are watched. */
export async function startJobs({ config, log, connection, content, personalData }: { config: Config; log: Log; connection: Connection; content: Content; personalData: PersonalData }): Promise<Jobs> {
  const { db, pool } = connection
  const jobs = await openJobs(pool, logOnce(log))
  const siteName = () => content.editionAt(new Date()).settings.site_name
  const senders = createSenders(config, log, siteName())
  await jobs.work<{ id: number }>(messageQueue, ({ id }) => {
    const delivery: Delivery = { personalData, senders, site: { name: siteName(), origin: config.origin } }
    return deliverMessage(db, id, delivery, new Date())
  })
  await jobs.everyMinute(clockQueue, async () => {
    const acted = await actOnClocks(db, new Date())
    if (acted > 0) log('info', 'deadlines acted on', { clocks: acted })
  })
  return jobs
}

/** While the database is away every poll fails: the same fault is logged once a minute. */
function logOnce(log: Log): (error: Error) => void {
  let last = { message: '', at: 0 }
  return error => {
    if (error.message === last.message && Date.now() - last.at < 60_000) return
    last = { message: error.message, at: Date.now() }
    log('error', 'a job failed', { error })
  }
}

function createSenders(config: Config, log: Log, siteName: string): { sms: Sender; email: Sender } {
  const table = createTableSender(config.production ? undefined : line => log('info', line))
  return {
    sms: config.smsWebhook ? createSmsWebhook(config.smsWebhook) : table,
    email: config.smtp ? createSmtp({ ...config.smtp, siteName }) : table,
  }
}
