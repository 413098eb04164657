import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
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
  // Where a suite begins or a browser is driven `expect.poll` is not to be had.
  for (let turn = 0; turn < 100; turn += 1) {
    const { contentCommit } = (await (await fetch(`${address}/healthz`)).json()) as { contentCommit: string }
    if (contentCommit === commit) return commit
    await setTimeout(100)
  }
  throw new Error(`the portal has not seen ${commit}`)
}
