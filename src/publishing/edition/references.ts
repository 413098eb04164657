import type * as z from 'zod'
import { storedAddress } from '#forms/entry-fields.ts'
import { metaOf } from '#forms/meta.ts'
import type { ChoiceList } from '../types/choices.ts'
import { contentTypes, type TypeName } from '../types/index.ts'
import { type Settings, settingsFile } from '../types/settings.ts'

/** A file of the content that an entry shows or offers; `field` is `body` for one in its text. */
export interface MediaReference {
  field: string
  src: string
}

/** An entry of another type that an entry names. */
export interface EntryReference {
  field: string
  type: string
  id: string
}

/** A code from a list of the settings in an entry. */
export interface CodeReference {
  field: string
  list: ChoiceList
  code: string
}

/** A path ends with its extension: Chinese goes on right behind it. */
const mediaInText =
  /\/media\/(?:[\p{L}\p{N}][\p{L}\p{N}._/-]{0,200}?\.(?:svg|png|jpe?g|webp|pdf|docx?|xlsx?|zip)(?!\.?[A-Za-z0-9])|[A-Za-z0-9][A-Za-z0-9._/-]*)/gu

/** Every `/media/…` path in an entry's fields and text. */
export function mediaIn(data: unknown, body: string): MediaReference[] {
  const found: MediaReference[] = []
  const look = (value: unknown, field: string): void => {
    if (typeof value === 'string') {
      if (value.startsWith('/media/')) found.push({ field, src: value })
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) look(inner, field === '' ? key : `${field}.${key}`)
    }
  }
  look(data, '')
  for (const [src] of body.matchAll(mediaInText)) found.push({ field: 'body', src })
  return found
}

/** Every `/files/…` address in an entry's fields and text. A comment between the fields names nothing: no reviewer sees it. */
export const filesIn = (data: unknown, body: string): string[] => [
  ...new Set(`${JSON.stringify(data)}\n${body}`.match(new RegExp(storedAddress, 'g'))),
]

/** The ids of other entries in an entry's fields, wherever its schema says `relation`. */
export function entriesIn(type: TypeName, data: unknown): EntryReference[] {
  return named(type, 'relation', data).map(({ field, what, value }) => ({ field, type: what, id: value }))
}

/** The codes of the settings' lists in an entry's fields, wherever its schema says `from`. */
export function codesIn(type: TypeName, data: unknown): CodeReference[] {
  return named(type, 'from', data).map(({ field, what, value }) => ({ field, list: what as ChoiceList, code: value }))
}

/** The first code that the settings do not offer, in words for the editor. */
export function findUnknownCode(
  codes: readonly CodeReference[],
  settings: Pick<Settings, ChoiceList>,
): { field: string; message: string } | undefined {
  const unknown = codes.find(({ list, code }) => !settings[list].some(offered => offered.code === code))
  if (!unknown) return undefined
  const { field, list, code } = unknown
  return { field, message: `网站设置的“${metaOf(settingsFile.fields.shape[list]).label}”里没有代码 ${code}` }
}

const named = (type: TypeName, by: Naming['by'], data: unknown) =>
  namings[type]
    .filter(naming => naming.by === by)
    .flatMap(({ steps, what }) => valuesAt(data, steps, '').map(found => ({ what, ...found })))

/** A field that names something outside the entry, with the way to it from the entry down; `*` is every item of a list. */
interface Naming {
  steps: string[]
  by: 'relation' | 'from'
  /** The content type, or the list of the settings. */
  what: string
}

const namings = Object.fromEntries(contentTypes.map(({ name, fields }) => [name, namingsOf(fields, [])])) as Record<
  TypeName,
  Naming[]
>

function namingsOf(schema: z.ZodType, steps: string[]): Naming[] {
  const { relation, from } = schema.meta() ?? {}
  if (relation !== undefined) return [{ steps, by: 'relation', what: relation }]
  if (from !== undefined) return [{ steps, by: 'from', what: from }]
  const { type } = schema.def
  if (type === 'object')
    return Object.entries((schema as z.ZodObject).shape).flatMap(([key, inner]) =>
      namingsOf(inner as z.ZodType, [...steps, key]),
    )
  if (type === 'array') return namingsOf((schema as z.ZodArray).element as z.ZodType, [...steps, '*'])
  if (type === 'optional' || type === 'default')
    return namingsOf((schema as z.ZodOptional).unwrap() as z.ZodType, steps)
  return []
}

function valuesAt(
  value: unknown,
  [step, ...rest]: readonly string[],
  field: string,
): { field: string; value: string }[] {
  if (step === undefined) return typeof value === 'string' ? [{ field, value }] : []
  if (typeof value !== 'object' || value === null) return []
  const keys = step === '*' ? Object.keys(value) : [step]
  return keys.flatMap(key =>
    valuesAt((value as Record<string, unknown>)[key], rest, field === '' ? key : `${field}.${key}`),
  )
}
