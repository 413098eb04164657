import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { StartRefused } from '#db/start-refused.ts'
import type { Db } from '#db/schema.ts'
import { signStandingDrafts } from '../drafts/signatures.ts'
import { portalItself } from '../git/commits.ts'
import { firstCommitFrom, mainBranch, type Repository } from '../git/repository.ts'
import { contentTypes } from '../types/index.ts'
import { settingsFile } from '../types/settings.ts'
import { adoptOnce, clearAll, hasAdopted } from './adoption.ts'
import { clearFiles, readLines } from './clearance.ts'
import { assembleEdition, type WholeEdition } from './edition.ts'
import { completeYaml, maxEntryBytes } from './entry-file.ts'
import { readEarlier } from './earlier.ts'
import { readPublished } from './published.ts'
import { mediaIn } from './references.ts'

/**
 * What readers see first: of a repository with nothing in it what `remote` holds, else the starter content. What a database
 * has not met before is adopted. Throws one line that says why when there is nothing to show: `lost`, if it is given, when
 * nothing is in it.
 */
export async function firstEdition(
  repository: Repository,
  { starter, remote, lost }: { starter: string; remote: string | undefined; lost: string | undefined },
  db: Db | undefined,
): Promise<WholeEdition> {
  const isEmpty = (await repository.branches()).length === 0
  if (isEmpty && lost) throw new StartRefused(lost)
  // An empty repository that an administrator has just made begins with the starter content too. Of two machines that start
  // for the first time one puts the first commit into the shared repository, the other takes it.
  if (isEmpty && !(remote && (await repository.beginWith(remote))))
    await firstCommitFrom(repository, starter, portalItself, async commit => {
      // A folder that went before anything was published: what the portal puts in itself has passed this time too.
      if (db && (await hasAdopted(db))) await clearAll(db, repository, commit, 'start', new Date())
    })
  const main = await repository.head(mainBranch)
  if (!main) throw new Error(`${repository.directory} has no branch ${mainBranch}`)
  await addRequired(repository, main, starter, db)
  if (db) await adoptOnce(db, repository, new Date(), trx => signStandingDrafts(trx, repository))
  const published = await readPublished(repository, (await repository.head(mainBranch)) ?? main, db)
  return assembleEdition(published, undefined, await readEarlier(repository, published, db))
}

/** A newer portal may need an entry or a setting that a repository has not yet. Another process that puts it in first is welcome. */
async function addRequired(repository: Repository, main: string, starter: string, db: Db | undefined): Promise<void> {
  const missing: { path: string; bytes: Buffer; was: string | null }[] = []
  async function bring(path: string): Promise<string> {
    const bytes = (await repository.file(main, path))
      ? undefined
      : await readFile(join(starter, path.slice('content/'.length))).catch(() => undefined)
    if (bytes) missing.push({ path, bytes, was: null })
    return bytes?.toString() ?? ''
  }
  for (const path of contentTypes.flatMap(({ name, required = [] }) =>
    required.map(id => `content/${name}/${id}.md`),
  )) {
    for (const { src } of mediaIn({}, await bring(path))) await bring(`content${src}`)
  }
  const settings = await repository.file(main, settingsFile.path)
  const given = settings?.regular && (await repository.blobs([settings.oid], maxEntryBytes)).get(settings.oid)?.bytes
  const offered = await readFile(join(starter, settingsFile.path.slice('content/'.length)), 'utf8').catch(() => '')
  const completed = given && completeYaml(given.toString(), offered, settingsFile.schema)
  if (completed) missing.push({ path: settingsFile.path, bytes: Buffer.from(completed), was: settings.oid })
  if (missing.length > 0)
    await repository.commitFiles(mainBranch, undefined, missing, {
      author: portalItself,
      message: '放入这一版要用的文字和设置',
      sign: db && (commit => clearAdded(db, repository, commit, missing)),
    })
}

/** What the portal has put in itself has passed; not where it stands for, or on, what a push has brought or taken away. */
async function clearAdded(
  db: Db,
  repository: Repository,
  commit: string,
  added: readonly { path: string; bytes: Buffer; was: string | null }[],
): Promise<void> {
  const lines = await readLines(
    db,
    added.map(({ path }) => path),
  )
  const passed = added.filter(({ path, was }) => (lines.get(path)?.[0]?.oid ?? null) === was)
  const versions = passed.map(({ path, bytes }) => ({ path, oid: repository.oidOf(bytes) }))
  await clearFiles(db, commit, versions, 'start', new Date())
}
