import { type Kysely, sql } from 'kysely'

/**
 * What a commit on a draft's branch claims can be pushed by anybody with access to the repository. What the portal wrote
 * itself, and for whom, stands here; which texts and files of the content have passed their reviews, too.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE signed_commit (
      commit text PRIMARY KEY CHECK (commit ~ '^[0-9a-f]{40,64}$'),
      person_id integer NOT NULL REFERENCES person,
      step text NOT NULL CHECK (step IN (
        'save', 'submission', 'take-back', 'first-review', 'second-review', 'return')),
      at timestamptz NOT NULL
    )`.execute(db)

  // Nobody reviews a text that they have not had before them.
  await sql`
    CREATE TABLE opened_draft (
      person_id integer NOT NULL REFERENCES person ON DELETE CASCADE,
      head text NOT NULL CHECK (head ~ '^[0-9a-f]{40,64}$'),
      at timestamptz NOT NULL,
      PRIMARY KEY (person_id, head)
    )`.execute(db)
  await sql`CREATE INDEX opened_draft_at ON opened_draft (at)`.execute(db)

  // The newest line of a path whose commit is on main says what readers may see there.
  await sql`
    CREATE TABLE cleared_file (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      path text NOT NULL,
      oid text NOT NULL CHECK (oid ~ '^[0-9a-f]{40,64}$'),
      commit text NOT NULL CHECK (commit ~ '^[0-9a-f]{40,64}$'),
      how text NOT NULL CHECK (how IN ('publication', 'adoption', 'start', 'upload', 'return')),
      at timestamptz NOT NULL
    )`.execute(db)
  await sql`CREATE INDEX cleared_file_path ON cleared_file (path, id)`.execute(db)

  await sql`
    CREATE FUNCTION refuse_signature_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'signatures are append-only' USING ERRCODE = 'insufficient_privilege';
    END $$`.execute(db)
  for (const table of ['signed_commit', 'cleared_file']) {
    await sql`
      CREATE TRIGGER ${sql.raw(table)}_is_append_only BEFORE UPDATE OR DELETE ON ${sql.table(table)}
      FOR EACH ROW EXECUTE FUNCTION refuse_signature_change()`.execute(db)
    await sql`
      CREATE TRIGGER ${sql.raw(table)}_is_never_emptied BEFORE TRUNCATE ON ${sql.table(table)}
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_signature_change()`.execute(db)
  }
}
