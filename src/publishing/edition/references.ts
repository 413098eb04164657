import type * as z from 'zod'
import { contentTypes, type TypeName } from '../types/index.ts'

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
  for (const [src] of body.matchAll(/\/media\/[A-Za-z0-9][A-Za-z0-9._/-]*/g)) found.push({ field: 'body', src })
  return found
}

/** The ids of other entries in an entry's fields, wherever its schema says `relation`. */
export function entriesIn(type: TypeName, data: unknown): EntryReference[] {
  return relations[type].flatMap(({ steps, relation }) =>
    valuesAt(data, steps, '').map(({ field, value }) => ({ field, type: relation, id: value })),
  )
}

/** The way to a field from the entry down; `*` is every item of a list. */
interface Relation {
  steps: string[]
  relation: string
}

const relations = Object.fromEntries(contentTypes.map(({ name, fields }) => [name, relationsOf(fields, [])])) as Record<
  TypeName,
  Relation[]
>

function relationsOf(schema: z.ZodType, steps: string[]): Relation[] {
  const relation = schema.meta()?.relation
  if (typeof relation === 'string') return [{ steps, relation }]
  const { type } = schema.def
  if (type === 'object')
    return Object.entries((schema as z.ZodObject).shape).flatMap(([key, inner]) =>
      relationsOf(inner as z.ZodType, [...steps, key]),
    )
  if (type === 'array') return relationsOf((schema as z.ZodArray).element as z.ZodType, [...steps, '*'])
  if (type === 'optional' || type === 'default')
    return relationsOf((schema as z.ZodOptional).unwrap() as z.ZodType, steps)
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
