import type * as z from 'zod'
import type { ChoiceList, CityChoices } from '../types/choices.ts'
import { typeNamed } from '../types/index.ts'
import { type ByChoice, fieldsOf, innerOf, isRequired, type Kind, metaOf, type Option, optionsOf } from '#forms/meta.ts'

/** One field of Decap's form; the keys are those of its configuration. */
export interface FormField {
  name: string
  label: string
  widget: string
  required: boolean
  hint?: string
  default?: unknown
  /** A regular expression and the words when a value does not fit. */
  pattern?: [string, string]
  fields?: FormField[]
  field?: FormField
  options?: { label: string; value: string }[]
  /** The values of another field with which alone this one is shown, and those with which it is asked for. */
  only_for?: ByChoice
  needed_for?: ByChoice
  /** Asked for when the entry is handed in; until then it may be empty. */
  needed?: boolean
  [setting: string]: unknown
}

/** As Day.js writes them: a day stays the text of a day, a moment says its offset. */
const dayFormat = 'YYYY-MM-DD'
const momentFormat = 'YYYY-MM-DDTHH:mm:ssZ'

/** The form of an object schema, field by field in its order. `city` is what its lists offer. */
export function formFields(fields: z.ZodObject, city: CityChoices): FormField[] {
  return fieldsOf(fields).map(([name, field]) => formField(name, field, city))
}

/**
 * The form of one field, from its schema and what `.meta()` says. Throws on a field without label, or of a kind
 * that Decap has no widget for: a type that an editor cannot fill in is a mistake of ours.
 */
function formField(name: string, field: z.ZodType, city: CityChoices): FormField {
  const { label, hint, kind, onlyFor, neededFor } = metaOf(field)
  const widget = kind && widgetOf[kind]
  if (!label || !widget) throw new Error(`the field ${name} says no label, or is nothing that an editor fills in`)
  const base: FormField = { name, label, widget, required: isRequired(field), ...(hint && { hint }) }
  // Decap knows nothing of these two: the page beside it reads them (`_client/form-parts.ts`).
  const depends = { ...(onlyFor && { only_for: onlyFor }), ...(neededFor && { needed_for: neededFor }) }
  return { ...base, ...settingsOf[kind]?.(field, base, city), ...depends }
}

/** The same form for an entry that may be saved before it is whole: but for its title Decap insists on nothing. */
export function unfinishedForm(fields: readonly FormField[], titleField?: string): FormField[] {
  return fields.map(each => {
    const { name, required, fields: inner, field } = each
    const isAskedLater = required && name !== titleField
    return {
      ...each,
      ...(isAskedLater && { required: false, needed: true }),
      ...(inner && { fields: unfinishedForm(inner) }),
      ...(field && { field: unfinishedForm([field])[0]! }),
    }
  })
}

const widgetOf: Partial<Record<Kind, string>> = {
  line: 'string',
  words: 'text',
  tick: 'boolean',
  number: 'number',
  degrees: 'number',
  decimal: 'number',
  money: 'string',
  choice: 'select',
  day: 'datetime',
  instant: 'datetime',
  'picture-path': 'image',
  file: 'stored-file',
  relation: 'relation',
  group: 'object',
  list: 'list',
}

const settingsOf: Partial<Record<Kind, (field: z.ZodType, base: FormField, city: CityChoices) => Partial<FormField>>> =
  {
    line: withPattern,
    words: withPattern,
    // An unticked box is an answer; Decap would take it for a missing one.
    tick: () => ({ required: false, default: false }),
    number: field => ({ value_type: 'int', ...limits(field), step: 1 }),
    degrees: field => ({ value_type: 'float', ...limits(field), step: 0.000_001 }),
    decimal: field => ({ value_type: 'float', ...limits(field), step: 0.1 }),
    money: withPattern,
    choice(field, _base, city) {
      const meta = metaOf(field)
      const options = optionsOf(meta, city[meta.from as ChoiceList]) as readonly Option[]
      return { options: options.map(({ label, value }) => ({ label, value })) }
    },
    day: () => ({ date_format: dayFormat, time_format: false }),
    instant: () => ({ format: momentFormat }),
    'picture-path': () => upload(20),
    relation(field) {
      const collection = metaOf(field).relation ?? ''
      const name = typeNamed(collection)?.titleField ?? ''
      // An id is the last part of a path; Decap's own slug would hold the year as well.
      return {
        collection,
        value_field: '{{filename}}',
        display_fields: [name],
        search_fields: [name],
        options_length: 500,
      }
    },
    group(field, { required, hint }, city) {
      const fields = formFields(innerOf(field) as z.ZodObject, city)
      if (required) return { fields }
      // Decap asks for every required field of a group, even of one that may stay empty: there the server asks.
      const wanted = fields.filter(each => each.required).map(each => `“${each.label}”`)
      const isNeeded = metaOf(field).neededFor !== undefined
      const whole = wanted.length > 0 ? `${isNeeded ? '' : '可整组不填；填写时，'}${wanted.join('')}须填全` : ''
      return {
        fields: fields.map(each => ({ ...each, required: false })),
        hint: [hint, whole].filter(Boolean).join('。'),
        collapsed: !isNeeded,
      }
    },
    list(field, { required }, city) {
      const item = (innerOf(field) as z.ZodArray).element as z.ZodType
      const { kind, label, itemLabel } = { ...metaOf(item), itemLabel: metaOf(field).itemLabel }
      // Without a default Decap begins the list with one empty item.
      const common = {
        required,
        ...(!required && { default: [] }),
        label_singular: itemLabel ?? label,
        collapsed: false,
      }
      if (kind !== 'group') return { ...common, field: formField('item', item, city) }
      return { ...common, fields: formFields(item as z.ZodObject, city) }
    },
  }

/** The picture that an editor may choose, in MB; never an address on another site. */
const upload = (megabytes: number) => ({
  choose_url: false,
  media_library: { config: { max_file_size: megabytes * 1_000_000 } },
})

const limits = (field: z.ZodType) => {
  const { minValue, maxValue } = innerOf(field) as z.ZodNumber
  return { min: minValue, max: maxValue }
}

/** The limit of length or form of a text, with the schema's own words for it. Decap compiles without `u`: a character beyond the first plane is two for it, counted here as one. */
function withPattern(field: z.ZodType): Partial<FormField> {
  const { max, tooLong = '' } = metaOf(field)
  if (max !== undefined)
    return { pattern: [`^(?:[\\uD800-\\uDBFF][\\uDC00-\\uDFFF]|[^\\uD800-\\uDFFF]){0,${max}}$`, tooLong] }
  const checks = (innerOf(field).def as { checks?: z.core.$ZodCheck[] }).checks ?? []
  const forms = checks.map(
    check => check._zod.def as { check: string; pattern?: RegExp; error?: (issue: object) => unknown },
  )
  const form = forms.find(def => def.check === 'string_format' && def.pattern)
  return form ? { pattern: [form.pattern!.source, String(form.error?.({}) ?? '')] } : {}
}
