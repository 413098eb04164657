import { migrate } from '#db/migrate.ts'
import type { Db } from '#db/schema.ts'
import { installQueues } from '#messages/queues.ts'

/** Brings the database to the newest schema, and the queues in it; returns the names of the migrations that it applied. */
export async function prepareDatabase(db: Db): Promise<string[]> {
  const applied = await migrate(db)
  // pg-boss keeps its jobs in a schema of its own and brings it up to date itself, also under a lock.
  await installQueues(db)
  return applied
}
