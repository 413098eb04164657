import type * as z from 'zod'
import { fieldsOf, innerOf, metaOf, type Option, optionsOf } from '#forms/meta.ts'
import { amountInYuan, fenOf, sayWan } from '#forms/typed/money.ts'
import { isFields } from './shape.ts'

/** The name behind an id of another type, or behind a code of a list of the settings. */
export type NameOf = (typeOrList: string, id: string) => string

/** What a field holds as its form shows it, each item of a list for itself; nothing where it is empty, and what has another shape than the form as it is written. `nameOf` names an entry of another type, and what a code of the settings stands for. */
export function inWords(field: z.ZodType, value: unknown, nameOf: NameOf = (_, id) => id): string[] {
  if (value === undefined || value === null || value === '') return []
  const plain = innerOf(field)
  if (Array.isArray(value) && plain.def.type === 'array')
    return value.map(item => oneInWords((plain as z.ZodArray).element as z.ZodType, item, nameOf)).filter(Boolean)
  return [oneInWords(field, value, nameOf)]
}

function oneInWords(field: z.ZodType, value: unknown, nameOf: NameOf): string {
  const meta = metaOf(field)
  if (value === undefined || value === null) return ''
  if (meta.kind === 'group' ? !isFields(value) : typeof value === 'object') return asWritten(value)
  if (meta.kind === 'tick') return value === true ? '是' : '否'
  if (meta.from !== undefined) return nameOf(meta.from, String(value))
  if (meta.kind === 'choice')
    return (optionsOf(meta) as readonly Option[]).find(option => option.value === value)?.label ?? String(value)
  if (meta.kind === 'relation') return nameOf(meta.relation ?? '', String(value))
  if (meta.kind === 'money') return amountInYuan.test(String(value)) ? sayWan(fenOf(String(value))) : String(value)
  if (meta.kind !== 'group') return String(value)
  return fieldsOf(innerOf(field) as z.ZodObject)
    .map(([name, inner]) => ({
      label: metaOf(inner).label,
      words: inLines(inner, (value as Record<string, unknown>)[name], nameOf),
    }))
    .filter(({ words }) => words !== '')
    .map(({ label, words }) => `${label}：${words}`)
    .join('\n')
}

const asWritten = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value))

/** The same as one text, a list numbered line by line. */
export function inLines(field: z.ZodType, value: unknown, nameOf?: NameOf): string {
  const items = inWords(field, value, nameOf)
  return Array.isArray(value) ? items.map((item, at) => `${at + 1}. ${item}`).join('\n') : items.join('')
}
