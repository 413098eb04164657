import { describe, expect, test } from 'vitest'
import type * as z from 'zod'
import { cmsConfig } from '#publishing/decap/config.ts'
import { type FormField, formFields } from '#publishing/decap/fields.ts'
import { parseEntryFile, parseYamlFile, writeEntryFile } from '#publishing/edition/entry-file.ts'
import { choicesOf } from '#publishing/types/choices.ts'
import { contentTypes } from '#publishing/types/index.ts'
import { settingsFile } from '#publishing/types/settings.ts'
import { starterSettings } from '../support/starter-settings.ts'
import { syntheticEntry } from '../support/synthetic-entry.ts'

const city = choicesOf(starterSettings)
const forms = [...contentTypes, { ...settingsFile, name: 'settings' }]
const collectionsFor = (...roles: ('contributor' | 'reviewer' | 'publisher')[]) => cmsConfig(roles, city).collections

describe.each(forms)('the form of $name', ({ name, fields, schema }) => {
  test('asks for exactly the fields of the schema, however deep', () => {
    expect(namesIn(formFields(fields, city))).toEqual(namesOf(fields))
  })

  test('asks for what the schema requires, and only in a group that may stay empty for less', () => {
    const required = formFields(fields, city)
      .filter(field => field.required)
      .map(field => field.name)
    const missing = schema
      .safeParse({})
      .error?.issues.filter(issue => issue.path.length === 1)
      .map(issue => issue.path[0])
    expect(required).toEqual(missing)
  })

  test('says each thing in Chinese', () => {
    for (const { label, hint, options = [] } of everyField(formFields(fields, city))) {
      for (const words of [label, hint ?? '提示', ...options.map(option => option.label)])
        expect(words).toMatch(/\p{Script=Han}/u)
    }
  })

  test('gives back what was filled in, every field with a value that YAML could take for something else', () => {
    const data = syntheticEntry({ fields } as never)
    expect(schema.safeParse(data).error?.issues).toBeUndefined()
    const text = writeEntryFile(data, name === 'settings' ? '' : '## 小标题\n\n正文。', fields)
    const bytes = Buffer.from(name === 'settings' ? text.replace(/^---\n|---\n$/g, '') : text)
    const parsed =
      name === 'settings' ? parseYamlFile('site.yml', bytes, schema) : parseEntryFile('a.md', bytes, schema)
    expect(parsed).toMatchObject({ data: schema.parse(data) })
  })

  test('left empty where it may be leaves no trace', () => {
    const data = syntheticEntry({ fields } as never)
    const filled = {
      ...data,
      ...Object.fromEntries(
        formFields(fields, city)
          .filter(field => !field.required)
          .map(field => [field.name, emptied(field)]),
      ),
    }
    const without = {
      ...data,
      ...Object.fromEntries(
        formFields(fields, city)
          .filter(field => !field.required)
          .map(field => [field.name, undefined]),
      ),
    }
    expect(schema.safeParse(filled)).toEqual(schema.safeParse(without))
  })
})

describe('the collections', () => {
  test('hold the settings for publishers only', () => {
    expect(collectionsFor('publisher').map(each => each.name)).toEqual([
      ...contentTypes.map(type => type.name),
      'settings',
    ])
    expect(collectionsFor('contributor', 'reviewer').map(each => each.name)).toEqual(
      contentTypes.map(type => type.name),
    )
  })

  test.each([
    ['contributor', { create: true, publish: false, delete: true }],
    ['reviewer', { create: false, publish: false, delete: true }],
    ['publisher', { create: true, publish: true, delete: true }],
  ] as const)('give a %s the buttons of that role', (role, buttons) => {
    for (const collection of collectionsFor(role)) {
      if (collection.name === 'settings') continue
      expect(collection).toMatchObject(buttons)
    }
  })

  test('offer no empty list of filters, for which Decap refuses the whole configuration', () => {
    for (const { view_filters, view_groups } of collectionsFor('publisher'))
      for (const views of [view_filters, view_groups]) expect(views).not.toEqual([])
  })

  test('sort, filter and sum up by fields that are there', () => {
    for (const collection of collectionsFor('publisher')) {
      const names = (collection.fields ?? []).map(field => field.name)
      const used = [
        ...((collection.sortable_fields as string[] | undefined) ?? []),
        ...[collection.view_filters, collection.view_groups].flatMap(views =>
          ((views as { field: string }[] | undefined) ?? []).map(view => view.field),
        ),
        ...String(collection.summary ?? '')
          .matchAll(/\{\{(?:fields\.)?(\w+)\}\}/g)
          .map(found => found[1]!),
      ]
      expect(names).toEqual(expect.arrayContaining(used))
    }
  })

  test('relate to the id of an entry, which is unique without its year', () => {
    const exposures = collectionsFor('publisher').find(each => each.name === 'exposures')
    const relations = everyField(exposures?.fields ?? []).filter(field => field.widget === 'relation')
    expect(relations.map(field => [field.name, field.collection, field.value_field])).toEqual([
      ['unit', 'departments', '{{filename}}'],
      ['notice', 'notices', '{{filename}}'],
    ])
  })
})

const everyField = (fields: FormField[]): FormField[] =>
  fields.flatMap(field => [field, ...everyField(field.fields ?? []), ...everyField(field.field ? [field.field] : [])])

const namesIn = (fields: FormField[], prefix = ''): string[] =>
  fields.flatMap(({ name, fields: inside }) => [`${prefix}${name}`, ...namesIn(inside ?? [], `${prefix}${name}.`)])

function namesOf(fields: z.ZodObject, prefix = ''): string[] {
  return Object.entries(fields.shape as Record<string, z.ZodType>).flatMap(([name, field]) => {
    const inside = objectIn(field)
    return [`${prefix}${name}`, ...(inside ? namesOf(inside, `${prefix}${name}.`) : [])]
  })
}

/** The object that a field is, may be, or is a list of. */
function objectIn(field: z.ZodType): z.ZodObject | undefined {
  const { type, innerType, element } = field.def as { type: string; innerType?: z.ZodType; element?: z.ZodType }
  if (type === 'object') return field as z.ZodObject
  const inside = innerType ?? element
  return inside && objectIn(inside)
}

/** What Decap leaves of a field that was opened and emptied again. */
function emptied({ widget, fields }: FormField): unknown {
  if (widget === 'boolean') return false
  if (widget === 'list') return []
  if (widget === 'object') return Object.fromEntries((fields ?? []).map(field => [field.name, emptied(field)]))
  return widget === 'select' || widget === 'relation' ? null : ''
}
