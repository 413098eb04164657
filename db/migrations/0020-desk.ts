import { type Kysely, sql } from 'kysely'

/** What the desk needs beside the course: templates of answers, invitations, and the orders in which lists are read. */
export async function up(db: Kysely<unknown>): Promise<void> {
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

  // A link by which somebody sets their own password, once. Only its SHA-256 is kept.
  await sql`
    CREATE TABLE invitation (
      token_hash text PRIMARY KEY,
      person_id integer NOT NULL UNIQUE REFERENCES person ON DELETE CASCADE,
      invited_by integer NOT NULL REFERENCES person,
      invited_at timestamptz NOT NULL,
      expires_at timestamptz NOT NULL
    )`.execute(db)

  // One trail, read by what happened and by when.
  await sql`CREATE INDEX event_action ON event (action, id)`.execute(db)
  await sql`CREATE INDEX event_at ON event (at, id)`.execute(db)
  // The lists of the desk: everything by the time it came, and others from the same place.
  await sql`CREATE INDEX suggestion_place ON suggestion (county, place)`.execute(db)
  await sql`CREATE INDEX suggestion_position ON suggestion (latitude, longitude) WHERE latitude IS NOT NULL`.execute(db)
  await sql`CREATE INDEX suggestion_lead ON suggestion (lead_unit, received_at DESC) WHERE lead_unit IS NOT NULL`.execute(db)
}
