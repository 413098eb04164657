import { sql } from 'kysely'
import type { Db } from '#db/schema.ts'
import { clockQueue, figuresQueue, remotePollQueue, shiftQueue } from './queues.ts'

/** The jobs that come round once a minute, and the one that does so when there is a remote repository. */
export const minuteJobs = [clockQueue, figuresQueue, shiftQueue, remotePollQueue] as const
export type MinuteJob = (typeof minuteJobs)[number]

/** What the clock of the database shows, and when each of these jobs was last done, by whichever process; undefined when that was more than an hour ago. */
export async function readTicks(db: Db): Promise<{ clock: Date; ticks: Partial<Record<MinuteJob, Date>> }> {
  const { rows } = await sql<{ name: MinuteJob | null; last: Date | null; clock: Date }>`
    SELECT name, last, clock_timestamp() AS clock
    FROM (SELECT) AS one LEFT JOIN (
      SELECT name, max(completed_on) AS last FROM pgboss.job
      WHERE name IN (${sql.join(minuteJobs)}) AND state = 'completed' AND completed_on > now() - interval '1 hour'
      GROUP BY name
    ) AS done ON true`.execute(db)
  return {
    clock: rows[0]!.clock,
    ticks: Object.fromEntries(rows.flatMap(({ name, last }) => (name && last ? [[name, last]] : []))),
  }
}
