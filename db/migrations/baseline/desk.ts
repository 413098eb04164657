import { type Kysely, sql } from 'kysely'

/** What the desk needs beside the course: templates of answers, and figures counted beforehand. */
export async function createDesk(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE answer_template (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      title text NOT NULL CHECK (length(title) BETWEEN 1 AND 40),
      body text NOT NULL CHECK (length(body) BETWEEN 1 AND 3000),
      written_by integer REFERENCES person,
      written_at timestamptz NOT NULL DEFAULT now(),
      removed_at timestamptz
    )`.execute(db)
  // What stands in 【】 has to be filled in: the editor refuses to send it as it is.
  const templates = [
    ['情况属实，已解决', '结论：你反映的情况属实，已经解决。\n依据：【依据的规定或职责】。\n措施：【做了什么，由谁做的】。\n日期：【几月几日办好】，以后【多久】复查一次。\n联系：【单位】，电话【号码】。'],
    ['情况属实，分步解决', '结论：你反映的情况属实，需要分步解决。\n依据：【依据的规定或职责】。\n措施：已经【做了什么】；接下来【做什么】。\n日期：【几月几日前】完成。\n联系：【单位】，电话【号码】。'],
    ['建议采纳', '结论：采纳你的建议，谢谢。\n依据：【符合的规划或职责】。\n措施：【怎么落实，由谁负责】。\n日期：【几月几日前】完成。\n联系：【单位】，电话【号码】。'],
    ['暂时不能采纳', '结论：这条建议目前不能采纳。\n依据：【依据的规定，或现场的条件】。\n措施：【可以替代的办法，已经在做的事】。\n日期：【什么时候】再研究一次。\n联系：【单位】，电话【号码】。'],
  ]
  for (const [title, body] of templates) await sql`INSERT INTO answer_template (title, body) VALUES (${title}, ${body})`.execute(db)

  await createFigures(db)
}

/**
 * What was received in a month of Lishui in one county, lies with one unit and is of one kind, by the conditions by
 * which the desk lists (hasMark in src/suggestions/queue.ts). A unit of '-' is: none. Refreshed by the clock.
 */
async function createFigures(db: Kysely<unknown>): Promise<void> {
  const isOverdue = (step: string) => sql.raw(`EXISTS (
          SELECT FROM deadline WHERE suggestion_id = suggestion.id AND step = '${step}' AND overdue_at IS NOT NULL AND ended_at IS NULL)`)
  await sql`
    CREATE MATERIALIZED VIEW figure AS
    SELECT
      to_char(received_at AT TIME ZONE 'UTC' + interval '8 hours', 'YYYY-MM') AS month,
      county,
      coalesce(lead_unit, '-') AS unit,
      kind,
      count(*)::integer AS received,
      (count(*) FILTER (WHERE accepted_in_time))::integer AS accepted_in_time,
      (count(*) FILTER (WHERE NOT accepted_in_time OR (accepted_in_time IS NULL AND ${isOverdue('accept')})))::integer AS accepted_late,
      (count(*) FILTER (WHERE shown_at IS NOT NULL))::integer AS answered,
      (count(*) FILTER (WHERE answered_in_time))::integer AS answered_in_time,
      (count(*) FILTER (WHERE NOT answered_in_time OR (answered_in_time IS NULL AND ${isOverdue('answer')})))::integer AS answered_late,
      (count(*) FILTER (WHERE reopenings > 0))::integer AS reopened,
      (count(*) FILTER (WHERE satisfaction = 'satisfied'))::integer AS satisfied,
      (count(*) FILTER (WHERE satisfaction = 'fairly-satisfied'))::integer AS fairly_satisfied,
      (count(*) FILTER (WHERE satisfaction = 'dissatisfied'))::integer AS dissatisfied
    FROM suggestion
    GROUP BY 1, county, lead_unit, kind`.execute(db)
  // Without a unique index readers would wait for the refresh.
  await sql`CREATE UNIQUE INDEX figure_key ON figure (month, county, unit, kind)`.execute(db)
  await sql`CREATE TABLE figure_refresh (only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row), at timestamptz)`.execute(db)
  await sql`INSERT INTO figure_refresh DEFAULT VALUES`.execute(db)
}
