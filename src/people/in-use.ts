import { type RawBuilder, sql } from 'kysely'
import type { Db, Trx } from '#db/schema.ts'
import type { Role } from './roles.ts'

/** In SQL: whether somebody has an account that they use. Who never took up their invitation is told nothing, decides nothing. */
export const isInUse = (person = 'person'): RawBuilder<boolean> =>
  sql<boolean>`(${sql.ref(`${person}.disabled_at`)} IS NULL AND NOT ${sql.ref(`${person}.awaited`)})`

/** Everybody who holds one of these roles in an account that they use: whom what concerns the role is told. */
export function listHolders(db: Db | Trx, ...roles: readonly Role[]): Promise<{ id: number }[]> {
  return db
    .selectFrom('person')
    .select('id')
    .where(sql<boolean>`roles && ${sql.val([...roles])}::text[]`)
    .where(isInUse())
    .orderBy('id')
    .execute()
}
