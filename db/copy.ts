import { setTimeout as pause } from 'node:timers/promises'
import { type Kysely, type PostgresPool, sql } from 'kysely'
import type pg from 'pg'
import type { Database } from './schema.ts'

/** A copy of the database, from which pages are read while it answers. */
interface WatchedCopy {
  /** Gives connections to the copy; to `instead` while the copy is away. */
  pool: PostgresPool
  /** Why it is not read from; undefined while it is. */
  fault(): string | undefined
  close(): Promise<void>
}

/** Asks the copy every two seconds, so that readers wait for it once at most and not with every page. */
export function watchCopy(copy: pg.Pool, instead: pg.Pool): WatchedCopy {
  let fault: string | undefined
  const over = new AbortController()

  async function look(): Promise<void> {
    let client: pg.PoolClient | undefined
    try {
      client = await copy.connect()
      await client.query({ text: 'SELECT 1', query_timeout: 1000 } as pg.QueryConfig)
      client.release()
      fault = undefined
    } catch (error) {
      // A connection that has gone silent would be silent the next time too.
      client?.release(true)
      fault = said(error)
    }
  }
  async function keepLooking(): Promise<void> {
    while (!over.signal.aborted) {
      await look()
      await pause(2000, undefined, { signal: over.signal, ref: false }).catch(() => {})
    }
  }
  const looking = keepLooking()
  return {
    pool: {
      options: copy.options,
      async connect() {
        if (fault === undefined)
          try {
            return await copy.connect()
          } catch (error) {
            fault = said(error)
          }
        return instead.connect()
      },
      // Both pools are closed by whoever opened them.
      end: () => Promise.resolve(),
    },
    fault: () => fault,
    async close() {
      over.abort()
      await looking
      await copy.end()
    },
  }
}

/** Throws one line unless the second is a copy that PostgreSQL itself keeps of the first. */
export async function proveCopy(db: Kysely<Database>, copy: Kysely<Database>): Promise<void> {
  const identify = async (one: Kysely<Database>) => {
    const { rows } = await sql<{ id: string; copies: boolean }>`
      SELECT system_identifier || ' ' || current_database() AS id, pg_is_in_recovery() AS copies FROM pg_control_system()
    `.execute(one)
    return rows[0]!
  }
  const [original, found] = [await identify(db), await identify(copy)]
  if (found.id !== original.id) throw new Error('it is another database, and no copy of the one in DATABASE_URL')
  if (!found.copies) throw new Error('it is the database itself, or a copy that no longer follows it')
}

const said = (error: unknown): string => {
  const { message, code } = error as Error & { code?: string }
  return message || code || String(error)
}
