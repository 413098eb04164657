import { type Kysely, sql } from 'kysely'

/** Tables that came after `2026-11-29-seen-characters` with limits in code points. */
const tables = [
  'dispute',
  'appeal',
  'declination',
  'correction',
  'saved_filter',
  'question',
  'interim_reply',
  'stored_file',
  'client',
  'webhook',
  'field_note',
  'volunteer_block',
]

/** What people see as one character may be ten code points, which is what `length` counts: each limit of a text is ten times as wide. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ table: string; name: string; definition: string }>`
    SELECT conrelid::regclass::text AS "table", conname AS name, pg_get_constraintdef(oid) AS definition
    FROM pg_constraint
    WHERE contype = 'c' AND connamespace = current_schema()::regnamespace
      AND conrelid::regclass::text = ANY (${tables})
      AND pg_get_constraintdef(oid) ~ 'length[(][a-z_]+[)] <= [0-9]+'`.execute(db)
  for (const { table, name, definition } of rows) {
    const wider = definition.replace(/length\([a-z_]+\) <= \d+/g, limit => `${limit}0`)
    await sql`
      ALTER TABLE ${sql.raw(table)} DROP CONSTRAINT ${sql.id(name)},
        ADD CONSTRAINT ${sql.id(name)} ${sql.raw(wider)}`.execute(db)
  }
}
