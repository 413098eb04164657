import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { entryAt, parseContentFile } from '../edition/content-file.ts'
import { mediaIn } from '../edition/references.ts'
import { convert, takenBy } from './convert.ts'
import { folderFor, type Mapping } from './mapping.ts'
import { openMedia } from './media.ts'
import { readSource } from './source-file.ts'

/** One file of the folder, as it will be here. */
export interface ImportedEntry {
  /** Below the folder. */
  source: string
  path: string | undefined
  text: string
  notes: string[]
  faults: { field?: string | undefined; message: string }[]
  /** The pictures and files it brings. */
  media: readonly BroughtFile[]
}

export interface BroughtFile {
  path: string
  bytes: Buffer
  /** As an editor's upload is: without metadata, in its widths. */
  isPrepared: boolean
}

const texts = /\.(?:md|markdown|mdown|html?)$/i

/**
 * Reads a folder as another generator exports it, file by file and in the order of their names: what lies as content/ does
 * is taken as it is, everything else as its line of the mapping says. What has no line is left out. Nothing is written.
 */
export async function readFolder(
  directory: string,
  mapping: Mapping,
  step: (done: number, all: number) => void = () => {},
): Promise<{ entries: ImportedEntry[]; leftOut: string[] }> {
  const found = (await readdir(directory, { recursive: true, withFileTypes: true }))
    .filter(entry => entry.isFile())
    .map(entry => relative(directory, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
    .filter(path => !path.split('/').some(part => part.startsWith('.')))
    .sort()
  const media = openMedia(directory, mapping.media)
  const taken = new Set<string>()
  const entries: ImportedEntry[] = []
  const leftOut: string[] = []
  for (const [at, source] of found.entries()) {
    step(at + 1, found.length)
    const folder = folderFor(mapping, source)
    const isOurs = !folder && entryAt(`content/${source}`) !== undefined
    if (!isOurs && !(folder && texts.test(source) && !/(?:^|\/)_index\./.test(source))) {
      if (!/\.(?:png|jpe?g|webp|svg|pdf|docx?|xlsx?|zip)$/i.test(source)) leftOut.push(source)
      continue
    }
    const bytes = await readFile(join(directory, source))
    const entry = isOurs ? await asItIs(source, bytes) : await converted(source, bytes)
    if (entry.path && entry.faults.length === 0) taken.add(takenBy(entry.path))
    entries.push(entry)
  }
  return { entries, leftOut }

  async function converted(source: string, bytes: Buffer): Promise<ImportedEntry> {
    const folder = folderFor(mapping, source)!
    const text = readSource(bytes)
    if ('fault' in text)
      return { source, path: undefined, text: '', notes: [], faults: [{ message: text.fault }], media: [] }
    const mediaNotes: string[] = []
    const brought = new Set<string>()
    const done = await convert({ path: source, text }, folder, taken, async address => {
      const here = await media.find(source, address, folder.type, mediaNotes)
      if (here) brought.add(here)
      return here
    })
    return {
      source,
      ...done,
      notes: [...done.notes, ...mediaNotes],
      media: [...brought].flatMap(address => media.files(address)).map(file => ({ ...file, isPrepared: true })),
    }
  }

  /** An export of a portal: its pictures have their addresses already. */
  async function asItIs(source: string, bytes: Buffer): Promise<ImportedEntry> {
    const path = `content/${source}`
    const parsed = parseContentFile(path, bytes)
    const faults = 'faults' in parsed ? parsed.faults : []
    const shown = 'faults' in parsed ? [] : mediaIn(parsed.data, parsed.body).map(({ src }) => src.slice(1))
    const brought = await Promise.all(
      [...new Set(shown)].map(async file => ({
        path: `content/${file}`,
        bytes: await readFile(join(directory, file)).catch(() => undefined),
      })),
    )
    return {
      source,
      path,
      text: bytes.toString('utf8'),
      notes: [],
      faults,
      media: brought.flatMap(({ path, bytes }) => (bytes ? [{ path, bytes, isPrepared: false }] : [])),
    }
  }
}
