import { type Kysely, sql } from 'kysely'

/** What citizens answered to a survey (clause 13): one answer for each phone, and nothing that tells whose it is. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE survey_answer (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      survey text NOT NULL CHECK (survey <> '' AND length(survey) <= 80),
      phone_hash text,
      county text NOT NULL,
      answers jsonb NOT NULL CHECK (jsonb_typeof(answers) = 'object'),
      answered_on date NOT NULL,
      CONSTRAINT survey_answer_is_one_for_each UNIQUE (survey, phone_hash)
    )`.execute(db)
  await sql`
    CREATE TRIGGER survey_answer_tells_of_change AFTER INSERT ON survey_answer
    FOR EACH STATEMENT EXECUTE FUNCTION tell_of_change()`.execute(db)
}
