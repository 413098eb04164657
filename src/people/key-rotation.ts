import { sql } from 'kysely'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { keepCanary, proveOpens, sealCanary, WrongDataKey } from './data-key.ts'
import { recordEvent } from './events.ts'
import type { PersonalData } from './personal-data.ts'
import { listSealedColumns } from './sealed-columns.ts'

const rowsAtOnce = 500

/** What a rotation did. */
export interface Rotated {
  /** Values sealed again. */
  values: number
  /** `table.column` with the ids of rows that the old key does not open; they stay as they are. */
  unopened: { column: string; id: string }[]
  /** Recovery codes that are void. */
  recoveryCodes: number
}

/**
 * Seals everything with the new key and makes the keyed hashes beside it again. Killed at any moment and called again with
 * the same keys, it goes on: a value says which key sealed it, and the canary changes last. Meanwhile no portal may
 * run on the database: one that looks up by the old key would miss what is done already. `tell` is called after each
 * batch with how many rows of how many are done. Throws `WrongDataKey`.
 */
export async function rotateKeys(
  db: Db,
  { old, fresh }: { old: PersonalData; fresh: PersonalData },
  now: Date,
  tell: (progress: { table: string; done: number; of: number }) => void = () => {},
): Promise<Rotated> {
  if (old.keyId === fresh.keyId) throw new WrongDataKey('DATA_KEY and DATA_KEY_OLD are the same key')
  await begin(db, old, fresh)
  const tables = [...new Set(listSealedColumns().map(({ table }) => table))].filter(table => table !== 'data_key')
  let values = 0
  const unopened: Rotated['unopened'] = []
  for (const table of tables) {
    const columns = listSealedColumns().filter(column => column.table === table)
    const of = await countRows(db, columns, fresh.keyId)
    let done = 0
    for (let after: number | undefined = 0; after !== undefined;) {
      const batch = await inTransaction(db, trx => sealRows(trx, columns, { old, fresh }, after!))
      values += batch.values
      done += batch.rows
      unopened.push(...batch.unopened)
      after = batch.last
      if (batch.rows > 0) tell({ table, done, of })
    }
  }
  return finish(db, { old, fresh }, { values, unopened }, now)
}

/** From here on no portal starts on this database until the rotation is finished. */
async function begin(db: Db, old: PersonalData, fresh: PersonalData): Promise<void> {
  const held = await db.selectFrom('data_key').selectAll().executeTakeFirst()
  if (held?.next_key_id && held.next_key_id !== fresh.keyId)
    throw new WrongDataKey(
      `a rotation to the key ${held.next_key_id} was begun and DATA_KEY is ${fresh.keyId}: finish that one first`,
    )
  await proveOpens(db, old, 'DATA_KEY_OLD')
  if (!held) await keepCanary(db, old)
  await db.updateTable('data_key').set({ next_key_id: fresh.keyId }).execute()
  if (await isPortalConnected(db)) {
    // What a killed run has done already must not be forgotten.
    if (!held?.next_key_id) await db.updateTable('data_key').set({ next_key_id: null }).execute()
    throw new WrongDataKey('a portal is running on this database: stop every process of it first')
  }
}

/** The name by which a portal's connections are known to PostgreSQL. The embedded database lets nobody else in anyway. */
export const portalConnections = 'wenming-portal'

async function isPortalConnected(db: Db): Promise<boolean> {
  const { rows } = await sql`
    SELECT FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = ${portalConnections} LIMIT 1`.execute(db)
  return rows.length > 0
}

type Columns = ReturnType<typeof listSealedColumns>

/** Rows in which another key than that one has sealed something. */
function stale(columns: Columns, keyId: string) {
  const tests = columns.map(({ column }) => sql`${sql.ref(column)} NOT LIKE ${`v2.${keyId}.%`}`)
  return sql<boolean>`(${sql.join(tests, sql` OR `)})`
}

