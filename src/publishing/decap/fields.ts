import type * as z from 'zod'

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
  [setting: string]: unknown
}

/** As Day.js writes them: a day stays the text of a day, a moment says its offset. */
const dayFormat = 'YYYY-MM-DD'
const momentFormat = 'YYYY-MM-DDTHH:mm:ssZ'

/** The form of an object schema, field by field in its order. */
export function formFields(fields: z.ZodObject): FormField[] {
  return Object.entries(fields.shape as Record<string, z.ZodType>).map(([name, field]) => formField(name, field))
}

/**
 * The form of one field, from its schema and what `.meta()` says. Throws on a field without label or widget:
 * a type that an editor cannot fill in is a mistake of ours.
 */
function formField(name: string, field: z.ZodType): FormField {
  const { label, hint, widget } = field.meta() ?? {}
  if (!label || !widget) throw new Error(`the field ${name} says no label or no widget`)
  const required = !field.safeParse(undefined).success
  const base: FormField = { name, label, widget, required, ...(hint && { hint }) }
  return { ...base, ...settingsOf[widget](field, base) }
}

type Widget = NonNullable<z.core.GlobalMeta['widget']>

const settingsOf: Record<Widget, (field: z.ZodType, base: FormField) => Partial<FormField>> = {
  string: withPattern,
  text: withPattern,
  // An unticked box is an answer; Decap would take it for a missing one.
  boolean: () => ({ required: false, default: false }),
  number(field) {
    const { minValue, maxValue, format } = inner(field) as z.ZodNumber
    const whole = format === 'safeint'
    return { value_type: whole ? 'int' : 'float', min: minValue, max: maxValue, step: whole ? 1 : 0.000_001 }
  },
  select: field => ({ options: Object.entries(field.meta()?.choices ?? {}).map(([value, label]) => ({ label, value })) }),
  datetime: field => (field.meta()?.dateOnly ? { date_format: dayFormat, time_format: false } : { format: momentFormat }),
  image: () => upload(20),
  file: () => upload(10),
  relation(field) {
    const collection = field.meta()?.relation ?? ''
    const name = collection === 'departments' ? 'name' : 'title'
    // An id is the last part of a path; Decap's own slug would hold the year as well.
    return { collection, value_field: '{{filename}}', display_fields: [name], search_fields: [name], options_length: 500 }
  },
  object(field, { required, hint }) {
    const fields = formFields(inner(field) as z.ZodObject)
    if (required) return { fields }
    // Decap asks for every required field of a group, even of one that may stay empty: there the server asks.
    const wanted = fields.filter(each => each.required).map(each => `“${each.label}”`)
    const whole = `可整组不填；填写时，${wanted.join('')}须填全`
    return { fields: fields.map(each => ({ ...each, required: false })), hint: hint ? `${hint}。${whole}` : whole, collapsed: true }
  },
  list(field) {
    const item = (inner(field) as z.ZodArray).element as z.ZodType
    const { widget, label, itemLabel } = { ...item.meta(), itemLabel: field.meta()?.itemLabel }
    // Without a default Decap begins the list with one empty item.
    const common = { required: false, default: [], label_singular: itemLabel ?? label, collapsed: false }
    if (widget !== 'object') return { ...common, field: formField('item', item) }
    return { ...common, fields: formFields(item as z.ZodObject) }
  },
}

/** The file that an editor may choose, in MB; never an address on another site. */
const upload = (megabytes: number) => ({ choose_url: false, media_library: { config: { max_file_size: megabytes * 1_000_000 } } })

/** The limit of length or form of a text, with the schema's own words for it. */
function withPattern(field: z.ZodType): Partial<FormField> {
  const checks = (inner(field).def as { checks?: z.core.$ZodCheck[] }).checks ?? []
  const tests = checks.flatMap((check): [string, string][] => {
    const def = check._zod.def as { check: string; maximum?: number; pattern?: RegExp; error?: (issue: object) => unknown }
    const words = String(def.error?.({}) ?? '')
    if (def.check === 'max_length') return [[`^[\\s\\S]{0,${def.maximum}}$`, words]]
    return def.check === 'string_format' && def.pattern ? [[def.pattern.source, words]] : []
  })
  // Decap takes one. A limit comes before the rule that an input of one line keeps by itself.
  return tests[0] ? { pattern: tests[0] } : {}
}

/** The schema inside `optional` and `default`. */
function inner(field: z.ZodType): z.ZodType {
  const { innerType } = field.def as { innerType?: z.ZodType }
  return innerType ? inner(innerType) : field
}
