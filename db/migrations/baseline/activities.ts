import { type Kysely, sql } from 'kysely'

/** What there is to do and who comes: needs, activities, shifts, sign-ups, and the calendar that shows them. */
export async function createActivities(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE need (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      request_key uuid NOT NULL UNIQUE,
      filed_by integer NOT NULL REFERENCES person,
      suggestion_id integer UNIQUE REFERENCES suggestion,
      title text NOT NULL CHECK (length(title) BETWEEN 1 AND 60),
      what text NOT NULL CHECK (length(what) BETWEEN 1 AND 2000),
      kind text NOT NULL,
      county text NOT NULL CHECK (county ~ '^3311[0-9A-Z]{2}$'),
      place text NOT NULL CHECK (length(place) BETWEEN 1 AND 120),
      wanted_from timestamptz NOT NULL,
      wanted_until timestamptz NOT NULL CHECK (wanted_until > wanted_from),
      people_wanted integer NOT NULL CHECK (people_wanted BETWEEN 1 AND 1000),
      skills text[] NOT NULL DEFAULT '{}',
      state text NOT NULL DEFAULT 'filed' CHECK (state IN ('filed', 'verified', 'declined', 'taken-up', 'met', 'withdrawn')),
      filed_at timestamptz NOT NULL,
      decided_at timestamptz,
      decline_words text,
      organisation_id integer REFERENCES organisation,
      closed_at timestamptz,
      CHECK (state IN ('filed', 'withdrawn') OR decided_at IS NOT NULL),
      CHECK ((state = 'declined') = (decline_words IS NOT NULL)),
      CHECK (state <> 'taken-up' OR organisation_id IS NOT NULL),
      CHECK ((state IN ('met', 'withdrawn')) = (closed_at IS NOT NULL))
    )`.execute(db)
  await sql`CREATE INDEX need_queue ON need (state, filed_at, id)`.execute(db)
  await sql`CREATE INDEX need_filer ON need (filed_by, id)`.execute(db)

  await sql`
    CREATE TABLE need_invitation (
      need_id integer NOT NULL REFERENCES need,
      volunteer_id integer NOT NULL REFERENCES volunteer,
      asked_at timestamptz NOT NULL,
      answer text CHECK (answer IN ('yes', 'no')),
      answered_at timestamptz,
      PRIMARY KEY (need_id, volunteer_id),
      CHECK ((answer IS NULL) = (answered_at IS NULL))
    )`.execute(db)
  await sql`CREATE INDEX need_invitation_volunteer ON need_invitation (volunteer_id, asked_at)`.execute(db)

  // The last CHECK is the law's gate (志愿服务条例 Arts. 12, 17; 浙江省志愿服务条例 Arts. 9, 21, 23):
  // nothing is published without it, whichever program writes.
  await sql`
    CREATE TABLE activity (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      request_key uuid NOT NULL UNIQUE,
      organisation_id integer NOT NULL REFERENCES organisation,
      need_id integer REFERENCES need,
      title text NOT NULL CHECK (length(title) BETWEEN 1 AND 60),
      what_to_do text NOT NULL DEFAULT '' CHECK (length(what_to_do) <= 2000),
      kind text NOT NULL,
      county text NOT NULL CHECK (county ~ '^3311[0-9A-Z]{2}$'),
      place text NOT NULL DEFAULT '' CHECK (length(place) <= 120),
      latitude double precision CHECK (latitude BETWEEN -90 AND 90),
      longitude double precision CHECK (longitude BETWEEN -180 AND 180),
      skills text[] NOT NULL DEFAULT '{}',
      risk_text text NOT NULL DEFAULT '' CHECK (length(risk_text) <= 2000),
      protection_text text NOT NULL DEFAULT '' CHECK (length(protection_text) <= 2000),
      hazardous boolean NOT NULL DEFAULT false,
      agreement_cases text[] NOT NULL DEFAULT '{}' CHECK (agreement_cases <@ ARRAY[
        'danger', 'foreign-related', 'month-or-longer', 'large-event', 'outside-province', 'on-request']),
      agreement_reference text NOT NULL DEFAULT '' CHECK (length(agreement_reference) <= 120),
      insurance_reference text NOT NULL DEFAULT '' CHECK (length(insurance_reference) <= 120),
      minimum_age integer CHECK (minimum_age BETWEEN 3 AND 70),
      guardian_rule text CHECK (guardian_rule IN ('adults', 'consent', 'accompanied')),
      contact_name text NOT NULL DEFAULT '' CHECK (length(contact_name) <= 40),
      contact_phone text NOT NULL DEFAULT '' CHECK (length(contact_phone) <= 30),
      waiting_list boolean NOT NULL DEFAULT true,
      offer_minutes integer NOT NULL DEFAULT 120 CHECK (offer_minutes BETWEEN 10 AND 2880),
      late_hours integer NOT NULL DEFAULT 24 CHECK (late_hours BETWEEN 0 AND 168),
      draw_hours integer CHECK (draw_hours BETWEEN 1 AND 720),
      first_timer_places integer NOT NULL DEFAULT 0 CHECK (first_timer_places >= 0),
      first_timer_hours integer NOT NULL DEFAULT 24 CHECK (first_timer_hours BETWEEN 0 AND 720),
      version integer NOT NULL DEFAULT 1,
      sample boolean NOT NULL DEFAULT false,
      state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'published', 'cancelled')),
      created_at timestamptz NOT NULL,
      published_at timestamptz,
      cancelled_at timestamptz,
      cancel_words text,
      CHECK ((latitude IS NULL) = (longitude IS NULL)),
      CHECK (draw_hours IS NULL OR waiting_list),
      CHECK (state <> 'published' OR published_at IS NOT NULL),
      CHECK ((state = 'cancelled') = (cancelled_at IS NOT NULL) AND (state = 'cancelled') = (cancel_words IS NOT NULL)),
      CONSTRAINT published_within_the_law CHECK (state <> 'published' OR (
        what_to_do <> '' AND place <> '' AND risk_text <> '' AND protection_text <> '' AND insurance_reference <> ''
        AND contact_name <> '' AND contact_phone <> ''
        AND minimum_age IS NOT NULL AND guardian_rule IS NOT NULL
        AND (guardian_rule <> 'adults' OR minimum_age >= 18)
        AND (NOT hazardous OR (minimum_age >= 18 AND 'danger' = ANY (agreement_cases)))
        AND (agreement_cases = '{}' OR agreement_reference <> '')))
    )`.execute(db)
  await sql`CREATE INDEX activity_organisation ON activity (organisation_id, id)`.execute(db)
  await sql`CREATE INDEX activity_need ON activity (need_id) WHERE need_id IS NOT NULL`.execute(db)
  await sql`ALTER TABLE guardian_consent ADD FOREIGN KEY (activity_id) REFERENCES activity`.execute(db)
  await sql`ALTER TABLE guardian_invitation ADD FOREIGN KEY (activity_id) REFERENCES activity`.execute(db)

  // `taken` counts places that are booked or held by an offer. `slots` are the parts of the week it touches.
  await sql`
    CREATE TABLE shift (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      request_key uuid NOT NULL UNIQUE,
      activity_id integer NOT NULL REFERENCES activity,
      starts_at timestamptz NOT NULL,
      ends_at timestamptz NOT NULL,
      slots text[] NOT NULL,
      meeting_point text NOT NULL DEFAULT '' CHECK (length(meeting_point) <= 120),
      capacity integer NOT NULL CHECK (capacity BETWEEN 1 AND 5000),
      taken integer NOT NULL DEFAULT 0,
      last_position integer NOT NULL DEFAULT 0,
      opens_at timestamptz,
      draw_at timestamptz,
      drawn_at timestamptz,
      state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed', 'cancelled')),
      cancelled_at timestamptz,
      cancel_words text,
      revision integer NOT NULL DEFAULT 0,
      CHECK (ends_at > starts_at AND ends_at - starts_at <= interval '24 hours'),
      CONSTRAINT never_oversold CHECK (taken BETWEEN 0 AND capacity),
      CHECK (drawn_at IS NULL OR draw_at IS NOT NULL),
      CHECK ((state = 'cancelled') = (cancelled_at IS NOT NULL) AND (state = 'cancelled') = (cancel_words IS NOT NULL)),
      UNIQUE (id, starts_at, ends_at)
    )`.execute(db)
  await sql`CREATE INDEX shift_coming ON shift (starts_at, id) WHERE state <> 'cancelled'`.execute(db)
  await sql`CREATE INDEX shift_activity ON shift (activity_id, starts_at)`.execute(db)
  await sql`CREATE INDEX shift_to_draw ON shift (draw_at) WHERE draw_at IS NOT NULL AND drawn_at IS NULL AND state <> 'cancelled'`.execute(db)

  // The shift's times are repeated here because a constraint sees one row; the reference carries every change over.
  // The people of one request (parent and child) share its key: they get a place together or wait together.
  await sql`
    CREATE TABLE sign_up (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      shift_id integer NOT NULL,
      starts_at timestamptz NOT NULL,
      ends_at timestamptz NOT NULL,
      volunteer_id integer NOT NULL REFERENCES volunteer,
      request_key uuid NOT NULL,
      position integer NOT NULL,
      first_timer boolean NOT NULL,
      activity_version integer NOT NULL,
      state text NOT NULL CHECK (state IN ('entered', 'waiting', 'offered', 'booked', 'ended')),
      signed_up_at timestamptz NOT NULL,
      offer_reason text CHECK (offer_reason IN ('place-free', 'rescheduled')),
      confirm_by timestamptz,
      ended_at timestamptz,
      ended_reason text CHECK (ended_reason IN (
        'cannot-come', 'declined', 'lapsed', 'no-place', 'removed', 'shift-cancelled', 'company-gone', 'consent-ended', 'left', 'erased')),
      late boolean NOT NULL DEFAULT false,
      reminded_at timestamptz,
      removal_words text,
      FOREIGN KEY (shift_id, starts_at, ends_at) REFERENCES shift (id, starts_at, ends_at) ON UPDATE CASCADE,
      UNIQUE (request_key, volunteer_id),
      CHECK ((state = 'offered') = (confirm_by IS NOT NULL) AND (state = 'offered') = (offer_reason IS NOT NULL)),
      CHECK ((state = 'ended') = (ended_at IS NOT NULL) AND (state = 'ended') = (ended_reason IS NOT NULL)),
      CHECK (NOT late OR ended_reason = 'cannot-come'),
      CHECK (removal_words IS NULL OR (ended_reason = 'removed' AND length(removal_words) BETWEEN 1 AND 500)),
      CONSTRAINT never_in_two_places
        EXCLUDE USING gist (volunteer_id WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (state = 'booked')
    )`.execute(db)
  await sql`CREATE UNIQUE INDEX never_double ON sign_up (shift_id, volunteer_id) WHERE state <> 'ended'`.execute(db)
  await sql`CREATE INDEX sign_up_line ON sign_up (shift_id, position) WHERE state IN ('entered', 'waiting', 'offered')`.execute(db)
  await sql`CREATE INDEX sign_up_shift ON sign_up (shift_id, starts_at, ends_at)`.execute(db)
  await sql`CREATE INDEX sign_up_volunteer ON sign_up (volunteer_id, starts_at)`.execute(db)
  await sql`CREATE INDEX sign_up_unsettled ON sign_up (starts_at) WHERE state IN ('entered', 'waiting', 'offered')`.execute(db)
  await sql`CREATE INDEX sign_up_to_confirm ON sign_up (confirm_by) WHERE state = 'offered'`.execute(db)

  await sql`
    CREATE TABLE calendar_feed (
      token_hash text PRIMARY KEY,
      person_id integer NOT NULL REFERENCES person,
      created_at timestamptz NOT NULL,
      revoked_at timestamptz
    )`.execute(db)
  await sql`CREATE UNIQUE INDEX calendar_feed_standing ON calendar_feed (person_id) WHERE revoked_at IS NULL`.execute(db)

  // What organisers write to those who come: messages only lead to it.
  await sql`
    CREATE TABLE shift_note (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      request_key uuid NOT NULL UNIQUE,
      shift_id integer NOT NULL REFERENCES shift,
      words text NOT NULL CHECK (length(words) BETWEEN 1 AND 500),
      written_by integer NOT NULL REFERENCES person,
      written_at timestamptz NOT NULL
    )`.execute(db)
  await sql`CREATE INDEX shift_note_shift ON shift_note (shift_id, id)`.execute(db)
}
