import { type Kysely, sql } from 'kysely'

/** Where somebody was who did something: kept for half a year, and the one thing of an event that is ever taken away. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`ALTER TABLE event ADD COLUMN address text CHECK (length(address) <= 45)`.execute(db)
  await sql`
    CREATE OR REPLACE FUNCTION refuse_event_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'UPDATE' AND NEW.address IS NULL AND to_jsonb(NEW) - 'address' = to_jsonb(OLD) - 'address' THEN
        RETURN NEW;
      END IF;
      RAISE EXCEPTION 'events are append-only' USING ERRCODE = 'insufficient_privilege';
    END $$`.execute(db)
}
