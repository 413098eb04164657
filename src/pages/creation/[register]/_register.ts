import { fieldsOf, metaOf, type Option, optionsOf } from '#forms/meta.ts'
import type { Line } from '#forms/csv.ts'
import { dayOf } from '#calendar/lishui.ts'
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

/** What an entry says in one field; a phone number and an entry of another type lead somewhere. */
export interface Fact {
  name: string
  label: string
  words: { text: string; href?: string | undefined }[]
}

/** What is said of these fields, in their order; a field left empty is left out. */
export function factsOf(edition: Edition, { fields }: Register, { data }: Entry, names: readonly string[]): Fact[] {
  return names.flatMap((name): Fact[] => {
    const field = fields.shape[name]!
    const { label = name, kind, relation = '', type } = metaOf(field)
    const texts = inWords(field, data[name], (other, id) => nameIn(edition, other, id))
    const hrefs =
      kind === 'relation'
        ? [entryAddress(relation, String(data[name]))]
        : type === 'tel'
          ? [`tel:${String(data[name]).replaceAll(/[ ()]/g, '')}`]
          : []
    return texts.length === 0 ? [] : [{ name, label, words: texts.map((text, at) => ({ text, href: hrefs[at] })) }]
  })
}

/** The fields of an entry that are facts: neither its title nor when it is published. */
export const factNames = ({ fields, titleField }: Register): string[] =>
  fieldsOf(fields)
    .map(([name]) => name)
    .filter(name => ![titleField, 'sample', 'publish_at', 'expires_at'].includes(name))

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

/** Everything that an entry says, for a search by words. */
export const allWordsOf = (edition: Edition, register: Register, entry: Entry): string =>
  [
    entry.data[register.titleField],
    ...factsOf(edition, register, entry, factNames(register)).flatMap(({ words }) => words.map(({ text }) => text)),
  ]
    .join(' ')
    .toLowerCase()

/** The whole register as a table: its id, every field, the day of its publication. */
export function tableOf(edition: Edition, register: Register): Line[] {
  const names = [register.titleField, ...factNames(register), 'sample']
  const cell = (entry: Entry, name: string) =>
    inWords(register.fields.shape[name]!, entry.data[name], (type, id) => nameIn(edition, type, id)).join('；')
  const entries: readonly Entry[] = edition.list(register.name)
  return [
    ['编号', ...names.map(name => metaOf(register.fields.shape[name]!).label ?? name), '发布日期'],
    ...entries.map(entry => [entry.id, ...names.map(name => cell(entry, name)), dayOf(entry.publishedAt)]),
  ]
}

function nameIn(edition: Edition, typeOrList: string, id: string): string {
  const listed = edition.choices[typeOrList as ChoiceList]?.get(id)
  if (listed) return listed
  const known = typeNamed(typeOrList)
  const entry: Entry | undefined = known && edition.find(known.name, id)
  return entry ? String(entry.data.short_name ?? entry.data[known!.titleField]) : id
}
