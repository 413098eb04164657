import { type Clock, systemClock } from 'pg-boss'
import type { Pool, QueryResult } from 'pg'

/**
 * A clock that nobody can set: pg-boss measures its waits with it. By the wall clock, one that is set back makes every
 * wait as much longer, and waits of more than 24 days, which Node's timers cannot hold, end at once and begin again.
 */
export const steadyClock: Clock = { ...systemClock, now: () => performance.timeOrigin + performance.now() }

/** How soon the jobs go on after the clock of the database was set: within this, and the half minute of pg-boss. */
export const lookAtClockSeconds = 15

/** Two statements that overlap write stamps in another order than they began. */
const isAhead = "> now() + interval '5 seconds'"
const isSetBack = `(SELECT GREATEST(cron_on, bam_on, flow_on, reindex_on) ${isAhead} FROM pgboss.version)`

/**
 * What pg-boss wrote by a later clock. A job waits until its moment comes, a minute that has run does not run again, and
 * who stamped last is asked no more before then: all of it would stand still until the old time is reached. A message that
 * waits for the morning goes on waiting for the next one.
 */
const bringToPresent = `
  UPDATE pgboss.job SET
    start_after = CASE WHEN state = 'created' AND start_after > created_on
      THEN start_after - date_trunc('day', created_on - now()) ELSE now() END,
    created_on = LEAST(created_on, now()),
    started_on = LEAST(started_on, now())
  WHERE state < 'active' AND GREATEST(created_on, started_on) ${isAhead};
  UPDATE pgboss.job SET
    singleton_on = CASE WHEN singleton_on < timezone('UTC', now()) THEN singleton_on END,
    started_on = LEAST(started_on, now())
  WHERE ${isSetBack} AND (singleton_on > timezone('UTC', now()) OR started_on > now());
  UPDATE pgboss.queue SET monitor_claim_on = NULL, monitor_on = NULL, maintain_on = NULL
  WHERE GREATEST(monitor_claim_on, monitor_on, maintain_on) ${isAhead};
  UPDATE pgboss.version SET cron_on = NULL, bam_on = NULL, flow_on = NULL, reindex_on = NULL, monitor_backoff_on = NULL
  WHERE ${isSetBack};
  -- The embedded database waits to write its statistics, by an alarm that would ring until the old time is reached.
  SELECT pg_stat_force_next_flush();`

/**
 * Lets the jobs go on whenever a clock was set back: within a second when it was that of this machine, soon when it was
 * that of the database. `tell` hears of it, and of what went wrong. Returns when the clock was looked at once, with the
 * way to stop.
 */
export async function followClock(pool: Pool, tell: (error: Error) => void): Promise<() => void> {
  const look = async () => {
    const results = (await pool.query(bringToPresent)) as unknown as QueryResult[]
    if (results.some(({ command, rowCount }) => command === 'UPDATE' && rowCount))
      tell(new Error('the clock of the database was set back; what waited for the old time goes on now'))
  }
  await look()
  const ahead = () => Date.now() - steadyClock.now()
  let [before, seconds] = [ahead(), 0]
  const timer = setInterval(() => {
    const wasSetBack = ahead() < before - 1000
    before = ahead()
    seconds += 1
    if (wasSetBack || seconds % lookAtClockSeconds === 0) look().catch(tell)
  }, 1000).unref()
  return () => clearInterval(timer)
}
