import { sql } from 'kysely'
import type { Db } from '#db/schema.ts'
import type { PersonalData } from '#people/personal-data.ts'
import { drawCode, sealCode } from '#suggestions/code.ts'
import { sealedAs } from '#suggestions/readings.ts'
import { faults, subjects, writeTexts } from './desk-texts.ts'
import { accountCount, addPeople, type BenchPeople, categoryKeys, countyCodes, unitCount } from './desk-people.ts'

/** Fills a migrated database with suggestions of five years, five events each, as a city leaves them behind: by SQL, in a few minutes. */
export async function fillDesk(pool: Db, personalData: PersonalData, count: number, now: Date): Promise<BenchPeople> {
  return inSession(pool, async db => {
    const people = await addPeople(db)
    const indexes = await dropIndexes(db)
    await writeTexts(db, count)
    await addSuggestions(db, personalData, count, now)
    // Its indexes take as long as everything else: they are made beside it.
    const [ofSuggestion, others] = [indexes.filter(isOfSuggestion), indexes.filter(index => !isOfSuggestion(index))]
    const beside = inSession(pool, async db => {
      for (const definition of ofSuggestion) await sql.raw(definition).execute(db)
    })
    await addCourse(db, now)
    await addSecondLooks(db, now)
    await addEvents(db)
    for (const definition of others) await sql.raw(definition).execute(db)
    await beside
    await sql`DROP TABLE bench_text`.execute(db)
    await sql`VACUUM ANALYZE`.execute(db)
    await sql`CHECKPOINT`.execute(db)
    return people
  })
}

const isOfSuggestion = (definition: string) => definition.includes(' ON public.suggestion ')

/** One connection of its own that may take its time; the rows are consistent by themselves, and triggers and foreign keys would ask a million times. */
function inSession<Result>(db: Db, work: (db: Db) => Promise<Result>): Promise<Result> {
  return db.connection().execute(async db => {
    for (const setting of [
      'statement_timeout = 0',
      "maintenance_work_mem = '512MB'",
      "work_mem = '256MB'",
      'session_replication_role = replica',
    ])
      await sql.raw(`SET ${setting}`).execute(db)
    await sql`SELECT setseed(0.5)`.execute(db)
    const result = await work(db)
    await sql`RESET ALL`.execute(db)
    return result
  })
}

const filled = [
  'suggestion',
  'suggestion_photo',
  'answer',
  'assignment',
  'deadline',
  'extension',
  'supervision_letter',
  'rating',
  'revisit',
  'addition',
  'private_note',
  'personal_data_reading',
  'event',
  'dispute',
  'appeal',
  'declination',
  'question',
  'interim_reply',
  'reply_document',
  'rise',
] as const

/** Drops the indexes that no constraint needs and returns how to make them again: that is quicker than keeping them up to date. */
async function dropIndexes(db: Db): Promise<string[]> {
  const { rows } = await sql<{ name: string; definition: string }>`
    SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition FROM pg_index
    WHERE indrelid = ANY (${[...filled]}::regclass[]) AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)`.execute(
    db,
  )
  for (const { name } of rows) await sql`DROP INDEX ${sql.table(name)}`.execute(db)
  return rows.map(({ definition }) => definition)
}

