import { Migrator } from 'kysely/migration'
import { installQueues } from '../src/messages/queues.ts'
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
  // pg-boss keeps its jobs in a schema of its own and brings it up to date itself, also under a lock.
  await installQueues(db)
  return (results ?? []).map(result => result.migrationName)
}
