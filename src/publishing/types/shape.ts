import type * as z from 'zod'
import { fieldsOf, innerOf } from '#forms/meta.ts'

/** A field that holds something of another shape than its form has, in words for the editor. */
export interface Misshapen {
  field: string
  message: string
}

const words = {
  list: '须为列表，一项一项地填',
  group: '须为一组字段，分开来填',
  single: '只能填一个值，不能是列表或一组字段',
  emptyItem: '这一项是空的，请填好或删去',
}

/**
 * The first field that is a text where its form has a list or a group, or the other way round, or an item of a list of groups
 * that is nothing at all: no form can show it. What is left empty has no shape.
 */
export function findMisshapen(fields: z.ZodObject, data: Record<string, unknown>, under = ''): Misshapen | undefined {
  return firstOf(fieldsOf(fields), ([name, field]) => misshapenAt(field, data[name], `${under}${name}`))
}

function misshapenAt(field: z.ZodType, value: unknown, path: string): Misshapen | undefined {
  if (isBlank(value)) return undefined
  const plain = innerOf(field)
  if (plain.def.type === 'array') {
    if (!Array.isArray(value)) return { field: path, message: words.list }
    const item = (plain as z.ZodArray).element as z.ZodType
    return firstOf(value.entries(), ([at, inner]) =>
      isBlank(inner) && isGroup(item)
        ? { field: `${path}.${at}`, message: words.emptyItem }
        : misshapenAt(item, inner, `${path}.${at}`),
    )
  }
  if (!isGroup(plain)) return typeof value === 'object' ? { field: path, message: words.single } : undefined
  return isFields(value) ? findMisshapen(plain, value, `${path}.`) : { field: path, message: words.group }
}

const isBlank = (value: unknown): boolean => value === undefined || value === null || value === ''

const isGroup = (field: z.ZodType): field is z.ZodObject => innerOf(field).def.type === 'object'

/** Whether a value has fields of its own, as a group of a form does. */
export const isFields = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function firstOf<Item>(items: Iterable<Item>, find: (item: Item) => Misshapen | undefined): Misshapen | undefined {
  for (const item of items) {
    const found = find(item)
    if (found) return found
  }
  return undefined
}
