import { isUtf8 } from 'node:buffer'
import type { z } from 'zod'
import {
  type BodyFault,
  discardFiles,
  type FilePart,
  readFormBody,
  type TextPart,
  type UploadedFile,
  uploadDirectory,
} from './body.ts'
import { isDiskFull, noRoomStatus } from './disk-full.ts'
import { fileErrors, formErrors } from './errors.ts'
import { fieldsOf, type Kind, metaOf } from './meta.ts'
import { boundKey } from './request-key.ts'
import {
  type FormErrors,
  type FormSchema,
  inOrder,
  type OptionsByField,
  plainValues,
  strangeChoices,
  takesList,
  type Values,
} from './values.ts'

export { type FormErrors, type FormSchema, type OptionsByField, type Values }
export { valuesOf } from './values.ts'
import { withoutControls } from './typed/characters.ts'

export interface FileRule {
  max: number
  maxBytes: number
}
/** Of a field whose files are kept whatever else is wrong. */
type KeptRule = FileRule & { kind: 'photos' | 'documents' }

/** Keeps the photos or documents of a form, so that none has to be chosen again: the token of each (see `photos` and `documents`), or words for what it is instead. Throws when the disk is full. */
export type KeepFiles = (files: UploadedFile[]) => Promise<({ token: string } | { fault: string })[]>

interface ReadForm<Schema extends FormSchema> {
  /** As it was typed; of photos and documents the tokens. */
  values: Values<Schema>
  /** Other files that were chosen, by field; already gone when there are errors. */
  files: Record<string, UploadedFile[]>
  /** Removes the files that still wait on the disk: `await using form = await readForm(…)`. */
  [Symbol.asyncDispose](): Promise<void>
}
export type Form<Schema extends FormSchema> =
  | (ReadForm<Schema> & { data: z.output<Schema>; errors?: undefined })
  | (ReadForm<Schema> & { data?: undefined; errors: FormErrors; status: 400 | 413 | 422 | 429 | 507 })

/** A volunteer may tick every skill, wish and part of the week: 53 boxes, beside what is typed. */
const maxParts = 100
const maxTextBytes = 200_000
const maxBytesBesideFiles = 1024 * 1024
/** All photos of one form together. With JavaScript they come before it, each by itself. */
const maxBytesOfPhotos = 120 * 1024 * 1024
const keptKinds: Kind[] = ['photos', 'documents']
const statusOf: Record<BodyFault, 400 | 413 | 422 | 507> = {
  'not-a-form': 400,
  malformed: 400,
  'too-many-parts': 422,
  'too-large': 413,
  'no-room': noRoomStatus,
}

/**
 * Reads a posted form, urlencoded or multipart, no larger than its fields may make it, and checks it with
 * the schema. `values` is kept as it was typed; `data` is what was meant and passed the schema. The
 * first value of a repeated name counts, unless the schema takes a list. Never throws for what was
 * sent. With photos, `dataDir` and `keepPhotos` are needed, with documents `keepDocuments`: they are kept whatever else
 * is wrong. `options` is what may be chosen in the fields made by `oneOf` and `someOf`. A request key in `data` is bound to what was sent: see `boundKey`.
 */
