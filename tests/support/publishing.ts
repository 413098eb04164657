import { join } from 'node:path'
import { expect } from 'vitest'
import { connect } from '#db/connect.ts'
import { openRepository } from '#publishing/git/repository.ts'
import { editor, passReviews } from './content.ts'
import type { Portal } from './portal.ts'

/**
 * Commits files (undefined deletes) to main of a running portal, as another process does whose publication has passed its
 * reviews, and waits until it is seen. Where tests can open its database (`isOpenToTests`). Resolves with the commit.
 */
export async function publishAt(
  { address, dataDir, databaseUrl }: Pick<Portal, 'address' | 'dataDir' | 'databaseUrl'>,
  files: Record<string, string | Buffer | undefined>,
): Promise<string> {
  const repository = await openRepository(join(dataDir, 'content.git'))
  const { db, close } = await connect({ databaseUrl, dataDir })
  const changes = Object.entries(files).map(([path, bytes]) => ({ path, bytes }))
  const done = await repository.commitFiles('main', undefined, changes, {
    author: editor,
    message: '改动',
    sign: commit => passReviews(db, repository, commit, files),
  })
  await Promise.all([repository.close(), close()])
  const commit = 'commit' in done ? done.commit : ''
  await expect
    .poll(async () => ((await (await fetch(`${address}/healthz`)).json()) as { contentCommit: string }).contentCommit, {
      timeout: 10_000,
    })
    .toBe(commit)
  return commit
}
