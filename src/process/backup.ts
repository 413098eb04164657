/**
 * Takes everything that the portal keeps into one folder, while it runs: database, content with its drafts, photos, big
 * files. Not the key: what it seals must not lie beside it.
 */
import { existsSync } from 'node:fs'
import { mkdir, readdir } from 'node:fs/promises'
import { join, relative, resolve, sep } from 'node:path'
import { dumpDatabase } from '#db/dump.ts'
import { type Config, readConfig } from '#config.ts'
import { createRepository, openRepository } from '#publishing/git/repository.ts'
import { bundleRepository } from '#publishing/git/bundle.ts'
import { copyWeighed, filesBelow, type Manifest, partsOf, weigh, writeManifest } from './backup-folder.ts'
import { runProgram, type Typed } from './command-line.ts'
import { sayPlaces } from './places.ts'
import { showProgress } from './progress.ts'

await runProgram(
  {
    script: 'backup',
    commands: {
      '': {
        takes: 'FOLDER',
        does: 'writes database, content, photos and big files into a new or empty folder; not the key: keep it apart',
      },
    },
    failed: 'no backup',
  },
  run,
)

async function run({ words: [folder] }: Typed): Promise<number> {
  const config = readConfig(process.env)
  const begin = performance.now()
  const manifest = await backUp(config, resolve(folder!))
  const bytes = Object.values(manifest.files).reduce((sum, file) => sum + file.bytes, 0)
  const rows = Object.values(manifest.rows).reduce((sum, count) => sum + count, 0)
  console.log(
    `done in ${((performance.now() - begin) / 1000).toFixed(1)} s: ${rows} rows, ${manifest.branches} branches, ${Object.keys(manifest.files).length} files, ${(bytes / 2 ** 20).toFixed(1)} MB`,
  )
  if (manifest.bucket)
    console.log(`photos, print files and films lie in the bucket ${manifest.bucket}, which keeps its own copies`)
  console.log(
    `DATA_KEY is not in it: keep a copy apart${process.env.DATA_KEY ? '' : ` of ${join(config.dataDir, 'data.key')}`}`,
  )
  return 0
}

/**
 * In this order, because the portal goes on meanwhile: a photo is written before its row, a row names what is published
 * already, and an entry links to a file that is there. What comes later may be in the backup without what names it.
 */
async function backUp(config: Config, folder: string): Promise<Manifest> {
  if (relative(config.dataDir, folder).split(sep)[0] !== '..')
    throw new Error(`${folder} lies in DATA_DIR, which is what is backed up: name a folder outside`)
  // Names and phone numbers are sealed; what people wrote is not.
  process.umask(0o077)
  await mkdir(folder, { recursive: true })
  if ((await readdir(folder)).length > 0) throw new Error(`${folder} is not empty`)
  console.log(`on: ${sayPlaces(config, 'database', 'content', 'files')} → ${folder}`)
  const takenAt = new Date().toISOString()

  const database = showProgress('database', 'rows')
  const rows = await dumpDatabase(config, join(folder, partsOf.database), database.at).finally(database.end)
  const repository = config.contentRepository ?? join(config.dataDir, 'content.git')
  if (config.contentShared) await bringUpToDate(repository, config.contentShared)
  const branches = await bundleRepository(repository, join(folder, partsOf.content))
  const files: Manifest['files'] = {}
  for (const part of [partsOf.database, partsOf.content]) files[part] = await weigh(join(folder, part))
  for (const part of config.filesS3 ? [] : [partsOf.photos, partsOf.files])
    await copyFiles(config.dataDir, folder, part, files)
  const manifest: Manifest = {
    version: config.version,
    takenAt,
    database: config.databaseUrl ? 'postgresql' : 'embedded',
    rows,
    branches,
    bucket: config.filesS3?.bucket ?? null,
    files,
  }
  await writeManifest(folder, manifest)
  return manifest
}

/** What the database names may have been published on another machine. */
async function bringUpToDate(repository: string, address: string): Promise<void> {
  if (!existsSync(repository)) await createRepository(repository)
  const opened = await openRepository(repository, { address })
  const fault = await opened.follow()
  await opened.close()
  if (fault) throw new Error(`the shared repository: ${fault}`)
}

async function copyFiles(dataDir: string, folder: string, part: string, into: Manifest['files']): Promise<void> {
  const paths = await filesBelow(join(dataDir, part))
  const progress = showProgress(part, 'files')
  for (const [index, path] of paths.entries()) {
    progress.at(index, paths.length)
    const kept = await copyWeighed(join(dataDir, part, path), join(folder, part, path))
    if (kept) into[`${part}/${path}`] = kept
  }
  progress.end()
}
