/** Fills an empty portal with what `npm run backup` has taken. It changes nothing that holds data already. */
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { connect } from '#db/connect.ts'
import { holdsData, loadDatabase, sayDatabase } from '#db/dump.ts'
import { type Config, readConfig } from '#config.ts'
import { proveOpens, WrongDataKey } from '#people/data-key.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { holdsBranches, repositoryFromBundle } from '#publishing/git/bundle.ts'
import { copyWeighed, filesBelow, type Manifest, partsOf, readManifest, weigh } from './backup-folder.ts'
import { runProgram, type Typed } from './command-line.ts'
import { sayPlaces } from './places.ts'
import { showProgress } from './progress.ts'

await runProgram(
  {
    script: 'restore',
    commands: {
      '': {
        takes: 'FOLDER',
        does: 'restores a backup into the database, the content repository and the data directory of the settings, all empty',
      },
    },
    failed: 'not restored',
  },
  run,
)

async function run({ words: [folder] }: Typed): Promise<number> {
  const keyFile = findMissingKey(process.env)
  // Read without a key, the settings of a trial would make a new one, and it opens nothing of the backup.
  const config = readConfig(keyFile ? { ...process.env, DATA_KEY: '0'.repeat(64) } : process.env)
  const begin = performance.now()
  await restore(config, resolve(folder!))
  console.log(`restored in ${((performance.now() - begin) / 1000).toFixed(1)} s`)
  const wrongKey = await findWrongKey(config)
  if (wrongKey) {
    console.error(
      `do not start the portal yet: ${keyFile ? `DATA_KEY is not set and there is no ${keyFile}: put the copy there that was kept apart` : wrongKey.message}`,
    )
    return 1
  }
  if (config.contentShared)
    console.log(
      'CONTENT_SHARED: the portal takes the content from there; an empty repository there gets that of the backup',
    )
  console.log('start the portal and look at /readyz')
  return 0
}

/** Where a trial keeps its key, when there is none yet; production always has DATA_KEY. */
function findMissingKey({ NODE_ENV, DATA_KEY, DATA_DIR }: NodeJS.ProcessEnv): string | undefined {
  const file = resolve(DATA_DIR || './data', 'data.key')
  return DATA_KEY || NODE_ENV === 'production' || existsSync(file) ? undefined : file
}

async function restore(config: Config, folder: string): Promise<void> {
  const repository = config.contentRepository ?? join(config.dataDir, 'content.git')
  const manifest = await readManifest(folder)
  console.log(`${folder}: taken ${manifest.takenAt} by version ${manifest.version}`)
  console.log(`on: ${sayPlaces(config, 'database', 'content', 'files')}`)
  if ((manifest.database === 'postgresql') !== (config.databaseUrl !== undefined))
    throw new Error(
      config.databaseUrl
        ? 'this backup is of an embedded database: take DATABASE_URL out of the settings'
        : 'this backup is of PostgreSQL: set DATABASE_URL to an empty database',
    )
  if (isNewer(manifest.version, config.version))
    throw new Error(
      `this backup is of version ${manifest.version}, and this portal is ${config.version}: install that version or a newer one`,
    )
  await checkFiles(folder, manifest)
  await refuseData(config, repository)

  process.umask(0o077)
  const database = showProgress('database', 'rows')
  await loadDatabase(config, join(folder, partsOf.database), manifest.rows, database.at).finally(database.end)
  await repositoryFromBundle(join(folder, partsOf.content), repository)
  const paths = Object.keys(manifest.files).filter(path => dirname(path) !== '.')
  const progress = showProgress('files', 'files')
  for (const [index, path] of paths.entries()) {
    progress.at(index, paths.length)
    await mkdir(dirname(join(config.dataDir, path)), { recursive: true })
    if (!(await copyWeighed(join(folder, path), join(config.dataDir, path)))) throw new Error(`${path} has gone`)
  }
  progress.end()
  if (manifest.bucket && config.filesS3?.bucket !== manifest.bucket)
    console.log(`photos, print files and films lie in the bucket ${manifest.bucket}: name it in FILES_S3_BUCKET`)
}

function isNewer(version: string, than: string): boolean {
  return version.localeCompare(than, 'en', { numeric: true }) > 0
}

/** Before anything is touched: every file is there and as it was written. */
async function checkFiles(folder: string, { files }: Manifest): Promise<void> {
  const progress = showProgress('checking', 'files')
  const all = Object.entries(files)
  try {
    for (const [index, [path, kept]] of all.entries()) {
      progress.at(index, all.length)
      // A path that leads out of the folder would be written anywhere.
      if (path.split(/[\\/]/).includes('..')) throw new Error(`${path} in manifest.json leads out of the folder`)
      const found = await weigh(join(folder, path)).catch(() => undefined)
      if (!found) throw new Error(`${path} is missing in ${folder}`)
      if (found.bytes !== kept.bytes || found.sha256 !== kept.sha256)
        throw new Error(`${path} is not as it was written: its checksum differs from manifest.json`)
    }
  } finally {
    progress.end()
  }
}

async function refuseData(config: Config, repository: string): Promise<void> {
  const holding = [
    ((await holdsData(config)) && sayDatabase(config)) || '',
    ((await holdsBranches(repository)) && `the content repository ${repository}`) || '',
    ...(await Promise.all(
      [partsOf.photos, partsOf.files].map(async part =>
        (await filesBelow(join(config.dataDir, part))).length > 0 ? join(config.dataDir, part) : '',
      ),
    )),
  ].filter(Boolean)
  if (holding.length > 0) throw new Error(`${holding.join(' and ')} already holds data, and nothing is overwritten`)
}

/** The backup has no key in it; better to hear of a wrong one now than at the start. */
async function findWrongKey(config: Config): Promise<WrongDataKey | undefined> {
  const { db, close } = await connect(config)
  try {
    await proveOpens(db, createPersonalData(config.dataKey), 'DATA_KEY')
    return undefined
  } catch (error) {
    if (error instanceof WrongDataKey) return error
    throw error
  } finally {
    await close()
  }
}