async function addSuggestions(db: Db, personalData: PersonalData, count: number, now: Date): Promise<void> {
  const name = personalData.seal('示例', sealedAs.name)
  const phone = personalData.seal('13800000000', sealedAs.phone)
  const { code_sealed: code } = sealCode(personalData, drawCode())
  // `is_open`: most of the last two months and one in four hundred of what is older. The few that are opened by their code get its hash where they are read.
  await sql`
    INSERT INTO suggestion (number, code_hash, code_sealed, request_key, kind, title, body, category, county, place, latitude, longitude, name_sealed, phone_sealed, phone_hash, publish_consent, privacy_version,
      state, received_at, accepted_at, declined_at, decline_reason, decline_words, lead_unit, accepted_in_time, handed_over_at, answered_at, answered_in_time, shown_at, satisfaction, reopenings, closed_at, withdrawn_at, merged_into, merged_first_into, due_at, changed_at)
    SELECT
      year || '-' || row_number() OVER (PARTITION BY year ORDER BY n), 'hash-' || n, ${code},
      gen_random_uuid(), (ARRAY['problem', 'problem', 'advice', 'idea'])[1 + r1 % 4],
      left(street || (${subjects}::text[])[1 + r2 % ${subjects.length}] || (${faults}::text[])[1 + r3 % ${faults.length}], 60),
      left(body || street || r4 % 100000 || '栋附近。', 3000), category, (${countyCodes}::text[])[1 + c], CASE WHEN r1 % 4 > 1 AND r2 % 5 < 2 THEN '' ELSE street || 1 + r4 % 200 || '号' END,
      CASE WHEN r4 % 5 < 2 THEN 27.9 + c / 10.0 + (r3 % 500) / 5000.0 END, CASE WHEN r4 % 5 < 2 THEN 119.0 + c / 10.0 + (r2 % 500) / 5000.0 END,
      ${name}, ${phone}, 'phone-' || 1 + r3 % (${count}::integer / 4), true, '2026-11-22',
      state, received, CASE WHEN is_accepted THEN received + interval '5 hours' END, CASE WHEN state = 'declined' THEN received + interval '6 hours' END, CASE WHEN state = 'declined' THEN 'not-ours' END, CASE WHEN state = 'declined' THEN '请拨打 12345。' END,
      CASE WHEN is_handed AND state <> 'returned' THEN unit END, CASE WHEN is_accepted OR state = 'declined' THEN r2 % 20 > 0 END, CASE WHEN is_handed THEN received + interval '9 hours' END,
      CASE WHEN is_answered THEN received + interval '3 days' END, CASE WHEN is_shown THEN r3 % 20 > 0 END, CASE WHEN is_shown THEN received + interval '4 days' END,
      CASE WHEN state = 'closed' AND r4 % 10 < 6 THEN (ARRAY['satisfied', 'satisfied', 'satisfied', 'satisfied', 'satisfied', 'satisfied', 'satisfied', 'fairly-satisfied', 'fairly-satisfied', 'dissatisfied'])[1 + r1 % 10] END,
      CASE WHEN state = 'reopened' OR (is_shown AND r2 % 40 = 0) THEN 1 ELSE 0 END, CASE WHEN state = 'closed' THEN received + interval '8 days' END, CASE WHEN state = 'withdrawn' THEN received + interval '1 day' END,
      CASE WHEN state = 'merged' THEN target END, CASE WHEN state = 'merged' THEN target END, CASE WHEN is_open THEN ${now}::timestamptz - interval '3 days' + (r3 % 30000) * interval '1 minute' END, received + interval '8 days'
    FROM (
      SELECT *, greatest(n - 1 - r1 % 50, 1) AS target, (${categoryKeys}::text[])[1 + k] AS category, to_char(received AT TIME ZONE 'Asia/Shanghai', 'YYYY') AS year,
        (ARRAY['中山', '解放', '人民', '府前', '大猷', '括苍', '丽阳', '花园', '灯塔', '白云', '紫金', '瓯江', '通济', '和平', '城东', '北环', '江滨', '文昌', '龙门', '青林', '石牛', '水阁', '南明', '东港', '平原', '三岩', '古城', '万象', '后庆', '高井'])[1 + r3 % 30]
          || (ARRAY['东', '西', '南', '北', '一', '二', '三', '四', '前', '后'])[1 + c] || (ARRAY['路', '街', '巷'])[1 + r3 % 3] AS street,
        'unit-' || CASE WHEN r4 % 5 < 2 THEN 1 + k % 10 ELSE 10 * (1 + floor(5 * (r2 % 1000 / 1000.0) ^ 2)) + c + CASE c WHEN 0 THEN 10 ELSE 0 END END AS unit,
        state NOT IN ('received', 'declined', 'merged', 'withdrawn') AS is_accepted, state NOT IN ('received', 'accepted', 'declined', 'merged', 'withdrawn') AS is_handed,
        state IN ('answered', 'sent-back', 'revisit', 'closed', 'reopened') AS is_answered, state IN ('revisit', 'closed', 'reopened') AS is_shown
      FROM (
        SELECT *, CASE WHEN is_open THEN (${statesOf({ received: 10, accepted: 10, 'handed-over': 20, 'signed-for': 30, returned: 3, answered: 8, 'sent-back': 2, revisit: 12, reopened: 5 })}::text[])[1 + r2 / 7 % 100]
          ELSE (${statesOf({ closed: 92, declined: 4, merged: 2, withdrawn: 2 })}::text[])[1 + r2 / 7 % 100] END AS state
        FROM (
          SELECT *, CASE WHEN n > ${count}::integer * 31.0 / 32 THEN r1 % 10 > 1 ELSE r1 % 400 = 0 END AS is_open,
            ${now}::timestamptz - (${count}::integer - n) * interval '5 years' / ${count}::integer AS received
          FROM (
            SELECT n, body, floor(random() * 1e9)::integer AS r1, floor(random() * 1e9)::integer AS r2, floor(random() * 1e9)::integer AS r3, floor(random() * 1e9)::integer AS r4,
              floor(10 * random() ^ 1.6)::integer AS c, floor(12 * random() ^ 1.6)::integer AS k
            FROM bench_text ORDER BY n
          ) AS drawn
        ) AS opened
      ) AS stated
    ) AS settled ORDER BY n`.execute(db)
  await sql`SELECT next_suggestion_number(date_part('year', ${now}::timestamptz)::integer)`.execute(db)
  await sql`SELECT setval(('suggestion_number_' || date_part('year', ${now}::timestamptz))::regclass, ${count})`.execute(
    db,
  )
}

