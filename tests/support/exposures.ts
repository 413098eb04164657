import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { connect } from '#db/connect.ts'
import { clearAll } from '#publishing/edition/adoption.ts'
import { openRepository } from '#publishing/git/repository.ts'

const root = new URL('../..', import.meta.url).pathname
const folder = 'content/exposures'

/**
 * The sample exposures come down one after the other, each on a day of its own; for the tests of pages they stay up, as if
 * that had passed its reviews. Between two starts of a portal. Resolves with the commit that says so.
 */
export async function keepExposuresUp(dataDir: string, databaseUrl?: string): Promise<string> {
  const names = (await readdir(join(root, folder), { recursive: true })).filter(name => name.endsWith('.md'))
  const changes = await Promise.all(
    names.map(async name => ({
      path: `${folder}/${name}`,
      bytes: (await readFile(join(root, folder, name), 'utf8')).replace(
        /^expose_until: .*/m,
        'expose_until: 2099-12-31',
      ),
    })),
  )
  const repository = await openRepository(join(dataDir, 'content.git'))
  const connection = await connect({ databaseUrl, dataDir })
  const done = await repository.commitFiles('main', undefined, changes, {
    author: { name: '示例编辑', email: 'editor@example.cn' },
    message: '示例曝光不撤下',
    sign: async commit => void (await clearAll(connection.db, repository, commit, 'adoption', new Date())),
  })
  await connection.close()
  await repository.close()
  if ('refused' in done) throw new Error(`refused: ${done.refused}`)
  return done.commit
}