async function countRows(db: Db, columns: Columns, keyId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    SELECT count(*) AS count FROM ${sql.table(columns[0]!.table)} WHERE ${stale(columns, keyId)}`.execute(db)
  return rows[0]!.count
}

/** Seals the next rows in the order of their ids; `last` is undefined when there are no more. */
async function sealRows(
  trx: Trx,
  columns: Columns,
  { old, fresh }: { old: PersonalData; fresh: PersonalData },
  after: number,
) {
  const { table, key } = columns[0]!
  const { rows } = await sql<Record<string, unknown>>`
    SELECT * FROM ${sql.table(table)} WHERE ${sql.ref(key)} > ${after} AND ${stale(columns, fresh.keyId)}
    ORDER BY ${sql.ref(key)} LIMIT ${rowsAtOnce}`.execute(trx)
  const unopened: Rotated['unopened'] = []
  let values = 0
  const changes = rows.map(row => {
    const change: Record<string, unknown> = { [key]: row[key] }
    for (const { column, purpose, purposeIn, hash } of columns) {
      change[column] = row[column]
      if (hash) change[hash.column] = row[hash.column]
      const sealed = row[column] as string | null
      if (sealed === null || sealed.startsWith(`v2.${fresh.keyId}.`)) continue
      // What is sealed for another column's sake stays so: a message carries the value of a suggestion.
      const sealedFor = (purposeIn ? row[purposeIn] : purpose) as typeof purpose
      const opened = openedBy(old, sealed, sealedFor)
      if (opened === undefined) {
        unopened.push({ column: `${table}.${column}`, id: String(row[key]) })
        continue
      }
      change[column] = fresh.seal(opened, sealedFor as never)
      if (hash) change[hash.column] = fresh.lookup(hash.of?.(opened) ?? opened, hash.purpose)
      values += 1
    }
    return change
  })
  if (changes.length > 0) await writeRows(trx, table, key, changes)
  return { rows: rows.length, values, unopened, last: rows.at(-1)?.[key] as number | undefined }
}

/** One statement for the batch: a row at a time would take ten times as long. */
async function writeRows(trx: Trx, table: string, key: string, changes: Record<string, unknown>[]): Promise<void> {
  const names = Object.keys(changes[0]!).filter(name => name !== key)
  await sql`
    UPDATE ${sql.table(table)} AS kept
    SET ${sql.join(names.map(name => sql`${sql.ref(name)} = fresh.${sql.ref(name)}`))}
    FROM jsonb_to_recordset(${JSON.stringify(changes)}::jsonb)
      AS fresh(${sql.join([sql`${sql.ref(key)} bigint`, ...names.map(name => sql`${sql.ref(name)} text`)])})
    WHERE kept.${sql.ref(key)} = fresh.${sql.ref(key)}`.execute(trx)
}

function openedBy(old: PersonalData, sealed: string, purpose: string): string | undefined {
  try {
    return old.open(sealed, purpose)
  } catch {
    return undefined
  }
}

/** Hashes that stand without a sealed value are taken from the rows that are still there; of who erased themselves none are left. */
async function rememberAnew(trx: Trx, now: Date): Promise<void> {
  await trx.deleteFrom('known_minor').execute()
  await sql`
    INSERT INTO known_minor (hash, birth_date, remembered_at)
    SELECT hash, max(birth_date), ${now} FROM (
      SELECT phone_hash AS hash, birth_date FROM volunteer JOIN person ON person.id = volunteer.person_id
      UNION ALL SELECT identity_hash, birth_date FROM volunteer) AS known
    WHERE hash IS NOT NULL AND adult_from(birth_date) > ${now} GROUP BY hash`.execute(trx)
  await sql`
    UPDATE volunteer_block SET phone_hash = (
      SELECT phone_hash FROM volunteer JOIN person ON person.id = volunteer.person_id WHERE volunteer.id = volunteer_id)
    WHERE phone_hash IS NOT NULL`.execute(trx)
}

/** The canary changes last. What only a person knows cannot be hashed again: their codes are void. */
function finish(
  db: Db,
  { old, fresh }: { old: PersonalData; fresh: PersonalData },
  { values, unopened }: Pick<Rotated, 'values' | 'unopened'>,
  now: Date,
): Promise<Rotated> {
  return inTransaction(db, async trx => {
    const codes = await trx.deleteFrom('recovery_code').where('used_at', 'is', null).executeTakeFirst()
    await trx.deleteFrom('one_time_code').execute()
    await rememberAnew(trx, now)
    await trx
      .updateTable('data_key')
      .set({ canary_sealed: sealCanary(fresh), next_key_id: null })
      .execute()
    await recordEvent(trx, {
      actor: { kind: 'system' },
      action: 'data-key.rotated',
      object: { kind: 'data-key', id: fresh.keyId },
      detail: { from: old.keyId, values, unopened: unopened.length },
      at: now,
    })
    return { values, unopened, recoveryCodes: Number(codes.numDeletedRows) }
  })
}
