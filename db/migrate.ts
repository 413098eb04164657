import { Migrator } from 'kysely/migration'
import { migrations } from './migrations/index.ts'
import type { Db } from './schema.ts'

/**
 * Brings the database to the newest schema and returns the names of what it applied.
 * Kysely runs all of it in one transaction under an advisory lock: a second process starting
 * at the same moment waits, then finds nothing to do.
 */
export async function migrate(db: Db): Promise<string[]> {
  // Several people number theirs at once, so a smaller number may land later.
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations }, allowUnorderedMigrations: true })
  const { error, results } = await migrator.migrateToLatest()
  if (error) throw error
  return (results ?? []).map(result => result.migrationName)
}
