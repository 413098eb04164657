import { type RawBuilder, sql } from 'kysely'
import type { Db, Trx } from '#db/schema.ts'

export interface Finding {
  rule: string
  /** Ids of what breaks the rule, at most ten, and how many there are. */
  ids: number[]
  count: number
}

/**
 * Asks the database, in queries that share nothing with the code that moves sign-ups, whether counters, lists, constraints and the
 * audit trail agree. Changes nothing. Every rule is returned; a rule that holds has a count of 0.
 */
export async function checkVolunteers(db: Db | Trx, now: Date): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const [rule, broken] of Object.entries(rules(now))) {
    const { rows } = await broken.execute(db)
    findings.push({ rule, ids: rows.slice(0, 10).map(row => row.id), count: rows.length })
  }
  return findings
}

const holding = sql`('booked', 'offered')`
const rest = sql`(SELECT rest_hours FROM fair_rule) * interval '1 hour'`
const ageThatDay = sql`extract(year FROM age((sign_up.starts_at AT TIME ZONE 'Asia/Shanghai')::date, volunteer.birth_date))`

/** Whether the line of a shift that begins then sleeps at that moment; with `fair_rule` beside it. */
const isAsleep = (moment: RawBuilder<unknown>, startsAt: RawBuilder<unknown>) => {
  const clock = sql`(${moment} AT TIME ZONE 'Asia/Shanghai')::time`
  const morning = sql`(((${moment} AT TIME ZONE 'Asia/Shanghai')::date + CASE WHEN ${clock} >= night_until::time THEN 1 ELSE 0 END + night_until::time) AT TIME ZONE 'Asia/Shanghai')`
  return sql`((CASE WHEN night_from < night_until THEN ${clock} >= night_from::time AND ${clock} < night_until::time
    ELSE night_from > night_until AND (${clock} >= night_from::time OR ${clock} < night_until::time) END) AND ${startsAt} >= ${morning} + interval '2 hours')`
}

/** The moment of the 18th birthday; who was born on 29 February waits for 1 March. */
const eighteenthOf = (born: RawBuilder<unknown>) =>
  sql`((${born} + CASE WHEN to_char(${born}, 'MM-DD') = '02-29' THEN 1 ELSE 0 END + interval '18 years') AT TIME ZONE 'Asia/Shanghai')`
const eighteenth = eighteenthOf(sql`volunteer.birth_date`)

