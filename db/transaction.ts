import type { Db, Trx } from './schema.ts'

/** Another transaction was in the way (serialisation failure, deadlock): the same work may succeed a moment later. */
const passing = new Set(['40001', '40P01'])
const attempts = 6

/**
 * Runs the work in one transaction and returns what it returns; runs it again, from the start, when the database
 * gave way to another transaction. So the work must do nothing outside the database. Inside a transaction it just joins.
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
