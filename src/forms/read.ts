import { isUtf8 } from 'node:buffer'
import type { z } from 'zod'
import { fileErrors, formErrors } from './errors.ts'
import { type BodyFault, discardFiles, type FilePart, readFormBody, type TextPart, type UploadedFile, uploadDirectory } from './body.ts'
import { bodyLimit } from '#web/limits.ts'

export type { UploadedFile }

/** A Zod object whose fields take what a form sends: a string, or a list of strings where a name may repeat. */
export type FormSchema = z.ZodObject

/** Exactly what was typed, to fill the form again. A field that was not sent is empty. */
export type Values<Schema extends FormSchema> = {
  [Name in keyof z.input<Schema>]-?: z.input<Schema>[Name] extends readonly unknown[] ? string[] : string
}

/** A message at each field; `form` is about the whole. */
export type FormErrors = Record<string, string>

export interface FileRule {
  max: number
  maxBytes: number
}

interface ReadForm<Schema extends FormSchema> {
  values: Values<Schema>
  /** Files that were chosen, by field; already gone when there are errors. */
  files: Record<string, UploadedFile[]>
  /** Whether any file was sent: after an error it has to be chosen again. */
  filesWereChosen: boolean
  /** Removes the files that still wait on the disk: `await using form = await readForm(…)`. */
  [Symbol.asyncDispose](): Promise<void>
}
export type Form<Schema extends FormSchema> =
  | (ReadForm<Schema> & { data: z.output<Schema>; errors?: undefined })
  | (ReadForm<Schema> & { data?: undefined; errors: FormErrors; status: 400 | 413 | 422 })

/** A volunteer may tick every skill, wish and part of the week: 53 boxes, beside what is typed. */
const maxParts = 100
const maxTextBytes = 200_000
const statusOf: Record<BodyFault, 400 | 413 | 422> = { 'not-a-form': 400, malformed: 400, 'too-many-parts': 422, 'too-large': 413 }

/**
 * Reads a posted form, urlencoded or multipart, within the limits of its address, and checks it with
 * the schema. `values` is kept as it was typed; `data` has LF line ends and passed the schema. The
 * first value of a repeated name counts, unless the schema takes a list. Never throws for what was
 * sent. With `files`, the `dataDir` where they wait is needed.
 */
export async function readForm<Schema extends FormSchema>(
  request: Request,
  schema: Schema,
  options: { files?: Record<string, FileRule>; dataDir?: string } = {},
): Promise<Form<Schema>> {
  const fileRules = new Map(Object.entries(options.files ?? {}))
  const body = await readFormBody(request, {
    textNames: new Set(Object.keys(schema.shape)),
    fileBytes: new Map([...fileRules].map(([name, rule]) => [name, rule.maxBytes])),
    maxParts,
    maxTextBytes,
    maxBytes: bodyLimit(new URL(request.url).pathname),
    directory: uploadDirectory(options.dataDir ?? ''),
  })
  const typed = decodeTexts(body.texts)
  const values = arrange(schema, typed.texts)
  const read = {
    values,
    files: Object.fromEntries([...fileRules.keys()].map(name => [name, body.files.filter(part => part.name === name).map(part => part.file)])),
    filesWereChosen: body.files.length > 0,
    [Symbol.asyncDispose]: () => discardFiles(body.files),
  }
  const checked = schema.safeParse(mapTexts(values, text => text.replaceAll('\r\n', '\n')))
  const errors: FormErrors = body.fault
    ? { form: formErrors[body.fault] }
    : withoutKey({ ...firstIssues(checked.error), ...fileFaults(body.files, fileRules), ...typed.errors })
  if (checked.success && Object.keys(errors).length === 0) return { ...read, data: checked.data }
  await discardFiles(body.files)
  return { ...read, files: {}, errors, status: body.fault ? statusOf[body.fault] : 422 }
}

/** The values of a form that nobody has filled in yet, with those that are given. */
export function blankValues<Schema extends FormSchema>(schema: Schema, given: Partial<Values<Schema>> = {}): Values<Schema> {
  return { ...arrange(schema, new Map()), ...given }
}

/** Text by name, in the order in which it came, and what is wrong with it before any schema looks at it. */
function decodeTexts(parts: TextPart[]): { texts: Map<string, string[]>; errors: FormErrors } {
  const texts = new Map<string, string[]>()
  const errors: FormErrors = {}
  for (const { name, bytes, cut } of parts) {
    const text = bytes.toString('utf8')
    if (cut) errors[name] = formErrors['text-too-long']
    else if (!isUtf8(bytes)) errors[name] = formErrors['not-utf8']
    else if (text.includes('\0')) errors[name] = formErrors['null-character']
    texts.set(name, [...(texts.get(name) ?? []), text])
  }
  return { texts, errors }
}

/** One string, or the whole list, for every field of the schema. */
function arrange<Schema extends FormSchema>(schema: Schema, texts: Map<string, string[]>): Values<Schema> {
  const entries = Object.entries(schema.shape).map(([name, field]) => {
    const given = texts.get(name) ?? []
    return [name, takesList(field) ? given : (given[0] ?? '')]
  })
  return Object.fromEntries(entries) as Values<Schema>
}

function takesList(field: unknown): boolean {
  let definition = (field as z.ZodType).def as { type: string; innerType?: z.ZodType; in?: z.ZodType }
  for (;;) {
    if (definition.type === 'array') return true
    const inner = definition.innerType ?? definition.in
    if (!inner) return false
    definition = inner.def
  }
}

function mapTexts<V extends object>(values: V, change: (text: string) => string): object {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Array.isArray(value) ? value.map(change) : change(value)]))
}

/** The first message of each field, in the order of the schema. */
/** The request key is no field that one can go to: what is wrong with it is said of the form. */
function withoutKey({ request_key: fault, ...errors }: FormErrors): FormErrors {
  return fault ? { form: fault, ...errors } : errors
}

function firstIssues(error: z.ZodError | undefined): FormErrors {
  const errors: FormErrors = {}
  for (const issue of error?.issues ?? []) errors[String(issue.path[0] ?? 'form')] ??= issue.message
  return errors
}

function fileFaults(parts: FilePart[], rules: Map<string, FileRule>): FormErrors {
  const errors: FormErrors = {}
  for (const [name, rule] of rules) {
    const files = parts.filter(part => part.name === name).map(part => part.file)
    const tooLarge = files.find(file => file.bytes > rule.maxBytes)
    if (tooLarge) errors[name] = fileErrors.tooLarge(tooLarge.name, rule.maxBytes)
    else if (files.length > rule.max) errors[name] = fileErrors.tooMany(rule.max)
  }
  return errors
}
