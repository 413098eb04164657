import { type Db as JobDatabase, fromKysely, PgBoss } from 'pg-boss'
import type { Pool } from 'pg'
import type { Trx } from '#db/schema.ts'
import { followClock, lookAtClockSeconds, steadyClock } from './clock-steps.ts'

export interface Jobs {
  /**
   * Works on a queue until the jobs are closed; a thrown error brings the job back by the queue's own rules. Jobs of this
   * priority and above also have workers to themselves, who look more often.
   */
  work<Data extends object>(
    queue: string,
    work: (data: Data) => Promise<void>,
    urgent?: { fromPriority: number },
  ): Promise<void>
  /** Adds a job without data; one that waits already is enough where the queue says so. */
  add(queue: string): Promise<void>
  /** Works on a queue once a minute, whichever process is first; never two at the same time. */
  everyMinute(queue: string, work: () => Promise<void>): Promise<void>
  /** Works on a queue once a day, at half past three in the morning in Lishui. */
  everyNight(queue: string, work: () => Promise<void>): Promise<void>
  /** Lets what is under way finish for a few seconds; the rest is taken up by another process or after the next start. */
  close(): Promise<void>
}

/** Adds a job without data in the caller's transaction: it stands or falls with what it is about. */
export async function addJob(trx: Trx, queue: string): Promise<void> {
  await new PgBoss({ db: fromKysely(trx) }).insert(queue, [{ data: {} }])
}

/** Opens the jobs of this process. The queues are installed with the migrations. A fault is logged and does not end the process. */
export async function openJobs(
  pool: Pool,
  logFault: (error: Error) => void,
  { pollingSeconds = 2 }: { pollingSeconds?: number } = {},
): Promise<Jobs> {
  const stopFollowing = await followClock(pool, logFault)
  const boss = new PgBoss({
    db: onPool(pool),
    application_name: 'jobs',
    clock: steadyClock,
    clockMonitorIntervalSeconds: lookAtClockSeconds,
  })
  boss.on('error', logFault)
  await boss.start()
  async function atTimes(queue: string, cron: string, work: () => Promise<void>): Promise<void> {
    await boss.schedule(queue, cron)
    await boss.work(queue, { pollingIntervalSeconds: Math.max(pollingSeconds, 5), batchSize: 1 }, async () => {
      await work().catch((error: Error) => {
        logFault(error)
        throw error
      })
    })
  }
  return {
    async work(queue, work, urgent) {
      const each = (jobs: { id: string; data: object }[]) =>
        Promise.all(
          jobs.map(({ id, data }) =>
            work(data as never).then(
              () => ({ id, status: 'completed' as const }),
              ({ message }: Error) => ({ id, status: 'failed' as const, output: { message } }),
            ),
          ),
        )
      // Ten at a time, and on at once while ten more wait: a shift that is called off tells six hundred.
      const bulk = { batchSize: 10, burstWhenBatchFull: true, pollingIntervalSeconds: pollingSeconds }
      await boss.work<object>(queue, { ...bulk, perJobResults: true as const }, each)
      if (urgent)
        await boss.work<object>(
          queue,
          {
            batchSize: 5,
            pollingIntervalSeconds: Math.min(pollingSeconds, 0.5),
            minPriority: urgent.fromPriority,
            perJobResults: true as const,
          },
          each,
        )
    },
    async add(queue) {
      await boss.send(queue)
    },
    everyMinute: (queue, work) => atTimes(queue, '* * * * *', work),
    // By the clock of UTC, as pg-boss reads it.
    everyNight: (queue, work) => atTimes(queue, '30 19 * * *', work),
    async close() {
      stopFollowing()
      await boss.stop({ graceful: true, timeout: 5000, close: false })
    },
  }
}

/** pg-boss on the portal's own pool; with the embedded database that is its one connection, asked for statement by statement. */
function onPool(pool: Pool): JobDatabase {
  return {
    async executeSql(text, values) {
      const client = await pool.connect()
      try {
        return await client.query(text, values)
      } catch (error) {
        // A script of several statements that failed half way is still inside its transaction.
        await client.query('ROLLBACK').catch(() => {})
        throw error
      } finally {
        client.release()
      }
    },
  }
}