/** A hundred places in which each state stands as often as its share says. */
function statesOf(shares: Record<string, number>): string[] {
  return Object.entries(shares).flatMap(([state, share]) => Array<string>(share).fill(state))
}

/** What goes with a suggestion in its state: the parts of units, clocks, answers, ratings and what the office wrote. */
async function addCourse(db: Db, now: Date): Promise<void> {
  await sql`
    INSERT INTO assignment (suggestion_id, unit, part, handed_over_at, handed_over_by, signed_at, signed_by)
    SELECT id, CASE part WHEN 0 THEN lead_unit ELSE 'unit-' || 1 + (id * 7 + substr(lead_unit, 6)::integer) % ${unitCount}::integer END, CASE part WHEN 0 THEN 'lead' ELSE 'co' END, handed_over_at, ${accountCount + 1}::integer, handed_over_at + interval '2 hours', ${accountCount + 3}::integer
    FROM suggestion, generate_series(0, 1) AS part WHERE lead_unit IS NOT NULL AND (part = 0 OR id % 10 = 0) AND (part = 0 OR (id * 7 + substr(lead_unit, 6)::integer) % ${unitCount}::integer + 1 <> substr(lead_unit, 6)::integer) ORDER BY id`.execute(
    db,
  )
  // Given back: no unit leads it, and the one that did has said why.
  await sql`
    INSERT INTO assignment (suggestion_id, unit, part, handed_over_at, handed_over_by, returned_at, returned_by, return_reason, return_duty, ended_at)
    SELECT id, 'unit-' || 1 + id % ${unitCount}::integer, 'lead', handed_over_at, ${accountCount + 1}::integer, handed_over_at, ${accountCount + 3}::integer, '示例', '示例', handed_over_at
    FROM suggestion WHERE state = 'returned'`.execute(db)
  await sql`
    INSERT INTO deadline (suggestion_id, step, begins_at, working_days, due_at, next_at, met_at, ended_at)
    SELECT id, step, begins, days, due, CASE WHEN runs THEN due END, CASE WHEN runs THEN NULL ELSE begins + interval '6 hours' END, CASE WHEN runs THEN NULL ELSE begins + interval '6 hours' END
    FROM suggestion, LATERAL (VALUES
      ('accept', received_at, 1, state = 'received'), ('hand-over', accepted_at, 1, state IN ('accepted', 'returned')), ('answer', handed_over_at, 3, state IN ('handed-over', 'signed-for', 'sent-back', 'reopened')),
      ('revisit', shown_at, 3, state IN ('answered', 'revisit'))) AS clock (step, begins, days, runs),
      LATERAL (SELECT CASE WHEN runs THEN due_at ELSE begins + days * interval '1 day' END AS due) AS moment
    WHERE begins IS NOT NULL ORDER BY id`.execute(db)
  await sql`
    INSERT INTO answer (suggestion_id, body, answered_by, answered_at, unit, round, shown_at, checked_by)
    SELECT id, '结论：' || left(body, 150), ${accountCount + 3}::integer, answered_at, lead_unit, reopenings, shown_at, ${accountCount + 1}::integer FROM suggestion WHERE answered_at IS NOT NULL ORDER BY id`.execute(
    db,
  )
  await sql`INSERT INTO rating (suggestion_id, answer_id, satisfaction, solved, rated_at) SELECT suggestion.id, answer.id, satisfaction, satisfaction <> 'dissatisfied', closed_at FROM suggestion JOIN answer ON suggestion_id = suggestion.id WHERE satisfaction IS NOT NULL`.execute(
    db,
  )
  await sql`INSERT INTO suggestion_photo (suggestion_id, position, file, width, height) SELECT id, position, '2026-11/示例/1', 1280, 960 FROM suggestion, generate_series(1, 2) AS position WHERE id % 3 = 0`.execute(
    db,
  )
  await sql`
    INSERT INTO extension (suggestion_id, deadline_id, working_days, reason, asked_by, asked_at, decided_by, decided_at, granted)
    SELECT suggestion_id, deadline.id, 5, '示例', ${accountCount + 3}::integer, begins_at, CASE WHEN ended_at IS NOT NULL THEN ${accountCount + 1}::integer END, ended_at, CASE WHEN ended_at IS NOT NULL THEN true END
    FROM deadline WHERE step = 'answer' AND suggestion_id % 50 = 0`.execute(db)
  await sql`
    INSERT INTO supervision_letter (year, number, suggestion_id, deadline_id, unit, due_at, issued_at, settled_at)
    SELECT 2026, row_number() OVER (ORDER BY deadline.id), suggestion_id, deadline.id, coalesce(lead_unit, 'unit-1'), deadline.due_at, deadline.due_at, ended_at FROM deadline JOIN suggestion ON suggestion.id = suggestion_id WHERE step = 'answer' AND suggestion_id % 40 = 0`.execute(
    db,
  )
  await sql`INSERT INTO revisit (suggestion_id, way, words, revisited_by, revisited_at) SELECT id, 'phone', '示例', ${accountCount + 1}::integer, closed_at FROM suggestion WHERE closed_at IS NOT NULL AND id % 3 = 0`.execute(
    db,
  )
  await sql`INSERT INTO private_note (suggestion_id, body, written_by, written_at) SELECT id, '示例', ${accountCount + 1}::integer, received_at FROM suggestion WHERE id % 20 = 0`.execute(
    db,
  )
  await sql`INSERT INTO addition (suggestion_id, request_key, body, added_at) SELECT id, gen_random_uuid(), '示例', received_at FROM suggestion WHERE id % 30 = 0`.execute(
    db,
  )
  await sql`INSERT INTO personal_data_reading (suggestion_id, field, reason, read_by, read_at) SELECT id, 'phone', '示例：核实地点', ${accountCount + 1}::integer, ${now} FROM suggestion WHERE id % 5 = 0`.execute(
    db,
  )
}

