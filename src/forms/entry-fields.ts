import * as z from 'zod'
import { line, optional } from './fields.ts'
import { type Meta, metaOf } from './meta.ts'
import { amountInYuan } from './typed/money.ts'

/** The builders that only an entry of content needs: fixed forms, moments, pictures, files, groups and lists, other entries. */

type Words = { hint?: string }
type ListWords = Words & { itemLabel?: string }

const missingOr = (label: string, otherwise: string) => (issue: { input?: unknown }) =>
  issue.input === undefined ? `请填写${label}` : `${label}${otherwise}`

/** A line of a fixed form: an address on the web. `form` says it in words. */
export function pattern(label: string, regex: RegExp, form: string) {
  return z
    .string({ error: missingOr(label, `须为${form}，若只有数字请加引号`) })
    .trim()
    .regex(regex, `${label}须为${form}`)
    .meta({ label, hint: form, kind: 'line' })
}

/** Money in yuan, kept as it is written: a binary number would lose fen. See `typed/money.ts`. */
export function money(label: string, { hint = '以元为单位，如 1280000 或 1280000.50，不写逗号和“万”' }: Words = {}) {
  const field = pattern(label, amountInYuan, '以元为单位的数，写作 1280000 或 1280000.50')
  return field.meta({ ...field.meta(), hint, kind: 'money' })
}

/** A number from `min` to `max` with one digit behind the point at most. */
export function decimal(label: string, { min, max, hint }: Words & { min: number; max: number }) {
  const fault = `${label}须在 ${min} 到 ${max} 之间，最多一位小数`
  return z
    .number({ error: missingOr(label, `须在 ${min} 到 ${max} 之间，最多一位小数`) })
    .min(min, fault)
    .max(max, fault)
    .refine(given => Number(given.toFixed(1)) === given, fault)
    .meta({ label, hint, kind: 'decimal' })
}

/** A moment in ISO 8601 with its offset, such as `2026-11-20T09:00:00+08:00`. */
export function instant(label: string, { hint }: Words = {}) {
  return z.iso
    .datetime({ offset: true, error: missingOr(label, '须为带时区的时间，写作 2026-11-20T09:00:00+08:00') })
    .meta({ label, hint, kind: 'instant' })
}

/** What an entry's id (its file name) looks like. */
export const entryId = /^[a-z0-9]+(?:-[a-z0-9]+)*$/

/** The id of an entry of another type; whether it exists is checked against the edition, not here. */
export function idOf(relation: string, label: string, { hint }: Words = {}) {
  return z
    .string({ error: missingOr(label, '须为条目的编号') })
    .regex(entryId, `${label}的编号只用小写字母、数字和连字符`)
    .meta({ label, hint, kind: 'relation', relation })
}

/** A code from a list of the city's settings; whether it stands there is checked against the edition, not here. */
export function codeOf(list: string, label: string, { hint }: Words = {}) {
  return z
    .string({ error: missingOr(label, '须为代码，若只有数字请加引号') })
    .meta({ label, hint, kind: 'choice', from: list })
}

const picturePath = /^\/media\/[a-z0-9-]+\/[\p{L}\p{N}][\p{L}\p{N}._-]*\.(?:svg|png|jpe?g|webp)$/u
/** The address of a file in the file store, as a regular expression. */
export const storedAddress = String.raw`/files/[0-9a-f]{16}/[a-z0-9][a-z0-9-]{0,60}\.[a-z0-9]{2,4}`
const filePath = new RegExp(
  String.raw`^(?:${storedAddress}|/media/[a-z0-9-]+/[\p{L}\p{N}][\p{L}\p{N}._-]*\.(?:pdf|docx?|xlsx?|zip|svg|png|jpe?g|webp))$`,
  'u',
)

/** A file from the file store, `/files/…`, or one that is kept with the content, `/media/<folder>/<name>.<ext>`. */
export function file(label: string, { hint }: Words = {}) {
  return z
    .string({ error: missingOr(label, '须为文件的地址') })
    .regex(filePath, `${label}须从文件库里选`)
    .meta({ label, hint, kind: 'file' })
}

/** A set of fields under one label; an unknown key is a fault that names it. */
export function group<Shape extends z.ZodRawShape>(label: string, shape: Shape, { hint }: Words = {}) {
  return z.strictObject(shape, { error: wordObjectFault(label) }).meta({ label, hint, kind: 'group' })
}

/** A picture with its words for people who cannot see it (无障碍环境建设法 Art. 32). */
export function picture(label: string, words: Words = {}) {
  return group(label, pictureFields, words)
}

/** The path of a picture that needs no words of its own. */
export function pictureFile(label: string, { hint }: Words = {}) {
  return z
    .string({ error: missingOr(label, '须为文件路径') })
    .regex(picturePath, `${label}须为 /media/ 下的 SVG、PNG、JPG 或 WebP`)
    .meta({ label, hint, kind: 'picture-path' })
}

const pictureFields = {
  src: pictureFile('图片'),
  alt: line('替代文字', { max: 120, hint: '看不见图的人听到的一句话：图里有谁、在做什么' }),
  caption: optional(line('图注', { max: 80 })),
}

/** A list, empty when left out. */
export function list<Item extends z.ZodType>(label: string, item: Item, { hint, itemLabel }: ListWords = {}) {
  return z
    .array(item, { error: missingOr(label, '须为列表') })
    .default([] as never)
    .meta({ label, hint, kind: 'list', itemLabel })
}

/** A list that has at least one item. */
export function filledList<Item extends z.ZodType>(label: string, item: Item, { hint, itemLabel }: ListWords = {}) {
  return z
    .array(item, { error: missingOr(label, '须为列表') })
    .min(1, `${label}至少要有一项`)
    .meta({ label, hint, kind: 'list', itemLabel })
}

/** The same field for some values of a choice beside it: where it may be filled in at all, and where it is asked for. */
export function depending<Field extends z.ZodType>(field: Field, on: Pick<Meta, 'onlyFor' | 'neededFor'>) {
  return field.meta({ ...metaOf(field), ...on })
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
