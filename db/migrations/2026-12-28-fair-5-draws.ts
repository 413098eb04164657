import { type Kysely, sql } from 'kysely'

/** A draw that anybody can check: the seed stands before the first entry, and what it was drawn from is kept. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // Every shift has one from its first moment; only its SHA-256 is shown until the places are drawn.
  await sql`
    ALTER TABLE shift ADD COLUMN draw_seed text NOT NULL
      DEFAULT replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '') CHECK (draw_seed ~ '^[0-9a-f]{64}$')`.execute(
    db,
  )
  await sql`
    CREATE FUNCTION refuse_other_lots() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'a seed and what was drawn from it stay as they are'; END $$`.execute(db)
  await sql`
    CREATE TRIGGER shift_keeps_its_seed BEFORE UPDATE OF draw_seed ON shift
    FOR EACH ROW WHEN (OLD.draw_seed <> NEW.draw_seed) EXECUTE FUNCTION refuse_other_lots()`.execute(db)

  // The number that each request had in the draw.
  await sql`ALTER TABLE sign_up ADD COLUMN entry integer`.execute(db)
  await sql`
    CREATE TABLE shift_draw (
      shift_id integer PRIMARY KEY REFERENCES shift,
      seed text NOT NULL,
      places integer NOT NULL CHECK (places >= 0),
      others integer NOT NULL CHECK (others BETWEEN 0 AND places),
      drawn_at timestamptz NOT NULL
    )`.execute(db)
  await sql`
    CREATE TABLE shift_draw_entry (
      shift_id integer NOT NULL REFERENCES shift_draw,
      entry integer NOT NULL,
      place integer NOT NULL CHECK (place > 0),
      people integer NOT NULL CHECK (people > 0),
      newcomers integer NOT NULL CHECK (newcomers BETWEEN 0 AND people),
      able boolean NOT NULL,
      won boolean NOT NULL CHECK (able OR NOT won),
      PRIMARY KEY (shift_id, entry),
      UNIQUE (shift_id, place)
    )`.execute(db)
  for (const table of ['shift_draw', 'shift_draw_entry'])
    await sql`
      CREATE TRIGGER ${sql.raw(table)}_stays BEFORE UPDATE OR DELETE ON ${sql.table(table)}
      FOR EACH ROW EXECUTE FUNCTION refuse_other_lots()`.execute(db)
}
