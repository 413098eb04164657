import type { Db } from '#db/schema.ts'

/** Whether something was published with this database, so that a repository without anything has lost it. */
export async function hasPublished(db: Db): Promise<boolean> {
  const found = await db
    .selectFrom('event')
    .select('id')
    .where('action', '=', 'draft.published')
    .where('result', '=', 'done')
    .limit(1)
    .executeTakeFirst()
  return found !== undefined
}

/** What is said of a content repository that is missing or empty although something was published, and what helps. */
export function sayLost(directory: string, isShared: boolean, hasRemote: boolean): string {
  const helps = [
    'mount the disk of DATA_DIR',
    'restore a backup',
    ...(hasRemote ? [`make it from CONTENT_REMOTE (git clone --bare … ${directory})`] : []),
    ...(isShared ? ['start the machine first that has it'] : []),
  ]
  return `the content repository ${directory} is gone or empty, though this portal has published: ${helps.join(', or ')}`
}