function rules(now: Date): Record<string, RawBuilder<{ id: number }>> {
  return {
    'the constraints are in place': sql`
      SELECT 0 AS id FROM unnest(ARRAY['never_oversold', 'never_in_two_places', 'one_home_at_a_time', 'one_membership_at_a_time', 'published_within_the_law', 'guardian_is_grown_up', 'chosen_by_the_organiser_alone', 'chosen_before_it_begins', 'chosen_in_time']) AS name
      WHERE name NOT IN (SELECT conname FROM pg_constraint WHERE convalidated)
      UNION ALL SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM pg_index WHERE indexrelid = to_regclass('never_double') AND indisunique AND indisvalid)
      UNION ALL SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM pg_index WHERE indexrelid = to_regclass('guardianship_two') AND indisunique AND indisvalid)
      UNION ALL SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM pg_index WHERE indexrelid = to_regclass('volunteer_identity_once') AND indisunique AND indisvalid)
      UNION ALL SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM pg_index WHERE indexrelid = to_regclass('newcomer_once') AND indisunique AND indisvalid)`,
    'a shift’s counter is what is booked or offered': sql`
      SELECT id FROM shift WHERE taken <> (SELECT count(*) FROM sign_up WHERE shift_id = shift.id AND state IN ${holding})`,
    'no shift is oversold': sql`
      SELECT id FROM shift WHERE capacity < (SELECT count(*) FROM sign_up WHERE shift_id = shift.id AND state IN ${holding})`,
    'nobody is on a shift twice': sql`
      SELECT shift_id AS id FROM sign_up WHERE state <> 'ended' GROUP BY shift_id, volunteer_id HAVING count(*) > 1`,
    'nobody is booked in two places': sql`
      SELECT id FROM (
        SELECT id, starts_at, max(ends_at) OVER (PARTITION BY volunteer_id ORDER BY starts_at, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS busy_until
        FROM sign_up WHERE state = 'booked') AS bookings WHERE starts_at < busy_until`,
    'sign-ups have the times of their shift': sql`
      SELECT sign_up.id FROM sign_up JOIN shift ON shift.id = shift_id WHERE sign_up.starts_at <> shift.starts_at OR sign_up.ends_at <> shift.ends_at`,
    'nobody stands on a cancelled shift': sql`
      SELECT sign_up.id FROM sign_up JOIN shift ON shift.id = shift_id WHERE shift.state = 'cancelled' AND sign_up.state <> 'ended'`,
    'nobody who left is on a coming shift': sql`
      SELECT sign_up.id FROM sign_up JOIN volunteer ON volunteer.id = volunteer_id
      WHERE volunteer.state <> 'active' AND sign_up.state <> 'ended' AND sign_up.starts_at > ${now}`,
    'everybody booked is old enough on the day': sql`
      SELECT sign_up.id FROM sign_up JOIN volunteer ON volunteer.id = volunteer_id JOIN shift ON shift.id = shift_id JOIN activity ON activity.id = activity_id
      WHERE sign_up.state = 'booked' AND sign_up.starts_at > ${now} AND (${ageThatDay} < activity.minimum_age OR (activity.guardian_rule = 'adults' AND ${ageThatDay} < 18))`,
    'everybody booked has the trainings that the activity asks for': sql`
      SELECT sign_up.id FROM sign_up JOIN shift ON shift.id = shift_id JOIN activity ON activity.id = shift.activity_id
      WHERE sign_up.state = 'booked' AND sign_up.starts_at > ${now} AND EXISTS (
        SELECT 1 FROM unnest(activity.qualifications) AS wanted (id) WHERE NOT EXISTS (
          SELECT 1 FROM training WHERE training.volunteer_id = sign_up.volunteer_id AND qualification_id = wanted.id AND withdrawn_at IS NULL
          AND (expires_on IS NULL OR expires_on >= (sign_up.starts_at AT TIME ZONE 'Asia/Shanghai')::date)))`,
    'every minor booked has a guardian’s consent': sql`
      SELECT sign_up.id FROM sign_up JOIN volunteer ON volunteer.id = volunteer_id JOIN shift ON shift.id = shift_id
      WHERE sign_up.state = 'booked' AND sign_up.starts_at > ${now} AND ${ageThatDay} < 18 AND NOT EXISTS (
        SELECT 1 FROM guardian_consent consent JOIN activity ON activity.id = shift.activity_id
        WHERE consent.volunteer_id = volunteer.id AND revoked_at IS NULL AND expires_at >= least(sign_up.ends_at, ${eighteenth})
        AND (scope = 'service' OR consent.activity_id = shift.activity_id OR activity.kind = ANY (consent.kinds)))`,
    'nobody is booked where a guardian refused and agreed no more': sql`
      SELECT sign_up.id FROM sign_up JOIN volunteer ON volunteer.id = volunteer_id
      WHERE sign_up.state = 'booked' AND sign_up.starts_at > ${now} AND ${ageThatDay} < 18 AND EXISTS (
        SELECT 1 FROM sign_up refused WHERE refused.volunteer_id = volunteer.id AND refused.shift_id = sign_up.shift_id AND refused.ended_reason = 'guardian-refused'
        AND NOT EXISTS (SELECT 1 FROM guardian_consent later WHERE later.volunteer_id = volunteer.id AND later.granted_at > refused.ended_at))`,
    'every guardian is somebody grown up with a phone of their own': sql`
      SELECT guardianship.id FROM guardianship JOIN person ON person.id = guardianship.person_id LEFT JOIN guardian ON guardian.person_id = person.id
        LEFT JOIN volunteer ON volunteer.person_id = person.id
      WHERE guardianship.ended_at IS NULL AND relation IS NOT NULL AND (guardian.person_id IS NULL OR phone_hash IS NULL
        OR ${eighteenthOf(sql`guardian.birth_date`)} > ${now} OR ${eighteenth} > ${now})`,
    'no consent lasts longer than a year or past the 18th birthday': sql`
      SELECT consent.id FROM guardian_consent consent JOIN volunteer ON volunteer.id = volunteer_id
      WHERE revoked_at IS NULL AND volunteer.state = 'active' AND (expires_at > granted_at + interval '366 days'
        OR (expires_at > ${eighteenth} AND granted_at < ${eighteenth}))`,
    'every guardian was told of a sign-up that another made': sql`
      SELECT sign_up.id FROM sign_up JOIN volunteer ON volunteer.id = volunteer_id JOIN guardianship ON guardianship.volunteer_id = volunteer.id
      WHERE sign_up.state <> 'ended' AND sign_up.starts_at > ${now} AND ${ageThatDay} < 18
        AND guardianship.ended_at IS NULL AND relation IS NOT NULL AND began_at < signed_up_at
        AND NOT EXISTS (SELECT 1 FROM volunteer_link link WHERE link.sign_up_id = sign_up.id AND link.person_id = guardianship.person_id)
        AND NOT EXISTS (
          SELECT 1 FROM event WHERE object_kind = 'sign-up' AND object_id = sign_up.id::text AND actor_id = guardianship.person_id)`,
    'a link to refuse a sign-up lives until the shift begins': sql`
      SELECT sign_up.id FROM volunteer_link link JOIN sign_up ON sign_up.id = sign_up_id
      WHERE used_at IS NULL AND sign_up.state <> 'ended' AND sign_up.starts_at > ${now} AND expires_at <> sign_up.starts_at`,
    'nobody grown up is booked on a record that a guardian keeps': sql`
      SELECT sign_up.id FROM sign_up JOIN volunteer ON volunteer.id = volunteer_id
      WHERE sign_up.state = 'booked' AND sign_up.starts_at > ${now} AND guardian_person_id IS NOT NULL AND sign_up.starts_at >= ${eighteenth}`,
    'nothing is left on a record that was merged into another': sql`
      SELECT id FROM volunteer WHERE merged_into IS NOT NULL AND (
        EXISTS (SELECT 1 FROM sign_up WHERE volunteer_id = volunteer.id AND state <> 'ended')
        OR EXISTS (SELECT 1 FROM membership WHERE volunteer_id = volunteer.id AND left_at IS NULL)
        OR EXISTS (SELECT 1 FROM guardianship WHERE volunteer_id = volunteer.id AND ended_at IS NULL))`,
    'nobody is on a coming shift whose sign-ups are held back': sql`
      SELECT sign_up.id FROM sign_up JOIN volunteer_block block ON block.volunteer_id = sign_up.volunteer_id AND block.ended_at IS NULL
      WHERE sign_up.state IN ${holding} AND sign_up.starts_at > ${now}`,
    'an identity number stands once, and is disputed by others alone': sql`
      SELECT id FROM volunteer WHERE identity_hash IS NOT NULL AND (
        (NOT identity_disputed AND EXISTS (SELECT 1 FROM volunteer other WHERE other.identity_hash = volunteer.identity_hash AND NOT other.identity_disputed AND other.id <> volunteer.id))
        OR (identity_disputed AND NOT EXISTS (SELECT 1 FROM volunteer other WHERE other.identity_hash = volunteer.identity_hash AND other.id <> volunteer.id)
          AND NOT EXISTS (SELECT 1 FROM guardian WHERE guardian.identity_hash = volunteer.identity_hash AND guardian.person_id IS DISTINCT FROM volunteer.person_id)
          AND NOT EXISTS (SELECT 1 FROM known_minor WHERE hash = volunteer.identity_hash AND known_minor.birth_date <> volunteer.birth_date)))`,
    'a phone that came as a minor’s has no older record': sql`
      SELECT volunteer.id FROM volunteer JOIN person ON person.id = person_id JOIN known_minor ON known_minor.hash = person.phone_hash
      WHERE known_minor.birth_date > volunteer.birth_date AND ${now} < ${eighteenthOf(sql`known_minor.birth_date`)}
        AND known_minor.remembered_at <= volunteer.registered_at`,
    'every minor booked has the company the activity asks for': sql`
      SELECT sign_up.id FROM sign_up JOIN volunteer ON volunteer.id = volunteer_id JOIN shift ON shift.id = shift_id JOIN activity ON activity.id = activity_id
      WHERE sign_up.state = 'booked' AND sign_up.starts_at > ${now} AND ${ageThatDay} < 18 AND activity.guardian_rule = 'accompanied' AND NOT EXISTS (
        SELECT 1 FROM sign_up company JOIN volunteer guardian ON guardian.id = company.volunteer_id WHERE company.shift_id = shift.id AND company.state <> 'ended'
        AND (guardian.person_id = volunteer.guardian_person_id OR guardian.person_id IN (SELECT guardian_person_id FROM guardian_consent WHERE volunteer_id = volunteer.id AND revoked_at IS NULL)))`,
    'people of one request stand together': sql`
      SELECT min(id) AS id FROM sign_up WHERE state <> 'ended' GROUP BY request_key HAVING count(DISTINCT state) > 1 OR count(DISTINCT shift_id) > 1`,
    'the audit trail ends where each sign-up stands': sql`
      SELECT sign_up.id FROM sign_up LEFT JOIN LATERAL (
        SELECT action FROM event WHERE object_kind = 'sign-up' AND object_id = sign_up.id::text ORDER BY event.id DESC LIMIT 1) AS last ON true
      WHERE last.action IS DISTINCT FROM 'sign-up.' || sign_up.state`,
    'the audit trail knows no sign-up that is not there': sql`
      SELECT DISTINCT object_id::int AS id FROM event WHERE object_kind = 'sign-up' AND NOT EXISTS (SELECT 1 FROM sign_up WHERE id = object_id::int)`,
    'every draw was drawn as its seed says': sql`
      SELECT DISTINCT shift_id AS id FROM (
        SELECT lot.*, draw.places - coalesce(sum(people) FILTER (WHERE won) OVER before, 0) AS free,
          draw.others - coalesce(sum(people - newcomers) FILTER (WHERE won) OVER before, 0) AS open,
          row_number() OVER (PARTITION BY shift_id ORDER BY encode(sha256(convert_to(seed || ' ' || entry, 'UTF8')), 'hex') COLLATE "C") AS turn
        FROM shift_draw_entry lot JOIN shift_draw draw USING (shift_id)
        WINDOW before AS (PARTITION BY shift_id ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) AS lots
      WHERE turn <> place OR won <> (able AND people <= free AND people - newcomers <= open)`,
    'every draw has the seed that was vouched for': sql`
      SELECT shift.id FROM shift LEFT JOIN shift_draw draw ON draw.shift_id = shift.id
        LEFT JOIN event ON action = 'shift.added' AND object_kind = 'shift' AND object_id = shift.id::text AND detail ? 'draw'
      WHERE draw.seed <> draw_seed OR detail->>'draw' <> encode(sha256(convert_to(draw_seed, 'UTF8')), 'hex')`,
    'who was drawn stands where the draw put them': sql`
      SELECT sign_up.id FROM sign_up JOIN shift_draw_entry USING (shift_id, entry)
      WHERE (SELECT action FROM event WHERE object_kind = 'sign-up' AND object_id = sign_up.id::text AND event.id > (
        SELECT max(id) FROM event WHERE action = 'shift.drawn' AND object_id = sign_up.shift_id::text) ORDER BY event.id LIMIT 1)
        <> CASE WHEN won THEN 'sign-up.booked' ELSE 'sign-up.waiting' END`,
    'where the organiser chooses everybody was chosen, and nowhere else': sql`
      SELECT sign_up.id FROM sign_up JOIN shift ON shift.id = shift_id WHERE CASE WHEN choose_by IS NULL THEN sign_up.state = 'applied' OR chosen_at IS NOT NULL
        ELSE sign_up.state IN ('entered', 'waiting') OR (sign_up.state IN ${holding} AND coalesce(chosen_at >= sign_up.starts_at, true)) END`,
    // The next three hold again a minute later, when the server's timer settles shifts; if not, it does not run.
    'nobody waits for a choice that is over': sql`
      SELECT sign_up.id FROM sign_up JOIN shift ON shift.id = shift_id WHERE sign_up.state = 'applied' AND choose_by <= ${now}`,
    'no offer outlives its time': sql`
      SELECT id FROM sign_up WHERE state = 'offered' AND confirm_by <= ${now}`,
    // As the rules stand that were set before the offer was made.
    'no place is offered at night': sql`
      SELECT shift.id FROM event JOIN sign_up ON sign_up.id::text = event.object_id JOIN shift ON shift.id = sign_up.shift_id CROSS JOIN fair_rule
      WHERE action = 'sign-up.offered' AND object_kind = 'sign-up' AND detail->>'reason' IS NULL AND at >= fair_rule.changed_at AND ${isAsleep(sql`at`, sql`shift.starts_at`)}
      AND NOT EXISTS (SELECT 1 FROM event moved WHERE moved.action = 'shift.moved' AND moved.object_id = shift.id::text AND moved.id > event.id)`,
    'no offer runs out at night': sql`
      SELECT sign_up.id FROM sign_up CROSS JOIN fair_rule WHERE state = 'offered' AND ${isAsleep(sql`confirm_by`, sql`starts_at`)}
      AND EXISTS (SELECT 1 FROM event WHERE action = 'sign-up.offered' AND object_kind = 'sign-up' AND object_id = sign_up.id::text AND at >= fair_rule.changed_at)`,
    'a place waits for somebody first in the line who is more than it is': sql`
      SELECT id FROM shift WHERE waits_until > ${now} AND starts_at > ${now} AND state <> 'cancelled' AND (
        waits_until > ${now}::timestamptz + 72 * interval '1 hour' OR taken >= capacity
        OR (SELECT count(*) FROM sign_up WHERE shift_id = shift.id AND position = waits_position AND sign_up.state = 'waiting') <= capacity - taken)`,
    'no offer is held by somebody who is booked elsewhere at that time': sql`
      SELECT id FROM sign_up WHERE state = 'offered' AND offer_reason <> 'rescheduled' AND starts_at > ${now} AND EXISTS (
        SELECT 1 FROM sign_up other WHERE other.volunteer_id = sign_up.volunteer_id AND other.state = 'booked' AND other.shift_id <> sign_up.shift_id
        AND other.starts_at < sign_up.ends_at + ${rest} AND other.ends_at > sign_up.starts_at - ${rest})`,
    'who waited in vain or missed an offer was told': sql`
      SELECT DISTINCT object_id::int AS id FROM event WHERE action = 'sign-up.ended' AND detail->>'told' = 'true' AND at > ${now}::timestamptz - interval '7 days'
      AND NOT EXISTS (SELECT 1 FROM message WHERE about_kind = 'shift' AND about_id = event.detail->>'shift' AND created_at = event.at
        AND template = CASE event.detail->>'reason' WHEN 'lapsed' THEN 'shift-offer-lapsed' WHEN 'no-place' THEN 'shift-no-place' WHEN 'not-chosen' THEN 'shift-not-chosen' ELSE 'shift-booked-elsewhere' END)`,
    'nobody waits while a place is free that they could take': sql`
      SELECT shift.id FROM shift JOIN activity ON activity.id = activity_id CROSS JOIN fair_rule
      WHERE taken < capacity AND shift.state <> 'cancelled' AND starts_at > ${now} AND (draw_at IS NULL OR drawn_at IS NOT NULL)
      AND NOT coalesce(waits_until > ${now}, false) AND NOT ${isAsleep(sql`${now}::timestamptz`, sql`shift.starts_at`)}
      AND (first_timer_places = 0 OR starts_at - first_timer_hours * interval '1 hour' <= ${now})
      AND EXISTS (
        SELECT 1 FROM sign_up WHERE shift_id = shift.id AND state = 'waiting'
        AND (SELECT count(*) FROM sign_up party WHERE party.request_key = sign_up.request_key AND party.state = 'waiting') = 1
        AND NOT EXISTS (SELECT 1 FROM sign_up other WHERE other.volunteer_id = sign_up.volunteer_id AND other.state = 'booked'
          AND other.starts_at < shift.ends_at + ${rest} AND other.ends_at > shift.starts_at - ${rest})
        AND activity.qualifications <@ ARRAY(
          SELECT qualification_id FROM training WHERE training.volunteer_id = sign_up.volunteer_id AND withdrawn_at IS NULL
          AND (expires_on IS NULL OR expires_on >= (shift.starts_at AT TIME ZONE 'Asia/Shanghai')::date))
        AND NOT EXISTS (SELECT 1 FROM volunteer WHERE volunteer.id = sign_up.volunteer_id AND ${ageThatDay} < 18))`,
    'nobody has a newcomer’s place twice': sql`
      SELECT id FROM sign_up WHERE newcomer AND state <> 'ended' AND (
        EXISTS (SELECT 1 FROM sign_up other WHERE other.volunteer_id = sign_up.volunteer_id AND other.id < sign_up.id AND other.newcomer
          AND (other.state <> 'ended' OR (other.shift_id = sign_up.shift_id AND other.ended_reason IN ('cannot-come', 'declined', 'lapsed'))))
        OR (EXISTS (SELECT 1 FROM sign_up served WHERE served.volunteer_id = sign_up.volunteer_id AND served.state = 'booked' AND served.ends_at < sign_up.signed_up_at)
          AND NOT EXISTS (SELECT 1 FROM volunteer other WHERE other.merged_into = sign_up.volunteer_id)))`,
    // Rest is measured between what was signed up for since the rule was set, and never where the organiser moved a shift.
    'nobody signed up for less rest than is fair': sql`
      SELECT sign_up.id FROM sign_up JOIN sign_up other ON other.volunteer_id = sign_up.volunteer_id AND other.id < sign_up.id CROSS JOIN fair_rule
      WHERE sign_up.state = 'booked' AND other.state = 'booked' AND sign_up.starts_at > ${now} AND sign_up.signed_up_at >= fair_rule.changed_at
      AND other.starts_at < sign_up.ends_at + ${rest} AND other.ends_at > sign_up.starts_at - ${rest}
      AND NOT EXISTS (SELECT 1 FROM volunteer merged WHERE merged.merged_into = sign_up.volunteer_id)
      AND NOT EXISTS (SELECT 1 FROM event WHERE action = 'shift.moved' AND object_kind = 'shift' AND object_id IN (sign_up.shift_id::text, other.shift_id::text))`,
    // A lower limit takes nothing away: only what came after it was set is measured by it.
    'nobody signed up for more shifts than is fair': sql`
      SELECT volunteer_id AS id FROM sign_up, fair_rule WHERE state <> 'ended' AND starts_at > ${now}
      AND NOT EXISTS (SELECT 1 FROM volunteer other WHERE other.merged_into = volunteer_id)
      GROUP BY volunteer_id, open_sign_ups, fair_rule.changed_at HAVING count(*) > open_sign_ups AND max(signed_up_at) >= fair_rule.changed_at`,
    'nobody signed up with more people than is fair': sql`
      SELECT min(sign_up.id) AS id FROM sign_up, fair_rule GROUP BY request_key, party_size, fair_rule.changed_at HAVING count(*) > party_size AND min(signed_up_at) >= fair_rule.changed_at`,
    'nobody registered more children than is fair': sql`
      SELECT guardian_person_id AS id FROM volunteer, fair_rule WHERE state = 'active' AND EXISTS (
        SELECT 1 FROM event WHERE action = 'volunteer.registered' AND object_kind = 'volunteer' AND object_id = volunteer.id::text AND actor_id = guardian_person_id)
      GROUP BY guardian_person_id, children, fair_rule.changed_at HAVING count(*) > children AND max(registered_at) >= fair_rule.changed_at`,
    'nobody asks for more help at a time than is fair': sql`
      SELECT filed_by AS id FROM need, fair_rule WHERE suggestion_id IS NULL AND state IN ('filed', 'verified', 'taken-up')
      GROUP BY filed_by, open_needs, fair_rule.changed_at HAVING count(*) > open_needs AND max(filed_at) >= fair_rule.changed_at`,
    'no shift was told more in a day than is fair': sql`
      SELECT shift_id AS id FROM shift_note, fair_rule
      GROUP BY shift_id, (written_at AT TIME ZONE 'Asia/Shanghai')::date, notes_per_day, fair_rule.changed_at HAVING count(*) > notes_per_day AND max(written_at) >= fair_rule.changed_at`,
    'an organisation that works has somebody who organises': sql`
      SELECT id FROM organisation WHERE state = 'approved' AND NOT EXISTS (
        SELECT 1 FROM organiser JOIN person ON person.id = person_id WHERE organisation_id = organisation.id AND disabled_at IS NULL)`,
    'no shift to come is of an organisation that does not work': sql`
      SELECT shift.id FROM shift JOIN activity ON activity.id = activity_id JOIN organisation ON organisation.id = organisation_id
      WHERE organisation.state <> 'approved' AND activity.state = 'published' AND shift.state <> 'cancelled' AND starts_at > ${now}`,
    'nothing runs of an organisation that does not work': sql`
      SELECT shift.id FROM shift JOIN activity ON activity.id = activity_id JOIN organisation ON organisation.id = organisation_id
      WHERE organisation.state <> 'approved' AND activity.state <> 'draft' AND shift.state <> 'cancelled' AND starts_at <= ${now} AND ends_at > ${now}`,
    'no need is taken up by an organisation that does not work': sql`
      SELECT need.id FROM need JOIN organisation ON organisation.id = organisation_id WHERE need.state = 'taken-up' AND organisation.state <> 'approved'`,
    'nobody belongs to an organisation that was dissolved': sql`
      SELECT membership.id FROM membership JOIN organisation ON organisation.id = organisation_id WHERE left_at IS NULL AND organisation.state = 'dissolved'`,
    'every shift to come is insured': sql`
      SELECT shift.id FROM shift JOIN activity ON activity.id = activity_id WHERE activity.state = 'published' AND gate > 1 AND shift.state <> 'cancelled' AND starts_at > ${now}
      AND NOT coalesce((starts_at AT TIME ZONE 'Asia/Shanghai')::date >= insured_from AND (ends_at AT TIME ZONE 'Asia/Shanghai')::date <= insured_until, false)`,
    'an activity for children has two organisers': sql`
      SELECT DISTINCT activity.id FROM activity JOIN shift ON activity_id = activity.id WHERE activity.state = 'published' AND gate > 1 AND shift.state <> 'cancelled' AND starts_at > ${now}
      AND (kind = 'minors' OR (guardian_rule <> 'adults' AND minimum_age < 14))
      AND (SELECT count(*) FROM organiser JOIN person ON person.id = person_id LEFT JOIN volunteer ON volunteer.person_id = person.id
        WHERE organiser.organisation_id = activity.organisation_id AND disabled_at IS NULL
        AND (volunteer.id IS NULL OR (NOT identity_disputed AND (identity_hash IS NOT NULL OR person.sample) AND coalesce(identity_says_birth_date, true) AND ${eighteenth} <= ${now}))
        AND NOT EXISTS (SELECT 1 FROM volunteer_block block WHERE block.volunteer_id = volunteer.id AND block.ended_at IS NULL)) < 2
      AND NOT EXISTS (SELECT 1 FROM message WHERE template = 'organisation-needs-second' AND about_id = activity.organisation_id::text AND created_at > ${now}::timestamptz - interval '7 days')`,
    'nobody organises who has left volunteering': sql`
      SELECT person_id AS id FROM organiser WHERE EXISTS (SELECT 1 FROM volunteer WHERE volunteer.person_id = organiser.person_id AND volunteer.state <> 'active')`,
    'everybody booked has accepted the agreement that the law wants': sql`
      SELECT sign_up.id FROM sign_up JOIN shift ON shift.id = shift_id JOIN activity ON activity.id = shift.activity_id
      WHERE sign_up.state = 'booked' AND sign_up.starts_at > ${now} AND gate > 1 AND agreement_cases <> '{}'
      AND NOT EXISTS (SELECT 1 FROM agreement WHERE agreement.volunteer_id = sign_up.volunteer_id AND agreement.activity_id = activity.id)`,
    'nobody is booked by words that have changed since': sql`
      SELECT sign_up.id FROM sign_up JOIN shift ON shift.id = shift_id WHERE sign_up.state = 'booked' AND sign_up.starts_at > ${now}
      AND activity_version < (SELECT max(version) FROM activity_wording WHERE activity_wording.activity_id = shift.activity_id)`,
    'no hazardous activity is public that nobody has looked at': sql`
      SELECT id FROM activity WHERE state = 'published' AND gate > 1 AND hazardous AND NOT EXISTS (
        SELECT 1 FROM event WHERE action = 'activity.published' AND object_kind = 'activity' AND object_id = activity.id::text AND detail->>'seen' = 'true')`,
    'nothing runs of an activity that was called off': sql`
      SELECT shift.id FROM shift JOIN activity ON activity.id = activity_id
      WHERE activity.state = 'cancelled' AND shift.state <> 'cancelled' AND starts_at <= ${now} AND ends_at > ${now}`,
    'a shift that was ended early ends when that was written down': sql`
      SELECT id FROM shift WHERE stopped_at IS NOT NULL AND ends_at IS DISTINCT FROM (
        SELECT (detail->>'to')::timestamptz FROM event WHERE action = 'shift.ended-early' AND object_kind = 'shift' AND object_id = shift.id::text ORDER BY event.id DESC LIMIT 1)`,
    'the office was told of everything that happened on a shift': sql`
      SELECT id FROM shift_incident WHERE recorded_at > ${now}::timestamptz - interval '7 days' AND NOT EXISTS (
        SELECT 1 FROM message WHERE template = 'shift-incident' AND about_kind = 'shift' AND about_id = shift_id::text AND created_at = recorded_at)`,
    // The next two hold again a minute later too.
    'no need outlives its time': sql`
      SELECT id FROM need WHERE state IN ('filed', 'verified') AND wanted_until <= ${now}`,
    'the office knows of every need that it has not answered in time': sql`
      SELECT id FROM need WHERE state = 'filed' AND verify_by <= ${now} AND overdue_told_at IS NULL`,
    'no organisation is its own ancestor': sql`
      WITH RECURSIVE ancestry AS (
        SELECT id, parent_id FROM organisation WHERE parent_id IS NOT NULL
        UNION SELECT ancestry.id, organisation.parent_id FROM ancestry JOIN organisation ON organisation.id = ancestry.parent_id WHERE organisation.parent_id IS NOT NULL)
      SELECT DISTINCT id FROM ancestry WHERE id = parent_id`,
    'every child record has a guardian’s consent on file': sql`
      SELECT id FROM volunteer WHERE guardian_person_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM guardian_consent WHERE volunteer_id = volunteer.id)`,
  }
}
