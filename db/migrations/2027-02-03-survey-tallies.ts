import { type Kysely, sql } from 'kysely'

/**
 * Of a survey only numbers are kept, and apart from them who has answered: no row says what one person answered, so that
 * neither a clock nor an order nor a key tells whose it is. The events that had the minute and the address go.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  // How often a question was answered so; the empty question is where somebody lives.
  await sql`
    CREATE TABLE survey_tally (
      survey text NOT NULL CHECK (survey <> '' AND length(survey) <= 80),
      question text NOT NULL,
      answer text NOT NULL CHECK (answer <> ''),
      count integer NOT NULL CHECK (count > 0),
      PRIMARY KEY (survey, question, answer)
    )`.execute(db)
  await sql`
    CREATE TABLE survey_respondent (
      survey text NOT NULL,
      phone_hash text NOT NULL,
      request_key uuid NOT NULL,
      PRIMARY KEY (survey, phone_hash)
    )`.execute(db)
  await sql`
    INSERT INTO survey_tally (survey, question, answer, count)
    SELECT survey, question, answer, count(*) FROM (
      SELECT survey, '' AS question, county AS answer FROM survey_answer
      UNION ALL
      SELECT survey, key, value FROM survey_answer, jsonb_each_text(answers)
    ) AS given GROUP BY survey, question, answer`.execute(db)
  await sql`
    INSERT INTO survey_respondent (survey, phone_hash, request_key)
    SELECT survey, phone_hash, gen_random_uuid() FROM survey_answer WHERE phone_hash IS NOT NULL ORDER BY phone_hash`.execute(
    db,
  )
  await sql`DROP TABLE survey_answer`.execute(db)
  await sql`
    CREATE TRIGGER survey_tally_tells_of_change AFTER INSERT OR UPDATE ON survey_tally
    FOR EACH STATEMENT EXECUTE FUNCTION tell_of_change()`.execute(db)
  await sql`ALTER TABLE event DISABLE TRIGGER event_is_append_only`.execute(db)
  await sql`DELETE FROM event WHERE action = 'survey.answered'`.execute(db)
  await sql`ALTER TABLE event ENABLE TRIGGER event_is_append_only`.execute(db)
}
