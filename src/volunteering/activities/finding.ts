import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Db, Trx } from '#db/schema.ts'
import { freeAtOnce } from '../line/free-at-once.ts'
import { ageOfOwnAccount } from '../volunteers/age.ts'
import { type dayParts, skills } from '../volunteers/words.ts'
import { slots } from '../volunteers/available-times.ts'
import { selectShifts } from './matching.ts'
import { activityKinds } from './words.ts'

/** What somebody looks for. */
export interface ShiftFilter {
  /** Starting from and before; from now on when not given. */
  from?: Date | undefined
  until?: Date | undefined
  /** Parts of the week, one of which it touches. */
  slots?: string[] | undefined
  /** Folded words, each of which stands in title, place or task, in its kind, a skill, or the organisation's name. */
  words?: string[] | undefined
  county?: string | undefined
  kind?: string | undefined
  skill?: string | undefined
  organisationId?: number | undefined
  /** Children may come, with whoever answers for them. */
  withChildren?: boolean
  /** Only shifts with a place for whoever comes next. */
  withPlaces?: boolean
  limit?: number
  offset?: number
}

/** Coming shifts of published activities in the order of time: what the public sees. `taken` counts held places. */
export function listComingShifts(db: Db | Trx, filter: ShiftFilter, now: Date) {
  return selectShifts(db)
    .where(eb => eb.and(conditionsOf(filter, now)))
    .orderBy('shift.starts_at')
    .orderBy('shift.id')
    .limit(filter.limit ?? 20)
    .offset(filter.offset ?? 0)
    .execute()
}

/** How many such shifts there are, and how many places on them are for whoever comes next. */
export async function countFoundShifts(
  db: Db | Trx,
  filter: ShiftFilter,
  now: Date,
): Promise<{ shifts: number; places: number }> {
  const { rows } = await sql<{ shifts: number; places: number }>`
    SELECT count(*)::int AS shifts, coalesce(sum(${freeAtOnce}) FILTER (WHERE shift.state = 'open'), 0)::int AS places
    FROM shift JOIN activity ON activity.id = shift.activity_id JOIN organisation ON organisation.id = activity.organisation_id
    WHERE activity.state = 'published' AND shift.state <> 'cancelled' AND ${sql.join(conditionsOf(filter, now), sql` AND `)}`.execute(
    db,
  )
  return rows[0]!
}

/** Organisations that have something to do for others, by name. */
export function listOfferingOrganisations(db: Db | Trx, now: Date) {
  return db
    .selectFrom('organisation')
    .select(['id', 'name'])
    .where('id', 'in', eb =>
      eb
        .selectFrom('activity')
        .innerJoin('shift', 'shift.activity_id', 'activity.id')
        .select('activity.organisation_id')
        .where('activity.state', '=', 'published')
        .where('shift.state', '<>', 'cancelled')
        .where('shift.starts_at', '>', now),
    )
    .orderBy('name')
    .execute()
}

/** The parts of the week on these days and at that time of day; undefined when both are left open. */
export function slotsWithin(
  days: 'weekend' | 'workdays' | undefined,
  part: keyof typeof dayParts | undefined,
): string[] | undefined {
  if (!days && !part) return undefined
  return slots.filter(slot => {
    const [day, time] = slot.split('-')
    return (!part || time === part) && (!days || (day === 'sat' || day === 'sun') === (days === 'weekend'))
  })
}

function conditionsOf(filter: ShiftFilter, now: Date): RawBuilder<SqlBool>[] {
  const { from, until, slots, words = [], county, kind, skill, organisationId, withChildren, withPlaces } = filter
  return [
    sql<SqlBool>`shift.starts_at > ${from && from > now ? from : now}`,
    until && sql<SqlBool>`shift.starts_at < ${until}`,
    slots && sql<SqlBool>`shift.slots && ${slots}::text[]`,
    county && sql<SqlBool>`activity.county = ${county}`,
    kind && sql<SqlBool>`activity.kind = ${kind}`,
    skill && sql<SqlBool>`${skill} = ANY (activity.skills)`,
    organisationId !== undefined && sql<SqlBool>`activity.organisation_id = ${organisationId}`,
    withChildren && sql<SqlBool>`(activity.guardian_rule <> 'adults' AND activity.minimum_age < ${ageOfOwnAccount})`,
    withPlaces && sql<SqlBool>`${freeAtOnce} > 0`,
    ...words.map(saysWord),
  ].filter(condition => typeof condition === 'object')
}

/** The word stands in what the activity says, or it is what one of its kinds and skills is called. */
function saysWord(word: string): RawBuilder<SqlBool> {
  const pattern = `%${word.replaceAll(/[\\%_]/g, '\\$&')}%`
  const called = (labels: Record<string, string>) => Object.keys(labels).filter(key => labels[key]!.includes(word))
  return sql<SqlBool>`(activity.found_by LIKE ${pattern} OR lower(organisation.name) LIKE ${pattern}
    OR activity.kind = ANY (${called(activityKinds)}::text[]) OR activity.skills && ${called(skills)}::text[])`
}
