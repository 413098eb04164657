import type * as z from 'zod'
import { storedAddress } from '#forms/entry-fields.ts'
import { fieldsOf, innerOf, type Meta, metaOf } from '#forms/meta.ts'
import { ownName } from '../edition/media.ts'

/** One text of an entry that readers will see. */
export interface EntryText {
  /** Its path in the entry, such as `pictures.0.alt`; `body` is the Markdown. */
  field: string
  text: string
  /** The number of a desk, not of a person: its field says so. */
  isDutyPhone: boolean
}

/** Every text of an entry, found through the fields of its type: lines and words, however deep, and the body. */
export function textsOf(fields: z.ZodObject, data: Record<string, unknown>, body: string): EntryText[] {
  return [
    ...valuesIn(fields, data).flatMap(({ field, value, meta: { kind, type } }) =>
      kind === 'line' || kind === 'words' ? [{ field, text: value, isDutyPhone: type === 'tel' }] : [],
    ),
    // The address of a picture or file is not read; as many blanks keep the places of the rest.
    { field: 'body', text: body.replaceAll(linked, path => ' '.repeat(path.length)), isDutyPhone: false },
  ]
}

const linked = new RegExp(String.raw`\]\((?:/media/[\w./-]+|${storedAddress})`, 'g')
const offered = new RegExp(
  String.raw`${storedAddress}|/media/[a-z0-9-]+/[\p{L}\p{N}._-]+?\.(?:pdf|docx?|xlsx?|zip)`,
  'gu',
)

/**
 * The names under which readers get the files of an entry, attached or linked in the body.
 * @param names those of the file library, by their addresses
 */
export function fileNamesOf(
  fields: z.ZodObject,
  data: Record<string, unknown>,
  body: string,
  names: ReadonlyMap<string, string>,
): EntryText[] {
  const attached = valuesIn(fields, data).filter(({ meta }) => meta.kind === 'file')
  const inBody = [...new Set(body.match(offered))].map(value => ({ field: 'body', value }))
  return [...attached, ...inBody].map(({ field, value }) => ({
    field,
    text: names.get(value) ?? ownName(value),
    isDutyPhone: false,
  }))
}

/** What stands in the fields of an entry, however deep. */
function valuesIn(fields: z.ZodObject, data: Record<string, unknown>): { field: string; value: string; meta: Meta }[] {
  return fieldsOf(fields).flatMap(([name, field]) => valuesAt(field, data[name], name))
}

function valuesAt(field: z.ZodType, value: unknown, path: string): ReturnType<typeof valuesIn> {
  if (value === undefined || value === null) return []
  const plain = innerOf(field)
  if (plain.def.type === 'array')
    return (value as unknown[]).flatMap((item, at) =>
      valuesAt((plain as z.ZodArray).element as z.ZodType, item, `${path}.${at}`),
    )
  if (plain.def.type !== 'object') return [{ field: path, value: String(value), meta: metaOf(field) }]
  return fieldsOf(plain as z.ZodObject).flatMap(([name, inner]) =>
    valuesAt(inner, (value as Record<string, unknown>)[name], `${path}.${name}`),
  )
}
