import type * as z from 'zod'
import { fieldsOf, innerOf, metaOf } from '#forms/meta.ts'

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
    ...fieldsOf(fields).flatMap(([name, field]) => textsAt(field, data[name], name)),
    // The address of a picture or file is not read; as many blanks keep the places of the rest.
    {
      field: 'body',
      text: body.replaceAll(/\]\(\/media\/[\w./-]+/g, path => ' '.repeat(path.length)),
      isDutyPhone: false,
    },
  ]
}

function textsAt(field: z.ZodType, value: unknown, path: string): EntryText[] {
  if (value === undefined || value === null) return []
  const { kind, type } = metaOf(field)
  const plain = innerOf(field)
  if (kind === 'line' || kind === 'words') return [{ field: path, text: String(value), isDutyPhone: type === 'tel' }]
  if (plain.def.type === 'array')
    return (value as unknown[]).flatMap((item, at) =>
      textsAt((plain as z.ZodArray).element as z.ZodType, item, `${path}.${at}`),
    )
  if (plain.def.type !== 'object') return []
  return fieldsOf(plain as z.ZodObject).flatMap(([name, inner]) =>
    textsAt(inner, (value as Record<string, unknown>)[name], `${path}.${name}`),
  )
}
