import type { Db, Trx } from '#db/schema.ts'

/** Admitted organisations by name, with how many belong to each now; for the office also those that are suspended. */
export function listOrganisations(
  db: Db | Trx,
  filter: { county?: string | undefined; parentId?: number | undefined; suspended?: boolean } = {},
) {
  let query = db
    .selectFrom('organisation')
    .selectAll()
    .select(eb =>
      eb
        .selectFrom('membership')
        .select(eb.fn.countAll<number>().as('members'))
        .whereRef('organisation_id', '=', 'organisation.id')
        .where('left_at', 'is', null)
        .as('members'),
    )
    .where('state', 'in', filter.suspended ? ['approved', 'suspended'] : ['approved'])
  if (filter.county !== undefined) query = query.where('county', '=', filter.county)
  if (filter.parentId !== undefined) query = query.where('parent_id', '=', filter.parentId)
  return query.orderBy('name').execute()
}

export function findOrganisation(db: Db | Trx, organisationId: number) {
  return db.selectFrom('organisation').selectAll().where('id', '=', organisationId).executeTakeFirst()
}

/** What organisations are called, by their ids; those that were not admitted too. */
export async function nameOrganisations(db: Db | Trx, ids: number[]): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db.selectFrom('organisation').select(['id', 'name']).where('id', 'in', ids).execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}
