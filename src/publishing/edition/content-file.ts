import * as z from 'zod'
import { entryId } from '#forms/entry-fields.ts'
import type { Checked } from '../checks/findings.ts'
import { contentTypes, type TypeName } from '../types/index.ts'
import { settingsFile } from '../types/settings.ts'
import { findMisshapen } from '../types/shape.ts'
import type { ContentType } from '../types/type.ts'
import { type Fault, type Parsed, parseEntryFile, parseYamlFile } from './entry-file.ts'

/** The type and id that a path stands for: `content/<type>/<year>/<id>.md`, without the year where the type has none. */
export function placeOf(path: string): { type: ContentType<TypeName>; id: string } | undefined {
  const found = /^content\/([^/]+)\/(?:(\d{4})\/)?([^/]+)\.md$/.exec(path)
  const type = contentTypes.find(({ name, byYear }) => name === found?.[1] && byYear === (found[2] !== undefined))
  return type && found?.[3] ? { type, id: found[3] } : undefined
}

/** The collection and slug, as the CMS calls them, that a path stands for; undefined when no entry may lie there. */
export function entryAt(path: string): { collection: string; slug: string } | undefined {
  if (path === settingsFile.path) return { collection: settingsFile.name, slug: 'site' }
  const { type, id = '' } = placeOf(path) ?? {}
  return type && entryId.test(id)
    ? { collection: type.name, slug: path.slice(`content/${type.name}/`.length, -'.md'.length) }
    : undefined
}

/** What is known of a collection of the CMS: a content type, or the settings. */
export function collectionNamed(name: string): (Checked & { label: string; one: string; body: string }) | undefined {
  return [...contentTypes, settingsFile].find(each => each.name === name)
}

/** An entry that another page would hide. */
function findTaken(path: string): Fault | undefined {
  const { type, id = '' } = placeOf(path) ?? {}
  return type?.takenIds?.includes(id) ? { path, message: takenId(id, `${type.address}${id}`) } : undefined
}

export const takenId = (id: string, address: string): string =>
  `编号不能是“${id}”：${address} 是另一个页面的网址，请换一个编号`

/** Parses an entry, or the settings, by where it lies. Never throws. */
export function parseContentFile(path: string, bytes: Buffer): Parsed<Record<string, unknown>> {
  const taken = findTaken(path)
  if (taken) return { faults: [taken] }
  const type = typeAt(path)
  return type ? parseEntryFile(path, bytes, type.schema) : parseYamlFile(path, bytes, settingsFile.schema)
}

/** An entry that somebody may still be writing. */
export interface Written {
  /** As its schema has them when they fit it, else as they stand in the file; empty when that cannot be read. */
  data: Record<string, unknown>
  body: string
  /** What is missing or wrong, all of it. */
  faults: Fault[]
  /** What keeps it from being filed even as a draft: no title, a field that no form has or of another shape than it has there, a file that is no form. */
  unfilable: Fault | undefined
  /** The file is no form: nothing of it can be shown. */
  isDamaged: boolean
}

/** Reads an entry, or the settings, however far it has come. Never throws. */
export function readWritten(path: string, bytes: Buffer): Written {
  const raw = parseLoosely(path, bytes)
  if ('faults' in raw) return { data: {}, body: '', faults: raw.faults, unfilable: raw.faults[0], isDamaged: true }
  const type = typeAt(path)
  const { data, error } = (type?.schema ?? settingsFile.schema).safeParse(raw.data)
  const { body } = raw
  const taken = findTaken(path)
  const misshapen = taken ?? misshapenIn(path, raw.data)
  if (data) return { data, body, faults: taken ? [taken] : [], unfilable: misshapen, isDamaged: false }
  const faults = error.issues.map(({ code, path: steps, message }) => ({
    isUnfilable: code === 'unrecognized_keys' || (type !== undefined && steps[0] === type.titleField),
    fault: { path, ...(steps.length > 0 && { field: steps.join('.') }), message } satisfies Fault,
  }))
  return {
    data: raw.data,
    body,
    faults: [...(taken ? [taken] : []), ...faults.map(({ fault }) => fault)],
    unfilable: misshapen ?? faults.find(({ isUnfilable }) => isUnfilable)?.fault,
    isDamaged: false,
  }
}

/** What one field of an entry says in its file, whether it fits the schema or not; `body` is the Markdown. */
export function valueIn(path: string, text: string, field: string): unknown {
  const raw = parseLoosely(path, Buffer.from(text))
  if ('faults' in raw) return undefined
  return field === 'body' ? raw.body : raw.data[field]
}

/** Why a file cannot even be opened as a form; undefined when it can, whatever its fields say. */
export function damageOf(path: string, text: string): Fault | undefined {
  const parsed = parseLoosely(path, Buffer.from(text))
  return 'faults' in parsed ? parsed.faults[0] : misshapenIn(path, parsed.data)
}

function misshapenIn(path: string, data: Record<string, unknown>): Fault | undefined {
  const found = findMisshapen((typeAt(path) ?? settingsFile).fields, data)
  return found && { path, ...found }
}

/** The title that a file says, or its name when it says none. */
export function titleOf(path: string, bytes: Buffer): string {
  const type = typeAt(path)
  if (!type) return settingsFile.label
  const parsed = parseLoosely(path, bytes)
  const title = 'faults' in parsed ? undefined : parsed.data[type.titleField]
  return typeof title === 'string' && title.trim() !== ''
    ? title.trim()
    : path.slice(path.lastIndexOf('/') + 1, -'.md'.length)
}

const anything = z.looseObject({})

const parseLoosely = (path: string, bytes: Buffer): Parsed<Record<string, unknown>> =>
  typeAt(path) ? parseEntryFile(path, bytes, anything) : parseYamlFile(path, bytes, anything)

const typeAt = (path: string) => contentTypes.find(({ name }) => path.startsWith(`content/${name}/`))
