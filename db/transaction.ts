import { sql } from 'kysely'
import type { Database, Db, Trx } from './schema.ts'

/**
 * Another transaction was in the way: serialisation failure, deadlock, or it has just taken the unique value
 * or the time that this one found free. The same work, run again, sees what the other did and answers in words.
 */
const passing = new Set(['40001', '40P01', '23505', '23P01'])
const attempts = 6

/**
 * Runs the work in one transaction and returns what it returns; runs it again, from the start, when another
 * transaction was in the way. So the work must do nothing outside the database. Inside a transaction it just joins.
 */
export async function inTransaction<T>(db: Db | Trx, work: (trx: Trx) => Promise<T>): Promise<T> {
  if (db.isTransaction) return work(db as Trx)
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.transaction().execute(work)
    } catch (error) {
      if (attempt === attempts || !passing.has((error as { code?: string }).code ?? '')) throw error
      await new Promise(resolve => setTimeout(resolve, Math.random() * 20 * attempt))
    }
  }
}

/** Lets one transaction after the other go on from here; who only reads the table is not held up. */
export async function takeTurns(trx: Trx, table: keyof Database): Promise<void> {
  await sql`LOCK TABLE ${sql.table(table)} IN EXCLUSIVE MODE`.execute(trx)
}
