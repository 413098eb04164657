import { type Kysely, sql } from 'kysely'

/** Which codes and letters a city uses is in its settings: here only their form. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const table of ['volunteer', 'organisation', 'need', 'activity'])
    await replaceCheck(db, table, 'county', '^[0-9A-Z]{6}$')
  await replaceCheck(db, 'volunteer', 'number', '^[A-Z]{2}[0-9]{10}$')
}

async function replaceCheck(db: Kysely<unknown>, table: string, column: string, form: string): Promise<void> {
  const name = sql.id(`${table}_${column}_check`)
  await sql`
    ALTER TABLE ${sql.table(table)} DROP CONSTRAINT ${name},
      ADD CONSTRAINT ${name} CHECK (${sql.ref(column)} ~ ${sql.lit(form)})`.execute(db)
}
