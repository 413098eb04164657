import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import sharp from 'sharp'
import { extensionOf, type FileFault, fileKinds, findFileFault } from '#forms/file-kinds.ts'
import { sanitiseDrawing } from '../drafts/drawing.ts'

/** Why a file is not taken into the store. */
export type KindFault = FileFault | 'broken-picture'

/** For the file field of a form. */
export const offeredKinds = Object.keys(fileKinds)
  .map(extension => `.${extension}`)
  .join(',')

/** A poster of 60 by 90 centimetres at 300 dots an inch has 75 million. */
const maxPixels = 100_000_000
const maxDrawingBytes = 1024 * 1024

/**
 * Looks whether a file that came is what its name says, and takes out of a picture what tells where and by whom it was
 * made, and out of a drawing what runs. The file stays at `path`. Returns the hash of what is now there, or why it is refused.
 */
export async function prepareFile(path: string, name: string): Promise<{ hash: string; bytes: number } | KindFault> {
  const extension = extensionOf(name)
  const fault = await findFileFault(path, name)
  if (fault) return fault
  if (['jpg', 'jpeg', 'png', 'webp'].includes(extension) && !(await withoutMetadata(path))) return 'broken-picture'
  if (extension === 'svg' && !(await withoutScripts(path))) return 'broken-picture'
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return { hash: hash.digest('hex'), bytes: (await stat(path)).size }
}

/** Upright, in its own format, pixels and colour profile alone; false when it cannot be read. */
async function withoutMetadata(path: string): Promise<boolean> {
  const clean = `${path}.clean`
  try {
    await sharp(path, { limitInputPixels: maxPixels, failOn: 'error' }).autoOrient().keepIccProfile().toFile(clean)
    await rename(clean, path)
    return true
  } catch (error) {
    await rm(clean, { force: true })
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') throw error
    return false
  }
}

async function withoutScripts(path: string): Promise<boolean> {
  if ((await stat(path)).size > maxDrawingBytes) return false
  const drawing = sanitiseDrawing(await readFile(path, 'utf8'))
  if (drawing) await writeFile(path, drawing)
  return drawing !== undefined
}
