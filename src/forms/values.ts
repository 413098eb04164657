import type * as z from 'zod'
import { fieldsOf, isOpen, type Meta, metaOf, offers, type Options, optionsOf } from './meta.ts'
import { saysSomething } from './typed/characters.ts'

/** A Zod object with the fields of a form. */
export type FormSchema = z.ZodObject

/** Exactly what was typed, to fill the form again. A field that was not sent is empty. */
export type Values<Schema extends FormSchema> = {
  [Name in keyof z.input<Schema>]-?: NonNullable<z.input<Schema>[Name]> extends readonly unknown[] ? string[] : string
}

/** What may be chosen in the fields whose list only the page knows. */
export type OptionsByField<Schema extends FormSchema> = { [Name in keyof z.input<Schema>]?: Options }

/** A message at each field; `form` is about the whole. */
export type FormErrors = Record<string, string>

/** The plain values that were meant by what was typed; what cannot be read stays as it is, for the schema to refuse. */
export function plainValues<Schema extends FormSchema>(
  schema: Schema,
  values: Values<Schema>,
): Record<string, unknown> {
  const typed = values as Record<string, string | string[]>
  return Object.fromEntries(
    fieldsOf(schema).map(([name, field]) => {
      const meta = metaOf(field)
      const plain = plainValue(meta, typed[name] ?? '')
      return [name, plain === undefined ? meta.beside?.(typed as Record<string, string>) : plain]
    }),
  )
}

function plainValue({ kind, read }: Meta, typed: string | string[]): unknown {
  // A field that was made without our builders reads its text itself.
  if (!read) return Array.isArray(typed) ? typed.map(withPlainLines) : withPlainLines(typed)
  const isBlank = (text: string) => text === '' || (kind !== 'password' && !saysSomething(text))
  const meant = (text: string) => read(withPlainLines(text)) ?? withPlainLines(text)
  if (!Array.isArray(typed)) return isBlank(typed) ? undefined : meant(typed)
  const given = new Set(typed.filter(text => !isBlank(text)).map(meant))
  return given.size === 0 ? undefined : [...given]
}

const withPlainLines = (text: string) => text.replaceAll('\r\n', '\n')

/** The other way round: plain values as somebody sees them who changes what is stored. */
export function valuesOf<Schema extends FormSchema>(
  schema: Schema,
  data: { [Name in keyof z.input<Schema>]?: z.input<Schema>[Name] | null } = {},
): Values<Schema> {
  const shown = (value: unknown) =>
    value === true ? 'yes' : value === undefined || value === null || value === false ? '' : String(value)
  const given = data as Record<string, unknown>
  return Object.fromEntries(
    fieldsOf(schema).map(([name, field]) => [
      name,
      takesList(field) ? ((given[name] ?? []) as unknown[]).map(shown) : shown(given[name]),
    ]),
  ) as Values<Schema>
}

/** Whether a name may be sent several times. */
export function takesList(field: z.ZodType): boolean {
  const { type, innerType, in: before } = field.def as { type: string; innerType?: z.ZodType; in?: z.ZodType }
  const inner = innerType ?? before
  return type === 'array' || (inner !== undefined && takesList(inner))
}

/** What was chosen although the page does not offer it. A form that leaves its list to the page must be given one. */
export function strangeChoices<Schema extends FormSchema>(
  schema: Schema,
  plain: Record<string, unknown>,
  given: OptionsByField<Schema>,
): FormErrors {
  const errors: FormErrors = {}
  for (const [name, field] of fieldsOf(schema)) {
    const meta = metaOf(field)
    if (!isOpen(meta)) continue
    const offered = given[name as keyof typeof given]
    if (!offered) throw new Error(`the form was read without the options of ${name}`)
    const chosen = [plain[name] ?? []].flat() as string[]
    if (!chosen.every(value => offers(optionsOf(meta, offered), value))) errors[name] = `请从列表里选${meta.label}`
  }
  return errors
}

/** The errors in the order of the form, what is said of the whole first. What is wrong with a field that nobody sees is said of the form. */
export function inOrder(schema: FormSchema, errors: FormErrors): FormErrors {
  const wrong = fieldsOf(schema).filter(([name]) => errors[name])
  const isUnseen = ([name, field]: [string, z.ZodType]) => metaOf(field).hidden || name === 'request_key'
  const form = errors.form ?? errors[wrong.find(isUnseen)?.[0] ?? '']
  const others = Object.keys(errors).filter(name => name !== 'form' && !(name in schema.shape))
  const names = [...wrong.filter(each => !isUnseen(each)).map(([name]) => name), ...others]
  return { ...(form && { form }), ...Object.fromEntries(names.map(name => [name, errors[name]!])) }
}
