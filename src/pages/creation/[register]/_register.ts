import type * as z from 'zod'
import { fieldsOf, innerOf, type Meta, metaOf, type Option, optionsOf } from '#forms/meta.ts'
import type { Line } from '#forms/csv.ts'
import { dayOf, formatDay } from '#calendar/lishui.ts'
import type { Edition, Entry } from '#publishing/edition/edition.ts'
import { contentTypes, entryAddress, type TypeName, typeNamed } from '#publishing/types/index.ts'
import { inWords } from '#publishing/types/in-words.ts'
import type { ChoiceList } from '#publishing/types/choices.ts'
import type { Column, ContentType } from '#publishing/types/type.ts'

export type Register = ContentType<TypeName> & { column: Column; register: NonNullable<ContentType['register']> }

/** The register at `/creation/<name>`; undefined for a list with pages of its own, or none. */
export function findRegister(name: string | undefined): Register | undefined {
  return contentTypes.find(
    (type): type is Register => type.register !== undefined && type.column?.href === `/creation/${name}`,
  )
}

/** Words of a fact; a phone number and an entry of another type lead somewhere. */
interface Word {
  text: string
  href?: string | undefined
}

/** What an entry says in one field; a list of groups has a table too. */
export interface Fact {
  name: string
  label: string
  words: Word[]
  table?: { head: string[]; rows: Word[][][] } | undefined
}

/** What is said of these fields, in their order; a field left empty is left out. */
export function factsOf(
  edition: Edition,
  { fields, register }: Register,
  { data }: Entry,
  names: readonly string[],
  today: string,
): Fact[] {
  const said: Partial<Record<string, string>> = register.said?.(data, today) ?? {}
  return names.flatMap((name): Fact[] => {
    const field = fields.shape[name] as z.ZodType
    const { label = name } = metaOf(field)
    const words = said[name] === undefined ? wordsOf(edition, field, data[name]) : [{ text: said[name] }]
    const group = groupIn(field)
    const counted = name === register.lines ? register.counted : undefined
    const table = group && {
      head: [...group.map(([name, inner]) => metaOf(inner).label ?? name), ...(counted ? [counted.label] : [])],
      rows: ((data[name] ?? []) as Record<string, unknown>[]).map(item => [
        ...group.map(([name, inner]) => wordsOf(edition, inner, item[name])),
        ...(counted ? [[{ text: String(counted.of(data, item)) }]] : []),
      ]),
    }
    return words.length === 0 ? [] : [{ name, label, words, table }]
  })
}

function wordsOf(edition: Edition, field: z.ZodType, value: unknown): Word[] {
  const { kind, relation = '', type } = metaOf(itemOf(field))
  const values = [value].flat()
  const hrefOf = (value: string) => {
    if (kind === 'relation' && edition.find(relation as TypeName, value)) return entryAddress(relation, value)
    return type === 'tel' ? `tel:${value.replaceAll(/[ ()]/g, '')}` : undefined
  }
  return inWords(field, value, (other, id) => nameIn(edition, other, id)).map((text, at) => ({
    text: kind === 'day' ? formatDay(text) : text,
    href: hrefOf(String(values[at])),
  }))
}

/** What stands in a list, or the field itself. */
function itemOf(field: z.ZodType): z.ZodType {
  const inner = innerOf(field)
  return inner.def.type === 'array' ? ((inner as z.ZodArray).element as z.ZodType) : field
}

/** The fields of the groups of a list. */
function groupIn(field: z.ZodType): [string, z.ZodType][] | undefined {
  const item = itemOf(field)
  return item !== field && metaOf(item).kind === 'group' ? fieldsOf(innerOf(item) as z.ZodObject) : undefined
}

/** The fields of an entry that are facts: neither its title, nor when it is published, nor who looked at its pictures. */
export const factNames = ({ fields, titleField }: Register): string[] =>
  fieldsOf(fields)
    .map(([name]) => name)
    .filter(name => ![titleField, 'sample', 'publish_at', 'expires_at', 'child_check'].includes(name))

/** The values of a choice that some entry has. */
export function valuesInUse(
  { choices }: Edition,
  { fields }: Register,
  entries: readonly Entry[],
  name: string,
): Option[] {
  const meta = metaOf(fields.shape[name]!)
  const options = optionsOf(meta, choices[meta.from as ChoiceList]) as readonly Option[]
  return options.filter(({ value }) => entries.some(({ data }) => data[name] === value))
}

/** The entries of a page of the list under the headings of the register, in their order; without headings all together. */
export function groupsOf(
  edition: Edition,
  { fields, register: { group } }: Register,
  entries: readonly Entry[],
): { label?: string | undefined; entries: Entry[] }[] {
  if (!group) return entries.length === 0 ? [] : [{ entries: [...entries] }]
  const values = [...new Set(entries.map(({ data }) => data[group]))]
  return values.map(value => ({
    label: inWords(fields.shape[group]!, value, (list, id) => nameIn(edition, list, id))[0],
    entries: entries.filter(({ data }) => data[group] === value),
  }))
}

/** Everything that an entry says, for a search by words. */
export const allWordsOf = (edition: Edition, register: Register, entry: Entry, today: string): string =>
  [
    entry.data[register.titleField],
    ...factsOf(edition, register, entry, factNames(register), today).flatMap(({ words }) =>
      words.map(({ text }) => text),
    ),
  ]
    .join(' ')
    .toLowerCase()

const numbers = ['number', 'degrees', 'decimal', 'money']

/** The whole register as a table: id, every field, the day of publication; a number stays a number, money is in yuan. */
export function tableOf(edition: Edition, register: Register): Line[] {
  const { fields, titleField, name } = register
  const { lines: listed, counted } = register.register
  const names = [titleField, ...factNames(register), 'sample'].filter(name => name !== listed)
  const own = names.map(name => [name, fields.shape[name] as z.ZodType] as const)
  const inner = listed ? (groupIn(fields.shape[listed] as z.ZodType) ?? []) : []
  const cell = (field: z.ZodType, value: unknown) =>
    value !== undefined && numbers.includes(metaOf(field).kind ?? '')
      ? Number(value)
      : inWords(field, value, (type, id) => nameIn(edition, type, id)).join('；')
  const entries: readonly Entry[] = edition.list(name)
  return [
    [
      '编号',
      ...[...own, ...inner].map(([name, field]) => headingOf(metaOf(field), name)),
      ...(counted ? [counted.label] : []),
      '发布日期',
    ],
    ...entries.flatMap(({ id, data, publishedAt }) =>
      (listed ? (data[listed] as Record<string, unknown>[]) : [{}]).map(item => [
        id,
        ...own.map(([name, field]) => cell(field, data[name])),
        ...inner.map(([name, field]) => cell(field, item[name])),
        ...(counted ? [counted.of(data, item)] : []),
        dayOf(publishedAt),
      ]),
    ),
  ]
}

/** Money stands in yuan in a table, whatever readers see. */
const headingOf = ({ label, kind }: Meta, name: string) => `${label ?? name}${kind === 'money' ? '（元）' : ''}`

function nameIn(edition: Edition, typeOrList: string, id: string): string {
  const listed = edition.choices[typeOrList as ChoiceList]?.get(id)
  if (listed) return listed
  const known = typeNamed(typeOrList)
  const entry: Entry | undefined = known && edition.find(known.name, id)
  return entry ? String(entry.data.short_name ?? entry.data[known!.titleField]) : id
}
