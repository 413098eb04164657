import { type Kysely, sql } from 'kysely'

/**
 * Photos that were looked at for the public: with other boxes than for units. The newest row of a photo is what may be shown;
 * without boxes its file is the photo as it was sent.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE public_photo (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      suggestion_id integer NOT NULL REFERENCES suggestion,
      source text NOT NULL CHECK (source IN ('suggestion', 'addition', 'answer')),
      source_id integer NOT NULL,
      moment text NOT NULL CHECK (moment IN ('asked', 'before', 'after')),
      position integer NOT NULL CHECK (position > 0),
      file text NOT NULL CHECK (file <> ''),
      boxes jsonb NOT NULL CHECK (jsonb_typeof(boxes) = 'array'),
      covered_by integer NOT NULL REFERENCES person,
      covered_at timestamptz NOT NULL,
      CHECK ((source = 'answer') = (moment <> 'asked'))
    )`.execute(db)
  await sql`CREATE INDEX public_photo_newest ON public_photo (suggestion_id, source, source_id, moment, position, id DESC)`.execute(
    db,
  )
  await sql`CREATE INDEX public_photo_file ON public_photo (file)`.execute(db)

  await sql`
    CREATE FUNCTION refuse_public_photo_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'photos looked at for the public are only added to' USING ERRCODE = 'insufficient_privilege';
    END $$`.execute(db)
  await sql`
    CREATE TRIGGER public_photo_is_append_only BEFORE UPDATE OR DELETE ON public_photo
    FOR EACH ROW EXECUTE FUNCTION refuse_public_photo_change()`.execute(db)
  await sql`
    CREATE TRIGGER public_photo_is_never_emptied BEFORE TRUNCATE ON public_photo
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_public_photo_change()`.execute(db)
}
