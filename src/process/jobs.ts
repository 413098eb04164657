import { aDay, earlier } from '#calendar/spans.ts'
import type { Connection } from '#db/connect.ts'
import { lookAfterNeeds } from '#volunteering/needs/ending.ts'
import type { Db } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { settleShifts } from '#volunteering/line/line.ts'
import { tellOfExpiringConsents } from '#volunteering/volunteers/guardian-consents.ts'
import { tellOfExpiringTrainings } from '#volunteering/trainings/expiring.ts'
import { endOldClaims } from '#volunteering/volunteers/age-claims.ts'
import { hashNames, readIdentities } from '#volunteering/volunteers/office.ts'
import { forgetGrownUps } from '#volunteering/volunteers/known-minors.ts'
import { remindTomorrow } from '#volunteering/shifts/roster.ts'
import { makePacks } from '#assessment/pack/making.ts'
import { reportRules, spanOf } from '#assessment/reports/periods.ts'
import { remindOfReports } from '#assessment/reports/reminders.ts'
import { endSurveys } from '#assessment/survey/answers.ts'
import { answeringUnits } from '#assessment/units.ts'
import type { Config } from '#config.ts'
import { type Delivery, deliverMessage } from '#messages/delivery.ts'
import { type Jobs, openJobs } from '#messages/jobs.ts'
import {
  clockQueue,
  figuresQueue,
  limitsQueue,
  mailQueue,
  messageQueue,
  packQueue,
  remotePollQueue,
  remoteQueue,
  shiftQueue,
  webhookQueue,
} from '#messages/queues.ts'
import { postSigned, type SignedPost } from '#messages/signed-post.ts'
import { enqueueMessages } from '#messages/outbox.ts'
import { createTableSender, type Sender } from '#messages/senders.ts'
import { createSmsWebhook } from '#messages/sms-webhook.ts'
import { deliverWebhooks, forgetDeliveries } from '#machines/deliveries.ts'
import { urgent } from '#messages/urgency.ts'
import type { PersonalData } from '#people/personal-data.ts'
import { removeExpired } from '#publishing/drafts/deleted.ts'
import { markOf } from '#publishing/drafts/marks.ts'
import { forgetOpenEntries } from '#publishing/drafts/presence.ts'
import { remindOfDrafts } from '#publishing/drafts/telling.ts'
import { requireEntry } from '#publishing/edition/required.ts'
import type { Content } from '#publishing/edition/content.ts'
import { checkDue } from '#publishing/newsroom/due.ts'
import { endSupport } from '#record/followers.ts'
import { followSuggestions } from '#record/telling.ts'
import { findExposureFacts } from '#suggestions/exposure-facts.ts'
import { raiseAlarms } from '#suggestions/clocks/alarms.ts'
import { actOnClocks } from '#suggestions/clocks/acts.ts'
import { watchPromises } from '#suggestions/clocks/promise-watch.ts'
import { refreshFigures } from '#suggestions/figures.ts'
import { releaseStatistics } from '#suggestions/statistics.ts'
import { forgetLooks } from '#suggestions/looking.ts'
import type { PhotoStore } from '#suggestions/photo-files.ts'
import type { PhotoIntake } from '#suggestions/photo-intake.ts'
import { tidyWords } from '#suggestions/queue.ts'
import { passOlder } from '#suggestions/redaction/arrivals.ts'
import type { RateLimits } from '#web/rate-limit.ts'
import type { Log } from './log.ts'
import { keepLimits } from './storage-limits.ts'

