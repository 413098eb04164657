import { readFile, stat } from 'node:fs/promises'
import { basename, dirname, extname, join, normalize } from 'node:path/posix'
import { isRefusal } from '../drafts/refusals.ts'
import { prepareUpload, storedPath } from '../drafts/uploads.ts'
import { idFrom } from './ids.ts'

/** Pictures and files of a folder that is imported, prepared as those that an editor sends: each once, whoever shows it. */
export interface ImportedMedia {
  /** The address here of what `address` means in a text at `source`; undefined when it is not there. Why it may not be here is noted. */
  find(source: string, address: string, type: string, notes: string[]): Promise<string | undefined>
  /** The files behind an address. */
  files(address: string): readonly { path: string; bytes: Buffer }[]
}

/** `roots` are the folders, below the one that is imported, in which addresses from the root of a site lie. */
export function openMedia(directory: string, roots: readonly string[]): ImportedMedia {
  const prepared = new Map<string, Promise<{ address?: string; why?: string }>>()
  const stored = new Map<string, readonly { path: string; bytes: Buffer }[]>()

  async function prepare(file: string, type: string): Promise<{ address?: string; why?: string }> {
    const bytes = await readFile(join(directory, file))
    const extension = extname(file).toLowerCase()
    const name = `${idFrom(basename(file, extname(file)))
      .slice(0, 40)
      .replace(/-+$/, '')}${extension}`
    const path = `content/media/${type}/${name}`
    const files = await prepareUpload({ path, bytes })
    if (isRefusal(files)) return { why: `“${file}”没有带过来：${files.error}` }
    const address = storedPath({ path, bytes }).slice('content'.length)
    stored.set(address, files)
    return { address }
  }

  return {
    async find(source, address, type, notes) {
      let plain = address.replace(/[?#].*$/, '')
      try {
        plain = decodeURIComponent(plain)
      } catch {
        // A per cent sign of its own.
      }
      const places = plain.startsWith('/')
        ? roots.map(root => join(root, plain))
        : // Hexo keeps the pictures of a text in a folder of its name.
          [
            join(dirname(source), plain),
            join(source.replace(/\.[^.]+$/, ''), plain),
            ...roots.map(root => join(root, plain)),
          ]
      for (const place of places.map(normalize)) {
        if (place.startsWith('..') || !extname(place)) continue
        if (!(await stat(join(directory, place)).catch(() => undefined))?.isFile()) continue
        const key = `${type} ${place}`
        const preparing = prepared.get(key) ?? prepare(place, type)
        prepared.set(key, preparing)
        const { address, why } = await preparing
        if (why) notes.push(why)
        return address
      }
      return undefined
    },
    files: address => stored.get(address) ?? [],
  }
}
