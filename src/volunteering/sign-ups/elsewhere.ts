import { type RawBuilder, sql } from 'kysely'
import { clockOf, formatShortDay, formatWeekday } from '#calendar/lishui.ts'
import { type Refusal, tooLate } from '#forms/refusals.ts'

/** A shift on which somebody is booked. */
export interface OtherShift {
  id: number
  title: string
  startsAt: Date
  endsAt: Date
}

const nameOf = ({ title, startsAt, endsAt }: OtherShift) =>
  `“${title}”（${formatShortDay(startsAt)} ${formatWeekday(startsAt)} ${clockOf(startsAt)}–${clockOf(endsAt)}）`

export const elsewhereRefusals = {
  overlaps: (other: OtherShift) => tooLate(`和已经报上的${nameOf(other)}时间冲突`),
  tooLittleRest: (hours: number, other: OtherShift) =>
    tooLate(`离已经报上的${nameOf(other)}太近，两个班次之间至少休息 ${hours} 小时`),
}

/** Why nobody who is booked on the other shift may serve on this one. */
export function refuseBooked(
  shift: { starts_at: Date; ends_at: Date; rest_hours: number },
  other: OtherShift,
): Refusal {
  return other.startsAt < shift.ends_at && other.endsAt > shift.starts_at
    ? elsewhereRefusals.overlaps(other)
    : elsewhereRefusals.tooLittleRest(shift.rest_hours, other)
}

/** The time of a shift, with the rest that the city wants before and after it. */
export const withRest = (startsAt: RawBuilder<unknown>, endsAt: RawBuilder<unknown>): RawBuilder<unknown> => {
  const rest = sql`(SELECT rest_hours FROM fair_rule) * interval '1 hour'`
  return sql`tstzrange(${startsAt} - ${rest}, ${endsAt} + ${rest})`
}

/**
 * Of an offer in `sign_up`: who holds it is booked on another shift at that time, or too near to it. A shift that was moved
 * onto another one is not meant: there they have not chosen yet.
 */
export const isHeldElsewhere = sql<boolean>`(sign_up.offer_reason <> 'rescheduled' AND EXISTS (
  SELECT 1 FROM sign_up elsewhere WHERE elsewhere.volunteer_id = sign_up.volunteer_id AND elsewhere.state = 'booked' AND elsewhere.shift_id <> sign_up.shift_id
  AND tstzrange(elsewhere.starts_at, elsewhere.ends_at) && ${withRest(sql`sign_up.starts_at`, sql`sign_up.ends_at`)}))`

/** Where a `volunteer` is booked at the time of the shift, else where too near to it; as JSON, which has no moments. */
export const bookedElsewhere = (shift: { id: number; starts_at: Date; ends_at: Date }) => {
  const startsAt = sql`${shift.starts_at}::timestamptz`
  const endsAt = sql`${shift.ends_at}::timestamptz`
  return sql<(Omit<OtherShift, 'startsAt' | 'endsAt'> & { startsAt: string; endsAt: string }) | null>`(
    SELECT jsonb_build_object('id', other.shift_id, 'title', activity.title, 'startsAt', other.starts_at, 'endsAt', other.ends_at)
    FROM sign_up other JOIN shift ON shift.id = other.shift_id JOIN activity ON activity.id = shift.activity_id
    WHERE other.volunteer_id = volunteer.id AND other.state = 'booked' AND other.shift_id <> ${shift.id}
    AND tstzrange(other.starts_at, other.ends_at) && ${withRest(startsAt, endsAt)}
    ORDER BY tstzrange(other.starts_at, other.ends_at) && tstzrange(${startsAt}, ${endsAt}) DESC, other.starts_at LIMIT 1)`
}