export async function readForm<Schema extends FormSchema>(
  request: Request,
  schema: Schema,
  given: {
    options?: OptionsByField<Schema>
    files?: Record<string, FileRule>
    dataDir?: string
    keepPhotos?: KeepFiles
    keepDocuments?: KeepFiles
  } = {},
): Promise<Form<Schema>> {
  const keptFields = fieldsOf(schema)
    .filter(([, field]) => keptKinds.includes(metaOf(field).kind!))
    .map(([name, field]) => [name, metaOf(field) as KeptRule] as const)
  const keptOf = (kind: KeptRule['kind']) => keptFields.filter(([, rule]) => rule.kind === kind)
  const fileRules = new Map(Object.entries(given.files ?? {}))
  const allFiles = [...keptFields, ...fileRules]
  const body = await readFormBody(request, {
    textNames: new Set(fieldsOf(schema).map(([name]) => name)),
    fileBytes: new Map(allFiles.map(([name, rule]) => [name, rule.maxBytes])),
    maxParts,
    maxTextBytes,
    maxBytes:
      maxBytesBesideFiles +
      bytesOf([...fileRules, ...keptOf('documents')]) +
      Math.min(maxBytesOfPhotos, bytesOf(keptOf('photos'))),
    directory: uploadDirectory(given.dataDir ?? ''),
  })
  const filesOf = (names: string[]) =>
    Object.fromEntries(names.map(name => [name, body.files.filter(part => part.name === name).map(part => part.file)]))
  const typed = decodeTexts(body.texts)
  const values = arrange(schema, typed.texts)
  const keptErrors: FormErrors = {}
  const keep = { photos: given.keepPhotos, documents: given.keepDocuments }
  const kept: Record<string, string[]> = {}
  for (const [name, rule] of keptFields) {
    const known = [values[name as keyof Values<Schema>]].flat().filter(isCarried[rule.kind])
    const asBefore = { tokens: known, faults: [] }
    const { tokens, faults } = body.fault
      ? asBefore
      : await keepFilesOf(filesOf([name])[name]!, known, rule, keep[rule.kind]).catch((error: unknown) => {
          if (!isDiskFull(error)) throw error
          body.fault = 'no-room'
          return asBefore
        })
    kept[name] = tokens
    if (faults.length > 0) keptErrors[name] = faults.join('；')
  }
  const read = {
    values: { ...values, ...kept },
    files: filesOf([...fileRules.keys()]),
    [Symbol.asyncDispose]: () => discardFiles(body.files),
  }
  const plain = plainValues(schema, read.values)
  const checked = schema.safeParse(plain)
  const errors: FormErrors = body.fault
    ? { form: formErrors[body.fault] }
    : inOrder(schema, {
        ...firstIssues(checked.error),
        ...strangeChoices(schema, plain, given.options ?? {}),
        ...keptErrors,
        ...fileFaults(body.files, fileRules),
        ...typed.errors,
      })
  if (checked.success && Object.keys(errors).length === 0) {
    const data = checked.data as z.output<Schema> & { request_key?: string }
    if (data.request_key)
      data.request_key = await boundKey(
        data.request_key,
        new URL(request.url).pathname,
        values,
        filesOf(allFiles.map(([name]) => name)),
      )
    return { ...read, data }
  }
  await discardFiles(body.files)
  return { ...read, files: {}, errors, status: body.fault ? statusOf[body.fault] : 422 }
}

/** The values of a form that nobody has filled in yet, with those that are given. */
export function blankValues<Schema extends FormSchema>(
  schema: Schema,
  given: Partial<Values<Schema>> = {},
): Values<Schema> {
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
    texts.set(name, [...(texts.get(name) ?? []), withoutControls(text)])
  }
  return { texts, errors }
}

/** One string, or the whole list, for every field of the schema. */
function arrange<Schema extends FormSchema>(schema: Schema, texts: Map<string, string[]>): Values<Schema> {
  const entries = fieldsOf(schema).map(([name, field]) => {
    const given = texts.get(name) ?? []
    return [name, takesList(field) ? given : (given[0] ?? '')]
  })
  return Object.fromEntries(entries) as Values<Schema>
}

const bytesOf = (rules: (readonly [string, FileRule])[]) =>
  rules.reduce((sum, [, rule]) => sum + rule.max * rule.maxBytes, 0)

/** What a form carries of a file that waits: its token; of a document its name too, which no picture shows. */
const isCarried = {
  photos: (text: string) => /^[0-9a-f]{32}$/.test(text),
  documents: (text: string) => /^[0-9a-f]{32} ./.test(text),
}

/** The tokens of what was known and of what came with it, up to the limit, and words for each file that was not kept. */
async function keepFilesOf(
  files: UploadedFile[],
  known: string[],
  { kind, max, maxBytes }: KeptRule,
  keep: KeepFiles | undefined,
): Promise<{ tokens: string[]; faults: string[] }> {
  const faultOf = ({ name, bytes }: UploadedFile) =>
    bytes === 0 ? fileErrors.empty(name) : bytes > maxBytes ? fileErrors.tooLarge(name, maxBytes) : undefined
  const faults = files.flatMap(file => faultOf(file) ?? [])
  const sound = files.filter(file => faultOf(file) === undefined)
  const room = Math.max(0, max - known.length)
  if (sound.length > room)
    faults.push(kind === 'photos' ? fileErrors.photosTooMany(max) : fileErrors.documentsTooMany(max))
  const tokens = [...known]
  if (sound.length > 0 && !keep) throw new Error(`a form with ${kind} was read without what keeps them`)
  for (const one of keep ? await keep(sound.slice(0, room)) : [])
    if ('token' in one) tokens.push(one.token)
    else faults.push(one.fault)
  return { tokens, faults: [...new Set(faults)] }
}

/** The first message of each field. */
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
    const empty = files.find(file => file.bytes === 0)
    if (empty) errors[name] = fileErrors.empty(empty.name)
    else if (tooLarge) errors[name] = fileErrors.tooLarge(tooLarge.name, rule.maxBytes)
    else if (files.length > rule.max) errors[name] = fileErrors.tooMany(rule.max)
  }
  return errors
}
