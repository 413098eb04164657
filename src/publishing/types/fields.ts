import * as z from 'zod'

/**
 * The small builders from which every content type is made. Each one carries what an editor's form
 * needs (label, hint, widget; the widgets bear Decap's names) and words every failure in Chinese,
 * because the same schema checks the form, the gateway and a file that arrived by `git push`.
 */
declare module 'zod' {
  interface GlobalMeta {
    label?: string
    hint?: string
    widget?: 'string' | 'text' | 'number' | 'boolean' | 'select' | 'datetime' | 'image' | 'file' | 'relation' | 'object' | 'list'
    /** For `select`: value → words. */
    choices?: Readonly<Record<string, string>>
    /** For `relation`: the content type whose ids may be chosen. */
    relation?: string
    /** For `datetime`: a day without a time. */
    dateOnly?: boolean
    /** For `list`: the word for one item. */
    itemLabel?: string
  }
}

type Words = { hint?: string }

/** Chooses between "please fill in" and "this is not a …" for a value of the wrong kind. */
function wrong(label: string, otherwise: string) {
  return (issue: { input?: unknown }) => (issue.input === undefined ? `请填写${label}` : `${label}${otherwise}`)
}

/** One line of text, 1 to `max` characters; blanks at both ends are dropped. */
export function line(label: string, { max = 60, hint }: Words & { max?: number } = {}) {
  return z.string({ error: wrong(label, '须为文字，若只有数字请加引号') })
    .trim().min(1, `请填写${label}`).max(max, `${label}不超过 ${max} 个字`)
    .regex(/^[^\r\n]*$/, `${label}只能写一行`)
    .meta({ label, hint, widget: 'string' })
}

/** Text that may run over several lines, 1 to `max` characters. */
export function paragraph(label: string, { max, hint }: Words & { max: number }) {
  return z.string({ error: wrong(label, '须为文字，若只有数字请加引号') })
    .trim().min(1, `请填写${label}`).max(max, `${label}不超过 ${max} 个字`)
    .meta({ label, hint, widget: 'text' })
}

/** A line of a fixed form: a telephone number, an address on the web. `form` says it in words. */
export function pattern(label: string, regex: RegExp, form: string, { hint = form }: Words = {}) {
  return z.string({ error: wrong(label, `须为${form}，若只有数字请加引号`) })
    .trim().regex(regex, `${label}须为${form}`)
    .meta({ label, hint, widget: 'string' })
}

/** A calendar day `YYYY-MM-DD` in Lishui's time. */
export function day(label: string, { hint }: Words = {}) {
  return z.iso.date({ error: wrong(label, '须为真实的日期，写作 2026-11-20') })
    .meta({ label, hint, widget: 'datetime', dateOnly: true })
}

/** A moment in ISO 8601 with its offset, such as `2026-11-20T09:00:00+08:00`. */
export function instant(label: string, { hint }: Words = {}) {
  return z.iso.datetime({ offset: true, error: wrong(label, '须为带时区的时间，写作 2026-11-20T09:00:00+08:00') })
    .meta({ label, hint, widget: 'datetime' })
}

/** A whole number from `min` to `max`, both included. */
export function wholeNumber(label: string, { min, max, hint }: Words & { min: number; max: number }) {
  const range = `须为 ${min} 到 ${max} 之间的整数`
  return z.int({ error: wrong(label, range) }).min(min, `${label}${range}`).max(max, `${label}${range}`)
    .meta({ label, hint, widget: 'number' })
}

/** A number with decimals from `min` to `max`: degrees of latitude and longitude. */
export function degrees(label: string, { min, max, hint }: Words & { min: number; max: number }) {
  const range = `须在 ${min} 到 ${max} 之间`
  return z.number({ error: wrong(label, range) }).min(min, `${label}${range}`).max(max, `${label}${range}`)
    .meta({ label, hint, widget: 'number' })
}

/** Yes or no; no when left out. */
export function yesNo(label: string, { hint }: Words = {}) {
  return z.boolean({ error: wrong(label, '须为 true 或 false') }).default(false)
    .meta({ label, hint, widget: 'boolean' })
}