/** Starts what happens without anybody asking: messages go out, deadlines are watched, figures are counted, places go on to the next in line. */
export async function startJobs({
  config,
  log,
  connection,
  content,
  personalData,
  photos,
  photoStore,
  limits,
}: {
  config: Config
  log: Log
  connection: Connection
  content: Content
  personalData: PersonalData
  photos: PhotoIntake
  photoStore: PhotoStore
  limits: RateLimits
}): Promise<Jobs> {
  const { db, pool } = connection
  const jobs = await openJobs(pool, logOnce(log))
  const settings = () => content.editionAt(new Date()).settings
  const senders = await openSenders(config, log, settings().site_name)
  await jobs.work<{ id: number }>(
    messageQueue,
    ({ id }) => {
      const { site_name: name, suggestion_word: numberWord } = settings()
      const delivery: Delivery = { personalData, senders, site: { name, origin: config.origin, numberWord } }
      return deliverMessage(db, id, delivery, new Date())
    },
    { fromPriority: urgent },
  )
  await jobs.everyMinute(clockQueue, async () => {
    const acted = await actOnClocks(db, new Date(), {
      letterPrefix: settings().letter_prefix,
      parentOf: unit => content.editionAt(new Date()).find('departments', unit)?.data.parent,
    })
    const promises = await watchPromises(db, new Date())
    if (promises > 0) log('info', 'promised days acted on', { promises })
    if (acted > 0) log('info', 'deadlines acted on', { clocks: acted })
    await checkScheduled(db, content, log)
  })
  await jobs.everyMinute(figuresQueue, async () => {
    await refreshFigures(db, new Date())
    await tidyWords(db)
    await forgetLooks(db, new Date())
    await passOlder(db, personalData, new Date())
    await followSuggestions(db, new Date())
    await endSupport(db, new Date())
    await forgetOpenEntries(db, new Date())
  })
  await jobs.everyMinute(shiftQueue, async () => {
    const settled = await settleShifts(db, new Date())
    const reminded = await remindTomorrow(db, new Date())
    await tellOfExpiringConsents(db, new Date())
    await tellOfExpiringTrainings(db, new Date())
    const needs = await lookAfterNeeds(db, new Date())
    if (settled + reminded + needs > 0) log('info', 'shifts settled', { shifts: settled, reminded, needs })
  })
  await jobs.everyMinute(webhookQueue, async () => {
    const edition = content.editionAt(new Date())
    const nameOf = (unit: string) => edition.find('departments', unit)?.data.name ?? unit
    const post = (post: SignedPost) => postSigned(post, { mayReachSelf: !config.production })
    const told = await deliverWebhooks(db, { personalData, nameOf, post }, new Date())
    if (told > 0) log('info', 'programs of others told', { steps: told })
  })
  const address = config.imap
  if (address) {
    const { takeTurn } = await import('#machines/mail/turn.ts')
    await jobs.everyMinute(mailQueue, () =>
      takeTurn(
        db,
        {
          address,
          personalData,
          photos,
          log,
          dataDir: config.dataDir,
          limits: { letters: limits.letters, told: limits.tooManyLetters },
          ownAddress: config.smtp?.from,
          privacyVersion: requireEntry(content.editionAt(new Date()), 'pages', 'privacy').data.version,
        },
        new Date(),
      ),
    )
  }
  await jobs.work(packQueue, async () => {
    const { choices, settings } = content.editionAt(new Date())
    const made = await makePacks(db, {
      store: photoStore,
      numberWord: settings.suggestion_word,
      nameOfCategory: code => choices.categories.get(code) ?? code,
    })
    if (made > 0) log('info', 'evidence packs made', { packs: made })
  })
  await jobs.everyNight(limitsQueue, async () => {
    const alarms = await raiseAlarms(db, new Date())
    if (alarms > 0) log('warn', 'suggestions wait too long for an answer', { suggestions: alarms })
    const reminded = await remindOfDrafts(db, content, new Date())
    if (reminded > 0) log('info', 'editors reminded of drafts that wait', { people: reminded })
    const expired = await removeExpired(db, content, new Date())
    if (expired > 0) log('info', 'drafts deleted thirty days ago removed', { drafts: expired })
    const months = await releaseStatistics(db, new Date())
    if (months > 0) log('info', 'statistics released', { months })
    await remindUnits(db, content, log)
    await endSurveys(db, content.editionAt(new Date()).list('surveys'), new Date())
    await forgetGrownUps(db, new Date())
    await endOldClaims(db, new Date())
    await hashNames(db, personalData)
    await readIdentities(db, personalData)
    log('info', 'storage limits kept', await keepLimits(db, settings(), new Date(), personalData))
    await forgetDeliveries(db, earlier(new Date(), 184 * aDay))
  })
  if (config.contentRemote) await followRemote(config.contentRemote, { jobs, content, log })
  return jobs
}

/** Scheduled entries that pass their gates no more go back to their authors, who are told. */
async function checkScheduled(db: Db, content: Content, log: Log): Promise<void> {
  const now = new Date()
  const facts = (number: string, unit: string) => findExposureFacts(db, number, unit, now)
  for (const { path, lies, people } of await checkDue(db, content, facts, now)) {
    log('warn', 'content: a scheduled entry has not passed its gates, and is not published', { path, lies })
    const messages = people.map(personId => ({
      to: { personId },
      template: 'entry-not-due' as const,
      facts: { lies, mark: markOf(path) },
      about: { kind: 'draft', id: path },
    }))
    await inTransaction(db, trx => enqueueMessages(trx, messages, now))
  }
}

/** Units that owe a report are told once that it is wanted, that it is due tomorrow and that it is late. */
async function remindUnits(db: Db, content: Content, log: Log): Promise<void> {
  const now = new Date()
  const edition = content.editionAt(now)
  const unitsIn = (period: string) => {
    const { begins, ends } = spanOf(period)
    return answeringUnits(edition.list('departments'), begins, ends)
  }
  const units = await remindOfReports(db, reportRules(edition.settings), unitsIn, now)
  if (units > 0) log('info', 'units reminded of their reports', { units })
}

/** After each publication the content is pushed to the remote, tried again until it is there; once a minute what others pushed comes in. */
async function followRemote(
  remote: string,
  { jobs, content, log }: { jobs: Jobs; content: Content; log: Log },
): Promise<void> {
  const exchange = async () => {
    const done = await content.repository.exchange(remote)
    if ('conflict' in done)
      return log(
        'error',
        'content: ours and the remote changed the same files; ours is there as the branch portal, and a publisher settles it at /admin/conflict',
        {
          paths: done.conflict,
        },
      )
    if (done.received) await content.refresh()
    if (done.received || done.sent) log('info', 'content exchanged with the remote', { ...done })
  }
  await jobs.work(remoteQueue, exchange)
  await jobs.everyMinute(remotePollQueue, exchange)
  content.onMoved(
    () =>
      void jobs
        .add(remoteQueue)
        .catch((error: unknown) => log('warn', 'content: the next push waits for the next minute', { error })),
  )
}

/** While the database is away every poll fails: the same fault is logged once a minute. */
function logOnce(log: Log): (error: Error) => void {
  // By a clock that nobody can set.
  let last = { message: '', at: -Infinity }
  return error => {
    if (error.message === last.message && performance.now() - last.at < 60_000) return
    last = { message: error.message, at: performance.now() }
    log('error', 'a job failed', { error })
  }
}

/** The programs for mail are large, so they are loaded only where a city has mail. */
async function openSenders(config: Config, log: Log, siteName: string): Promise<{ sms: Sender; email: Sender }> {
  const table = createTableSender(config.production ? undefined : line => log('info', line))
  const createSmtp = config.smtp && (await import('#messages/smtp.ts')).createSmtp
  return {
    sms: config.smsWebhook ? createSmsWebhook(config.smsWebhook) : table,
    email: createSmtp && config.smtp ? createSmtp({ ...config.smtp, siteName }) : table,
  }
}
