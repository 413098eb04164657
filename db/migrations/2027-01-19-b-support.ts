import { type Kysely, sql } from 'kysely'

/** 附议: who finds that a public record says it already stands behind it instead of sending the same. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // Who it was is kept as long as they are to be told, and only so that one phone counts once.
  await sql`
    CREATE TABLE support (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      record_id integer NOT NULL REFERENCES record,
      state text NOT NULL DEFAULT 'standing' CHECK (state IN ('standing', 'forgotten', 'withdrawn')),
      phone_hash text,
      phone_sealed text,
      supported_at timestamptz NOT NULL,
      ended_at timestamptz,
      CONSTRAINT support_once_for_each_phone UNIQUE (record_id, phone_hash),
      CONSTRAINT support_ended_names_nobody CHECK (
        CASE state WHEN 'standing'
          THEN phone_hash IS NOT NULL AND phone_sealed IS NOT NULL AND ended_at IS NULL
          ELSE phone_hash IS NULL AND phone_sealed IS NULL AND ended_at IS NOT NULL
        END)
    )`.execute(db)
  await sql`CREATE INDEX support_of_phone ON support (phone_hash) WHERE state = 'standing'`.execute(db)

  // Nobody stands behind what is not public, however it came; and what was withdrawn stays so.
  await sql`
    CREATE FUNCTION support_needs_record() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM FROM record WHERE id = NEW.record_id AND removed_at IS NULL FOR SHARE;
      IF NOT FOUND THEN
        RAISE EXCEPTION 'record % is not public', NEW.record_id
          USING ERRCODE = 'check_violation', CONSTRAINT = 'support_needs_record';
      END IF;
      RETURN NEW;
    END $$`.execute(db)
  await sql`
    CREATE TRIGGER support_needs_record BEFORE INSERT OR UPDATE OF record_id ON support
    FOR EACH ROW EXECUTE FUNCTION support_needs_record()`.execute(db)
  await sql`
    CREATE FUNCTION support_ends_once() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'support % has ended', OLD.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'support_ends_once';
    END $$`.execute(db)
  await sql`
    CREATE TRIGGER support_ends_once BEFORE UPDATE ON support
    FOR EACH ROW WHEN (OLD.state = 'withdrawn') EXECUTE FUNCTION support_ends_once()`.execute(db)

  // Pages that are kept show how many there are.
  await sql`
    CREATE TRIGGER support_tells_of_change AFTER INSERT OR UPDATE ON support
    FOR EACH STATEMENT EXECUTE FUNCTION tell_of_change()`.execute(db)
}
