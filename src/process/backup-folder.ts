import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'

/** What lies in a backup: one file each for database and content, a folder each for photos and big files. */
export const partsOf = {
  database: 'database.dump',
  content: 'content.bundle',
  photos: 'photos',
  files: 'files',
} as const

const manifestSchema = z.object({
  /** The version of the portal that made it. */
  version: z.string(),
  takenAt: z.iso.datetime(),
  database: z.enum(['postgresql', 'embedded']),
  /** How many rows each table has. */
  rows: z.record(z.string(), z.number().int()),
  branches: z.number().int(),
  /** The bucket that keeps photos and big files by itself; null when they are here. */
  bucket: z.string().nullable(),
  /** Size and checksum of every file, by its path in the folder. */
  files: z.record(z.string(), z.object({ bytes: z.number().int(), sha256: z.string() })),
})

/** What a backup says of itself. It is written last: a folder without it is no finished backup. */
export type Manifest = z.infer<typeof manifestSchema>
/** One file of it. */
export type KeptFile = Manifest['files'][string]

const manifestIn = (folder: string) => join(folder, 'manifest.json')

/** Writes the manifest that makes a folder a backup. */
export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  await writeFile(manifestIn(folder), `${JSON.stringify(manifest, null, 1)}\n`, { flush: true })
}

/** Throws one line when the folder is no finished backup. */
export async function readManifest(folder: string): Promise<Manifest> {
  const text = await readFile(manifestIn(folder), 'utf8').catch(() => undefined)
  if (text === undefined) throw new Error(`${folder} is no finished backup: it has no manifest.json`)
  try {
    return manifestSchema.parse(JSON.parse(text))
  } catch {
    throw new Error(`${manifestIn(folder)} cannot be read: it was altered, or made by a newer portal`)
  }
}

/** Every file below a folder, with `/` between the parts of its path; none when there is no such folder. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(orNothing([]))
  return entries
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .map(path => path.replaceAll(sep, '/'))
    .sort()
}

/** Size and checksum of a file. */
export async function weigh(path: string): Promise<KeptFile> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return { bytes: (await stat(path)).size, sha256: hash.digest('hex') }
}

/** Copies a file and weighs it on the way; undefined when it has gone meanwhile. */
export async function copyWeighed(from: string, to: string): Promise<KeptFile | undefined> {
  await mkdir(dirname(to), { recursive: true })
  const hash = createHash('sha256')
  let bytes = 0
  const weighing = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      bytes += chunk.length
      done(null, chunk)
    },
  })
  try {
    await pipeline(createReadStream(from), weighing, createWriteStream(to))
  } catch (error) {
    return orNothing(undefined)(error as NodeJS.ErrnoException)
  }
  return { bytes, sha256: hash.digest('hex') }
}

/** Takes a missing file or folder for `nothing`. */
function orNothing<T>(nothing: T) {
  return (error: NodeJS.ErrnoException): T => {
    if (error.code !== 'ENOENT') throw error
    return nothing
  }
}
