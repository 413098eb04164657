import { type Kysely, sql } from 'kysely'

/**
 * What belongs to a draft beside its commits: that it was deleted and can be put back, what a reviewer noted at a field,
 * who was told of it, and who has it open.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE deleted_draft (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      path text NOT NULL,
      head text NOT NULL UNIQUE CHECK (head ~ '^[0-9a-f]{40,64}$'),
      deleted_by integer NOT NULL REFERENCES person,
      deleted_at timestamptz NOT NULL,
      ended_at timestamptz,
      ending text CHECK (ending IN ('restored', 'expired')),
      CHECK ((ended_at IS NULL) = (ending IS NULL))
    )`.execute(db)
  await sql`CREATE INDEX deleted_draft_open ON deleted_draft (deleted_at) WHERE ended_at IS NULL`.execute(db)

  // A note stands for what its field said; \`said\` is the hash of that. Another value there ends it.
  await sql`
    CREATE TABLE field_note (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      path text NOT NULL,
      field text NOT NULL CHECK (length(field) BETWEEN 1 AND 100),
      said text NOT NULL CHECK (said ~ '^[0-9a-f]{64}$'),
      body text NOT NULL CHECK (length(body) BETWEEN 1 AND 500),
      written_by integer NOT NULL REFERENCES person,
      written_at timestamptz NOT NULL,
      ended_by integer REFERENCES person,
      ended_at timestamptz,
      ending text CHECK (ending IN ('changed', 'done', 'published')),
      CHECK ((ended_at IS NULL) = (ending IS NULL) AND (ended_at IS NULL) = (ended_by IS NULL))
    )`.execute(db)
  await sql`CREATE INDEX field_note_open ON field_note (path, id) WHERE ended_at IS NULL`.execute(db)

  // One message for each draft as it stands, and one reminder a day.
  await sql`
    CREATE TABLE told_of_draft (
      person_id integer NOT NULL REFERENCES person ON DELETE CASCADE,
      path text NOT NULL,
      head text NOT NULL CHECK (head ~ '^[0-9a-f]{40,64}$'),
      at timestamptz NOT NULL,
      PRIMARY KEY (person_id, path, head)
    )`.execute(db)
  await sql`CREATE INDEX told_of_draft_at ON told_of_draft (at)`.execute(db)
  await sql`
    CREATE TABLE reminded_of_drafts (
      person_id integer NOT NULL REFERENCES person ON DELETE CASCADE,
      on_day date NOT NULL,
      PRIMARY KEY (person_id, on_day)
    )`.execute(db)

  // Who has opened an entry a moment ago. Worth nothing after a crash.
  await sql`
    CREATE UNLOGGED TABLE entry_opened (
      entry text NOT NULL,
      person_id integer NOT NULL,
      at timestamptz NOT NULL,
      PRIMARY KEY (entry, person_id)
    )`.execute(db)
  await sql`CREATE INDEX entry_opened_at ON entry_opened (at)`.execute(db)
}
