import { type RawBuilder, sql } from 'kysely'

/** In SQL: whether somebody has an account that they use. Who never took up their invitation is told nothing, decides nothing. */
export const isInUse = (person = 'person'): RawBuilder<boolean> =>
  sql<boolean>`(${sql.ref(`${person}.disabled_at`)} IS NULL AND NOT ${sql.ref(`${person}.awaited`)})`