/** What puts right, asks again and goes up: in one suggestion of ten, and never a second time. */
async function addSecondLooks(db: Db, now: Date): Promise<void> {
  const [clerk, supervisor, officer] = [accountCount + 1, accountCount + 2, accountCount + 3]
  await sql`UPDATE assignment SET deputy = 'unit-' || 1 + substr(unit, 6)::integer % 10 WHERE part = 'lead' AND unit IN ('unit-11', 'unit-12') AND unit <> 'unit-' || 1 + substr(unit, 6)::integer % 10`.execute(
    db,
  )
  await sql`
    INSERT INTO declination (suggestion_id, reason, words, declined_by, declined_at)
    SELECT id, decline_reason, decline_words, ${clerk}::integer, declined_at FROM suggestion WHERE state = 'declined'`.execute(
    db,
  )
  await sql`
    INSERT INTO appeal (suggestion_id, request_key, body, made_at, decided_by, decided_at, upheld, words)
    SELECT id, gen_random_uuid(), '示例：请再看一看。', declined_at, ${supervisor}::integer, declined_at, false, '示例' FROM suggestion WHERE state = 'declined' AND id % 10 = 0`.execute(
    db,
  )
  await sql`
    INSERT INTO dispute (suggestion_id, unit, reason, duty, raised_by, raised_at, decided_by, decided_at, lead_unit, words)
    SELECT id, lead_unit, '示例', '示例', ${officer}::integer, handed_over_at, ${supervisor}::integer, handed_over_at, lead_unit, '示例' FROM suggestion WHERE lead_unit IS NOT NULL AND id % 200 = 0`.execute(
    db,
  )
  // Those that wait stand still for it.
  await sql`
    INSERT INTO question (suggestion_id, request_key, unit, body, proposed_by, asked_by, asked_at, ended_at, ending)
    SELECT id, gen_random_uuid(), lead_unit, '示例：是哪一侧？', ${officer}::integer, ${clerk}::integer, handed_over_at, CASE WHEN due_at IS NULL THEN handed_over_at + interval '1 day' END, CASE WHEN due_at IS NULL THEN 'answered' END
    FROM suggestion WHERE lead_unit IS NOT NULL AND id % 20 = 0`.execute(db)
  await sql`
    INSERT INTO interim_reply (suggestion_id, request_key, unit, body, next_on, due_at, missed_at, ended_at, written_by, written_at)
    SELECT id, gen_random_uuid(), lead_unit, '示例：已派人看过现场，等材料到货。', (handed_over_at + interval '2 days')::date, handed_over_at + interval '2 days', CASE WHEN due_at <= ${now} THEN due_at END, CASE WHEN state NOT IN ('handed-over', 'signed-for', 'sent-back', 'reopened') THEN answered_at END, ${officer}::integer, handed_over_at
    FROM suggestion WHERE lead_unit IS NOT NULL AND id % 15 = 0`.execute(db)
  await sql`
    INSERT INTO reply_document (answer_id, position, file, name, kind, bytes)
    SELECT id, 1, '2026-11/' || gen_random_uuid() || '/1', '整改清单.pdf', 'pdf', 200000 FROM answer WHERE id % 20 = 0`.execute(
    db,
  )
  // A tenth of what runs late has gone up to the unit above, and a third of that to the supervisors.
  await sql`
    INSERT INTO rise (suggestion_id, deadline_id, position, lead, unit, risen_at)
    SELECT suggestion_id, deadline.id, position, lead_unit, CASE position WHEN 1 THEN 'unit-' || 1 + substr(lead_unit, 6)::integer % 10 END, ${now}
    FROM deadline JOIN suggestion ON suggestion.id = suggestion_id, generate_series(1, 2) AS position
    WHERE deadline.step = 'answer' AND deadline.ended_at IS NULL AND deadline.due_at <= ${now} AND lead_unit IS NOT NULL AND suggestion_id % 10 = 0 AND (position = 1 OR suggestion_id % 30 = 0)`.execute(
    db,
  )
}