/** One of the words of a list such as `honours`. */
export function choice<K extends string>(label: string, choices: Readonly<Record<K, string>>, { hint }: Words = {}) {
  const values = Object.keys(choices) as K[]
  return z.enum(values, { error: wrong(label, `须为下列之一：${values.map((value) => `${value}（${choices[value]}）`).join('、')}`) })
    .meta({ label, hint, widget: 'select', choices })
}

/** The id of an entry of another type; whether it exists is checked against the edition, not here. */
export function idOf(relation: string, label: string, { hint }: Words = {}) {
  return z.string({ error: wrong(label, '须为条目的编号') })
    .regex(entryId, `${label}的编号只用小写字母、数字和连字符`)
    .meta({ label, hint, widget: 'relation', relation })
}

/** What an entry's id (its file name) looks like. */
export const entryId = /^[a-z0-9]+(?:-[a-z0-9]+)*$/

const picturePath = /^\/media\/[a-z0-9-]+\/[A-Za-z0-9][A-Za-z0-9._-]*\.(?:svg|png|jpe?g|webp)$/
const filePath = /^\/media\/[a-z0-9-]+\/[A-Za-z0-9][A-Za-z0-9._-]*\.(?:pdf|docx?|xlsx?|zip|svg|png|jpe?g|webp)$/

/** The path of a file kept with the content, `/media/<folder>/<name>.<ext>`. */
export function file(label: string, { hint }: Words = {}) {
  return z.string({ error: wrong(label, '须为文件路径') })
    .regex(filePath, `${label}须为 /media/ 下的 PDF、Word、Excel、ZIP 或图片`)
    .meta({ label, hint, widget: 'file' })
}

/** A set of fields under one label; an unknown key is a fault that names it. */
export function group<Shape extends z.ZodRawShape>(label: string, shape: Shape, { hint }: Words = {}) {
  return z.strictObject(shape, { error: wordObjectFault(label) }).meta({ label, hint, widget: 'object' })
}

/** A picture with its words for people who cannot see it (无障碍环境建设法 Art. 32). */
export function picture(label: string, words: Words = {}) {
  return group(label, pictureFields, words)
}

const pictureFields = {
  src: z.string({ error: wrong('图片', '须为文件路径') })
    .regex(picturePath, '图片须为 /media/ 下的 SVG、PNG、JPG 或 WebP')
    .meta({ label: '图片', widget: 'image' }),
  alt: line('替代文字', { max: 120, hint: '看不见图的人听到的一句话：图里有谁、在做什么' }),
  caption: optional(line('图注', { max: 80 })),
}

/** A list, empty when left out. */
export function list<Item extends z.ZodType>(label: string, item: Item, { hint, itemLabel }: Words & { itemLabel?: string } = {}) {
  return z.array(item, { error: wrong(label, '须为列表') }).default([] as never)
    .meta({ label, hint, widget: 'list', itemLabel })
}

/** The same field, which may be left out. */
export function optional<Field extends z.ZodType>(field: Field) {
  return field.optional().meta({ ...field.meta() })
}

/** The fields of a whole entry; an unknown key is a fault that names it. */
export function entryFields<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape, { error: wordObjectFault('条目') })
}

function wordObjectFault(label: string) {
  return (issue: z.core.$ZodRawIssue) => {
    if (issue.code === 'unrecognized_keys') return `不认识的字段：${issue.keys.join('、')}`
    return issue.input === undefined ? `请填写${label}` : `${label}须为一组字段`
  }
}

/**
 * Drops what a form leaves behind for an empty field: null, '' and groups of nothing else.
 * Without it an untouched optional date would be a fault.
 */
export function withoutBlanks(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutBlanks).filter((item) => item !== undefined)
  if (value === null || value === '') return undefined
  if (!isPlainObject(value)) return value
  const kept = Object.entries(value)
    .map(([key, inner]) => [key, withoutBlanks(inner)] as const)
    .filter(([, inner]) => inner !== undefined)
  return kept.length === 0 ? undefined : Object.fromEntries(kept)
}

/** A Date has no entries of its own either, but it is a fault to report, not a blank to drop. */
function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
