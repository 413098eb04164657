import type { Db, Trx } from '#db/schema.ts'

/** How many of a list the office sees at once. */
export const mostListed = 200

/** Every organisation with its state, by name, and every activity with its own, newest first; how many shifts of each are to come. */
export async function listRegister(db: Db | Trx, now: Date) {
  const organisations = await db
    .selectFrom('organisation')
    .select(['id', 'name', 'county', 'state', 'applied_at'])
    .orderBy('state')
    .orderBy('name')
    .limit(mostListed)
    .execute()
  const activities = await db
    .selectFrom('activity')
    .innerJoin('organisation', 'organisation.id', 'activity.organisation_id')
    .select([
      'activity.id',
      'activity.title',
      'activity.county',
      'activity.state',
      'organisation.name as organisation_name',
    ])
    .select(eb =>
      eb
        .selectFrom('shift')
        .select(({ fn }) => fn.countAll<number>().as('coming'))
        .whereRef('shift.activity_id', '=', 'activity.id')
        .where('shift.state', '<>', 'cancelled')
        .where('shift.starts_at', '>', now)
        .as('coming'),
    )
    .orderBy('activity.id', 'desc')
    .limit(mostListed)
    .execute()
  return { organisations, activities }
}