/** Five for most, in the order of time. */
async function addEvents(db: Db): Promise<void> {
  await sql`
    INSERT INTO event (at, actor_kind, actor_id, action, object_kind, object_id, result, detail)
    SELECT at, party, CASE party WHEN 'person' THEN actor END, action, 'suggestion', suggestion.id::text, CASE WHEN suggestion.id % 500 = 0 AND party = 'person' THEN 'refused' ELSE 'done' END, detail
    FROM suggestion
    LEFT JOIN (SELECT id, suggestion_id AS answered FROM answer) AS answer ON answered = suggestion.id
    LEFT JOIN (SELECT id, suggestion_id AS rated FROM rating) AS rating ON rated = suggestion.id, LATERAL (VALUES
      (received_at, 'citizen', 0, 'suggestion.received', jsonb_build_object('kind', suggestion.kind, 'category', category, 'county', county, 'photos', 0)),
      (accepted_at, 'person', ${accountCount + 1}::integer, 'suggestion.accepted', '{}'::jsonb), (declined_at, 'person', ${accountCount + 1}::integer, 'suggestion.declined', jsonb_build_object('row', suggestion.id, 'reason', 'not-ours')),
      (handed_over_at, 'person', ${accountCount + 1}::integer, 'suggestion.handed-over', jsonb_build_object('lead', lead_unit)), (answered_at, 'person', ${accountCount + 3}::integer + suggestion.id % (${unitCount}::integer - 2), 'suggestion.answered', jsonb_build_object('row', answer.id)),
      (CASE WHEN state <> 'closed' THEN shown_at END, 'person', ${accountCount + 1}::integer, 'suggestion.verified', jsonb_build_object('row', answer.id)), (closed_at, 'person', ${accountCount + 1}::integer, 'suggestion.closed', '{}'),
      (CASE WHEN satisfaction IS NOT NULL AND suggestion.id % 5 = 0 THEN closed_at END, 'citizen', 0, 'suggestion.rated', jsonb_build_object('row', rating.id, 'satisfaction', 'satisfied', 'solved', true)),
      (CASE WHEN suggestion.id % 40 = 0 THEN handed_over_at + interval '5 days' END, 'system', 0, 'suggestion.overdue', '{"step": "answer"}'),
      (CASE WHEN suggestion.id % 5 = 0 THEN received_at + interval '1 hour' END, 'person', ${accountCount + 2}::integer, 'suggestion.personal-data-read', '{"field": "phone"}')) AS happened (at, party, actor, action, detail)
    WHERE at IS NOT NULL ORDER BY at`.execute(db)
}
