import { type Kysely, sql } from 'kysely'

/**
 * Forms count the characters that people see, and one of these may be ten code points, which is what `length`
 * counts: each upper limit of a text becomes ten times as wide. A login and a phone number are plain characters.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ table: string; name: string; definition: string }>`
    SELECT conrelid::regclass::text AS "table", conname AS name, pg_get_constraintdef(oid) AS definition
    FROM pg_constraint
    WHERE contype = 'c' AND connamespace = current_schema()::regnamespace
      AND pg_get_constraintdef(oid) ~ 'length[(][a-z_]+[)] <= [0-9]+'
      AND pg_get_constraintdef(oid) !~ 'length[(](login|contact_phone)[)]'`.execute(db)
  for (const { table, name, definition } of rows) {
    const wider = definition.replace(/length\([a-z_]+\) <= \d+/g, limit => `${limit}0`)
    await sql`
      ALTER TABLE ${sql.raw(table)} DROP CONSTRAINT ${sql.id(name)},
        ADD CONSTRAINT ${sql.id(name)} ${sql.raw(wider)}`.execute(db)
  }
}
