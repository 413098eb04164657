import { load } from 'js-yaml'
import * as z from 'zod'
import { contentTypes } from '../types/index.ts'

const names = z.union([z.string(), z.array(z.string())]).transform(value => [value].flat())

const folder = z.strictObject({
  /** Below the folder that is imported; the first that fits counts. */
  from: z.string().transform(path => path.replace(/^\.?\/+|\/+$/g, '')),
  type: z.enum(contentTypes.map(({ name }) => name)),
  /** Of each of our fields the names that it has there; the first that is filled in counts. */
  fields: z.record(z.string(), names).default({}),
  /** Of a field what is written there, and what we write for it. */
  values: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  /** What a field holds that is not filled in there. */
  defaults: z.record(z.string(), z.unknown()).default({}),
})

const mapping = z.strictObject({
  folders: z.array(folder).default([]),
  /** Where the pictures lie that an address such as /images/a.png means. */
  media: z.array(z.string()).default(['static', 'source', 'public', 'assets', '']),
})

/** Which folder becomes which type, and which field which. */
export type Mapping = z.output<typeof mapping>
export type FolderMapping = Mapping['folders'][number]

/** Reads a mapping file, YAML or JSON. Throws one line that says what is wrong with it. */
export function readMapping(text: string): Mapping {
  const read = mapping.safeParse(load(text))
  if (!read.success) {
    const [{ path, message } = { path: [], message: '' }] = read.error.issues
    throw new Error(`the mapping file: ${path.join('.')}: ${message}`)
  }
  for (const { type, fields, defaults, values } of read.data.folders) {
    const known = contentTypes.find(({ name }) => name === type)!.fields.shape
    const unknown = [fields, defaults, values].flatMap(Object.keys).find(name => !(name in known))
    if (unknown)
      throw new Error(`the mapping file: ${type} has no field ${unknown}; it has ${Object.keys(known).join(', ')}`)
  }
  return read.data
}

export const noMapping: Mapping = readMapping('{}')

/** The line for a file by its path below the folder that is imported. */
export const folderFor = ({ folders }: Mapping, path: string): FolderMapping | undefined =>
  folders.find(({ from }) => from === '' || path.startsWith(`${from}/`))
