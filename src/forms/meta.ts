import type * as z from 'zod'

/** What a field is, and so with which control it is filled in: in the portal's forms and in the editor's. */
export type Kind =
  | 'line'
  | 'words'
  | 'phone'
  | 'mobile'
  | 'email'
  | 'phone-or-email'
  | 'document-number'
  | 'credit-code'
  | 'suggestion-number'
  | 'one-time-code'
  | 'second-factor'
  | 'password'
  | 'number'
  | 'day'
  | 'instant'
  | 'clock'
  | 'choice'
  | 'choices'
  | 'tick'
  | 'photos'
  | 'documents'
  | 'key'
  | 'latitude'
  | 'longitude'
  | 'degrees'
  | 'decimal'
  | 'money'
  | 'picture-path'
  | 'file'
  | 'relation'
  | 'group'
  | 'list'

/** The words of a list by the value that is sent; a longer answer has a word of help. */
export type Choices = Readonly<Record<string, string | { label: string; hint?: string | undefined }>>

export interface Option {
  value: string
  label: string
  hint?: string | undefined
}

export interface OptionGroup {
  label: string
  options: readonly Option[]
}

/** What may be chosen, when only the page knows it: names by value, or options with their groups. */
export type Options = ReadonlyMap<string, string> | readonly (Option | OptionGroup)[]

/** A choice of the same form, and some of its values. */
export interface ByChoice {
  field: string
  values: readonly string[]
}

declare module 'zod' {
  interface GlobalMeta {
    label?: string
    hint?: string
    kind?: Kind
    /** The plain value that somebody meant by what they typed; undefined when it cannot be told. Without it the text stays as it is. */
    read?: (typed: string) => unknown
    /** The same out of what was typed into other fields, when this one is left empty. */
    beside?: (typed: Readonly<Record<string, string | undefined>>) => unknown
    /** For text: characters. For `photos` and `documents`: how many. */
    max?: number
    /** For text: the words when it is longer. */
    tooLong?: string
    /** For `choice` and `choices`: what may be chosen. Without it, the page says so when it reads and shows the form. */
    choices?: Choices
    /** For `choice`: the first line of its list, which means nothing chosen. */
    choose?: string
    /** For `choice`: side by side with a word of help each, below each other, or short; a list that opens without it. For `choices`: `inline` unless said. */
    look?: 'cards' | 'rows' | 'inline'
    /** For `relation`: the content type whose ids may be chosen. */
    relation?: string
    /** For a `choice` of an entry: the list of the city's settings whose codes may be chosen. */
    from?: string
    /** For a field of an entry: the values of a choice beside it with which alone it may be filled in. */
    onlyFor?: ByChoice
    /** For a field of an entry that may be left empty: the values of that choice with which it is asked for before the publication. */
    neededFor?: ByChoice
    /** For `list`: the word for one item. */
    itemLabel?: string
    /** For `photos` and `documents`: how large each may be. */
    maxBytes?: number
    /** For a field that may be left out by itself: a rule asks for it, always or sometimes; see `askedFor`. */
    askedFor?: 'always' | 'sometimes'
    /** Sent by the form without being shown. What is wrong with it is said of the form. */
    hidden?: boolean
    /** For `tick`: what is sent when it is ticked; `yes` unless said. */
    checked?: string
    autocomplete?: string
    inputmode?: 'text' | 'numeric' | 'decimal' | 'tel' | 'email'
    /** The type of the input, when it is not `text`. */
    type?: 'tel' | 'email' | 'date' | 'time' | 'password'
    rows?: number
    /** A box as long as the answer. */
    short?: boolean
    autocapitalize?: 'none' | 'characters'
  }
}

export type Meta = z.core.GlobalMeta

/** What a field says of itself, also from inside `optional` and `default`. */
export function metaOf(field: z.ZodType): Meta {
  const { innerType } = field.def as { innerType?: z.ZodType }
  return field.meta() ?? (innerType ? metaOf(innerType) : {})
}

/** The schema inside `optional` and `default`. */
export function innerOf(field: z.ZodType): z.ZodType {
  const { innerType } = field.def as { innerType?: z.ZodType }
  return innerType ? innerOf(innerType) : field
}

/** The fields of a form with their names, in order. */
export function fieldsOf(schema: z.ZodObject): [string, z.ZodType][] {
  return Object.entries(schema.shape as Record<string, z.ZodType>)
}

/** Whether a form brings files, and so needs `enctype="multipart/form-data"`. */
export function sendsFiles(schema: z.ZodObject): boolean {
  return fieldsOf(schema).some(([, field]) => ['photos', 'documents'].includes(metaOf(field).kind ?? ''))
}

/** Whether a field may not be left empty. */
export function isRequired(field: z.ZodType): boolean {
  return !field.safeParse(undefined).success
}

/** How a page marks a field: as required, as one that may be left out (选填), or as neither where that depends on what else is chosen. */
export function markOf(field: z.ZodType): { required: boolean; optional: boolean } {
  const { askedFor } = metaOf(field)
  const required = isRequired(field) || askedFor === 'always'
  return { required, optional: !required && askedFor === undefined }
}

/** The same field, which may be left out. */
export function optional<Field extends z.ZodType>(field: Field) {
  return field.optional().meta({ ...metaOf(field) })
}

/**
 * A field that may be left out by itself and for which a rule asks: `always`, or `sometimes`, beside some choice alone
 * or before a publication. What is asked for sometimes is marked neither as required nor as 选填: its hint says when.
 */
export function askedFor<Field extends z.ZodType>(when: 'always' | 'sometimes', field: Field): Field {
  return field.meta({ ...metaOf(field), askedFor: when })
}

/** The same field, sent by the form without being shown. */
export function hidden<Field extends z.ZodType>(field: Field) {
  return field.meta({ ...metaOf(field), hidden: true })
}

/** Whether what may be chosen is known only to the page. */
export function isOpen({ kind, choices }: Meta): boolean {
  return (kind === 'choice' || kind === 'choices') && choices === undefined
}

/** What may be chosen in a field, in the order of its list. */
export function optionsOf({ choices }: Meta, given: Options = []): readonly (Option | OptionGroup)[] {
  if (choices)
    return Object.entries(choices).map(([value, words]) => ({
      value,
      ...(typeof words === 'string' ? { label: words } : words),
    }))
  return given instanceof Map
    ? [...given].map(([value, label]) => ({ value, label }))
    : [...(given as readonly (Option | OptionGroup)[])]
}

/** Whether a value stands in a list. */
export function offers(options: readonly (Option | OptionGroup)[], value: string): boolean {
  return options.some(each => ('options' in each ? offers(each.options, value) : each.value === value))
}
