import { type Kysely, sql } from 'kysely'

/**
 * The law's gate reads: insurance with its period, the risks of the task, agreements that each volunteer accepts, a look by
 * the office; and the wordings that people agreed to.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  // What was published before passed the gate of before (1); a draft passes the one of now (2).
  await sql`
    ALTER TABLE activity
      ADD COLUMN insurer text NOT NULL DEFAULT '' CHECK (length(insurer) <= 600),
      ADD COLUMN insured_from date,
      ADD COLUMN insured_until date,
      ADD COLUMN task_risks text[] NOT NULL DEFAULT '{}' CHECK (task_risks <@ ARRAY[
        'water', 'height', 'roadway', 'fire', 'disaster', 'epidemic', 'machines', 'wild']),
      ADD COLUMN gate smallint NOT NULL DEFAULT 1,
      ADD COLUMN submitted_at timestamptz,
      ADD COLUMN returned_words text CHECK (length(returned_words) BETWEEN 1 AND 5000)`.execute(db)
  await sql`UPDATE activity SET gate = 2 WHERE state = 'draft'`.execute(db)
  await sql`
    ALTER TABLE activity
      ALTER COLUMN gate SET DEFAULT 2,
      DROP CONSTRAINT activity_state_check,
      ADD CONSTRAINT activity_state_check CHECK (state IN ('draft', 'submitted', 'published', 'cancelled')),
      ADD CONSTRAINT activity_submitted CHECK (state <> 'submitted' OR submitted_at IS NOT NULL),
      ADD CONSTRAINT activity_insured CHECK (insured_until >= insured_from),
      DROP CONSTRAINT published_within_the_law`.execute(db)
  await sql`
    ALTER TABLE activity ADD CONSTRAINT published_within_the_law CHECK (state NOT IN ('submitted', 'published') OR (
      what_to_do <> '' AND place <> '' AND risk_text <> '' AND protection_text <> '' AND insurance_reference <> ''
      AND contact_name <> '' AND contact_phone <> ''
      AND minimum_age IS NOT NULL AND guardian_rule IS NOT NULL
      AND (guardian_rule <> 'adults' OR minimum_age >= 18)
      AND (NOT hazardous OR (minimum_age >= 18 AND 'danger' = ANY (agreement_cases)))
      AND CASE WHEN gate = 1 THEN agreement_cases = '{}' OR agreement_reference <> ''
        ELSE insurer <> '' AND insured_from IS NOT NULL AND insured_until IS NOT NULL
          AND (hazardous OR (task_risks = '{}' AND kind <> 'emergency')) END))`.execute(db)

  // Who accepted the written agreement (浙江省志愿服务条例 Art. 21), to which text and which wording of the activity.
  await sql`
    CREATE TABLE agreement (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      volunteer_id integer NOT NULL REFERENCES volunteer,
      activity_id integer NOT NULL REFERENCES activity,
      activity_version integer NOT NULL,
      text_version text NOT NULL,
      accepted_by integer NOT NULL REFERENCES person,
      accepted_at timestamptz NOT NULL,
      UNIQUE (volunteer_id, activity_id, activity_version)
    )`.execute(db)
  await sql`CREATE INDEX agreement_activity ON agreement (activity_id, volunteer_id)`.execute(db)

  // Each wording that somebody may have agreed to, by the version from which it stands.
  await sql`
    CREATE TABLE activity_wording (
      activity_id integer NOT NULL REFERENCES activity,
      version integer NOT NULL,
      what_to_do text NOT NULL,
      place text NOT NULL,
      risk_text text NOT NULL,
      protection_text text NOT NULL,
      agreement_cases text[] NOT NULL,
      since timestamptz NOT NULL,
      PRIMARY KEY (activity_id, version)
    )`.execute(db)
  await sql`
    INSERT INTO activity_wording (activity_id, version, what_to_do, place, risk_text, protection_text, agreement_cases, since)
    SELECT id, 1, what_to_do, place, risk_text, protection_text, agreement_cases, published_at FROM activity WHERE state = 'published'`.execute(
    db,
  )
  await sql`
    ALTER TABLE sign_up DROP CONSTRAINT sign_up_offer_reason_check,
      ADD CONSTRAINT sign_up_offer_reason_check CHECK (offer_reason IN ('place-free', 'rescheduled', 'changed'))`.execute(
    db,
  )
}
