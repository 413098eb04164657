import { sql } from 'kysely'
import type { Db } from '#db/schema.ts'
import { StartRefused } from '#db/start-refused.ts'
import type { PersonalData } from './personal-data.ts'
import { listSealedColumns } from './sealed-columns.ts'

/** The word that every database holds sealed. */
const canary = '丽水文明'
const canaryPurpose = 'data_key.canary_sealed'

/**
 * Proves that the key opens what the database holds. A database without the sealed word (a new one, or of an earlier
 * version) is proved by a value that it holds and gets the word. Throws `WrongDataKey`.
 */
export async function proveDataKey(db: Db, personalData: PersonalData): Promise<void> {
  if (await proveStands(db, personalData)) return
  await keepCanary(db, personalData)
  // Another process, with another key, may have been first.
  await proveOpens(db, personalData, 'DATA_KEY')
}

/** The same without a change: throws `WrongDataKey` where a start does. Returns whether the sealed word is there. */
export async function proveStands(db: Db, personalData: PersonalData): Promise<boolean> {
  const held = await db.selectFrom('data_key').selectAll().executeTakeFirst()
  if (held?.next_key_id)
    throw new WrongDataKey(
      `what this database holds is being sealed with the key ${held.next_key_id}, and that was not finished: run "npm run keys -- rotate" once more`,
    )
  await proveOpens(db, personalData, 'DATA_KEY')
  return held !== undefined
}

/** The same for one of two keys of a rotation, whose variable is named in the refusal. */
export async function proveOpens(db: Db, personalData: PersonalData, variable: string): Promise<void> {
  const value = await findSealed(db)
  if (!value) return
  try {
    personalData.open(value.sealed, value.purpose)
  } catch (error) {
    throw new WrongDataKey(
      `${variable} does not open what this database holds (${value.where}: ${(error as Error).message}). Give it the key with which the database was made; after a restore, the one kept with that backup`,
    )
  }
}

/** Two processes that start at the same moment keep one word. */
export async function keepCanary(db: Db, personalData: PersonalData): Promise<void> {
  await db
    .insertInto('data_key')
    .values({ canary_sealed: sealCanary(personalData), next_key_id: null })
    .onConflict(conflict => conflict.doNothing())
    .execute()
}

export function sealCanary(personalData: PersonalData): string {
  return personalData.seal(canary, canaryPurpose)
}

/** The canary, or else the first sealed value there is. */
async function findSealed(db: Db): Promise<{ sealed: string; purpose: string; where: string } | undefined> {
  for (const { table, column, purpose, purposeIn } of listSealedColumns()) {
    const purposeOf = purposeIn ? sql.ref(purposeIn) : sql.val(purpose)
    const { rows } = await sql<{ sealed: string; purpose: string }>`
      SELECT ${sql.ref(column)} AS sealed, ${purposeOf} AS purpose
      FROM ${sql.table(table)} WHERE ${sql.ref(column)} IS NOT NULL LIMIT 1`.execute(db)
    if (rows[0]) return { ...rows[0], where: `${table}.${column}` }
  }
  return undefined
}

/** Its message is one line for the person who starts the portal. */
export class WrongDataKey extends StartRefused {}
