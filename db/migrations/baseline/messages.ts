import { type Kysely, sql } from 'kysely'

/** What the portal has to tell people. The jobs that send it live beside, in pg-boss's own schema. */
export async function createMessages(db: Kysely<unknown>): Promise<void> {
  // The address is sealed (or only named: a person) and forgotten once the message is sent.
  await sql`
    CREATE TABLE message (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      template text NOT NULL,
      facts jsonb NOT NULL DEFAULT '{}',
      secret_sealed text,
      about_kind text,
      about_id text,
      channel text NOT NULL CHECK (channel IN ('sms', 'email', 'desk')),
      to_person_id integer REFERENCES person,
      to_sealed text,
      to_purpose text,
      to_masked text,
      state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sending', 'sent', 'failed')),
      sender text,
      body text,
      attempts integer NOT NULL DEFAULT 0,
      last_error text,
      created_at timestamptz NOT NULL,
      claimed_at timestamptz,
      give_up_at timestamptz NOT NULL,
      sent_at timestamptz,
      failed_at timestamptz,
      read_at timestamptz,
      CHECK ((to_sealed IS NULL) = (to_purpose IS NULL)),
      CHECK ((about_kind IS NULL) = (about_id IS NULL)),
      CHECK (channel <> 'desk' OR to_person_id IS NOT NULL),
      CHECK ((state = 'sent') = (sent_at IS NOT NULL)),
      CHECK ((state = 'failed') = (failed_at IS NOT NULL)),
      CHECK (state <> 'sent' OR (to_sealed IS NULL AND secret_sealed IS NULL))
    )`.execute(db)
  await sql`CREATE INDEX message_newest ON message (id DESC, state)`.execute(db)
  await sql`CREATE INDEX message_unsent ON message (state, id) WHERE state <> 'sent'`.execute(db)
  await sql`CREATE INDEX message_unread ON message (to_person_id, id) WHERE channel = 'desk' AND read_at IS NULL`.execute(db)
  await sql`CREATE INDEX message_about ON message (about_kind, about_id, id) WHERE about_kind IS NOT NULL`.execute(db)
}
