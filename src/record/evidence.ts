import type { Db } from '#db/schema.ts'
import { boundsOf } from '#suggestions/months.ts'

/** A public answer as something that proves that work was done. */
export interface RecordLine {
  number: string
  title: string
  unit: string | null
  answered_at: Date
}

/** Of these numbers those that readers see. */
export async function listRecordsNumbered(db: Db, numbers: readonly string[]): Promise<RecordLine[]> {
  if (numbers.length === 0) return []
  return (await publicLines(db)
    .where('number', 'in', [...numbers])
    .orderBy('answered_at')
    .execute()) as RecordLine[]
}

/** The public answers of a calendar year about any of these categories, newest first. */
export async function listRecordsOfYear(
  db: Db,
  categories: readonly string[],
  year: number,
  limit: number,
): Promise<RecordLine[]> {
  if (categories.length === 0) return []
  return (await publicLines(db)
    .where('category', 'in', [...categories])
    .where('answered_at', '>=', boundsOf(`${year}-01`).begins)
    .where('answered_at', '<', boundsOf(`${year}-12`).ends)
    .orderBy('answered_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()) as RecordLine[]
}

/** How many answers of a calendar year are public, by category. */
export async function countRecordsOfYear(db: Db, year: number): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('record')
    .select('category')
    .select(eb => eb.fn.countAll<number>().as('count'))
    .where('removed_at', 'is', null)
    .where('answered_at', '>=', boundsOf(`${year}-01`).begins)
    .where('answered_at', '<', boundsOf(`${year}-12`).ends)
    .groupBy('category')
    .execute()
  return new Map(rows.map(({ category, count }) => [category, Number(count)]))
}

/** How many public answers each unit has given. */
export async function countRecordsByUnit(db: Db): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('record')
    .select('unit')
    .select(eb => eb.fn.countAll<number>().as('count'))
    .where('removed_at', 'is', null)
    .where('unit', 'is not', null)
    .groupBy('unit')
    .execute()
  return new Map(rows.map(({ unit, count }) => [unit!, Number(count)]))
}

const publicLines = (db: Db) =>
  db.selectFrom('record').select(['number', 'title', 'unit', 'answered_at']).where('removed_at', 'is', null)
