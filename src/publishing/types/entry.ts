import * as z from 'zod'
import { line, optional, tick, words } from '#forms/fields.ts'
import { instant, pattern } from '#forms/entry-fields.ts'
import { fieldsOf, type Meta, metaOf, type Option, optionsOf } from '#forms/meta.ts'
import { degrees } from '#forms/typed-fields.ts'

/** One published file, as readers see it. */
export interface Entry<Data = Record<string, unknown>> {
  /** Its file name without `.md`; unique in its type and part of its address. */
  id: string
  path: string
  data: Data
  /** Markdown; empty when the entry has no text. */
  body: string
  /** The text as HTML that is safe on a page; made at the first call. */
  html(): string
  /** When it came to the public branch, or was due to appear, whichever is later. No field can set it back. */
  publishedAt: Date
  updatedAt: Date
  /** Only a note is left of it, which nobody is led to. */
  withdrawn: boolean
}

/** The title every entry has; `label` says what it is for this type. */
export const title = (label = '标题') => line(label, { max: 60 })

/** The one or two sentences shown in lists, feeds and search results. */
export const summary = (label = '摘要', hint = '列表和搜索结果里显示的一两句话') => words(label, { max: 160, hint })

/** The number of a desk that is staffed, never a person's own. */
export function dutyPhone(label: string, example: string) {
  const field = pattern(label, /^[0-9+][0-9 ()-]{2,19}$/, `电话号码，如 ${example}`)
  return field.meta({ ...field.meta(), type: 'tel' })
}

const wgs84 = 'WGS84 或 CGCS2000（手机定位、天地图）；从高德、腾讯地图上抄的会偏几百米'
/** Within China, so that anyone who swaps the two is told. */
export const latitude = degrees('纬度', { min: 3, max: 54, hint: wgs84 })
export const longitude = degrees('经度', { min: 73, max: 136, hint: wgs84 })

/** Where exactly, when somebody knows. */
export const coordinates = { latitude: optional(latitude), longitude: optional(longitude) }

/** Both or neither. */
export function wholeCoordinates(
  entry: { latitude?: number | undefined; longitude?: number | undefined },
  fault: Fault,
): void {
  if ((entry.latitude === undefined) !== (entry.longitude === undefined)) fault('latitude', '经度和纬度须同时填写')
}

/** What every entry says about its own publication. */
export const publication = {
  sample: tick('示例', { hint: '演示用的虚构内容，页面上会标明“示例”' }),
  publish_at: optional(instant('定时发布', { hint: '不填则审定后立即发布' })),
  expires_at: optional(instant('到期下架', { hint: '到时自动从各页面、订阅和搜索中撤下' })),
}

/** For the list of a type whose entries say where they stand. */
export const inTheirOrder = (a: { order: number }, b: { order: number }): number => a.order - b.order

const chinese = new Intl.Collator('zh')

/** For a list that is looked through by words: by the first of them, where they are the same by the next. */
export function byWords<Data>(wordsOf: (data: Data) => string[]) {
  return (a: Data, b: Data): number => {
    const others = wordsOf(b)
    return wordsOf(a).reduce((order, word, at) => order || chinese.compare(word, others[at]!), 0)
  }
}

/** Says that one field of an entry is at fault, in words for the editor. */
export type Fault = (field: string, message: string) => void

/** Makes the schema of a type from its plain fields and the rules between them. */
export function entrySchema<Fields extends z.ZodObject>(
  fields: Fields,
  rules: (entry: z.output<Fields>, fault: Fault) => void = () => {},
) {
  const depending = dependingOf(fields)
  const checked = fields.superRefine((entry, context) => {
    const fault: Fault = (field, message) => {
      context.addIssue({ code: 'custom', path: [field], message })
    }
    const { publish_at, expires_at } = entry as { publish_at?: string; expires_at?: string }
    if (publish_at && expires_at && Date.parse(expires_at) <= Date.parse(publish_at)) {
      fault('expires_at', '到期下架须晚于定时发布')
    }
    checkDepending(depending, entry as Record<string, unknown>, fault)
    rules(entry as z.output<Fields>, fault)
  })
  return z.preprocess(data => withoutBlanks(data) ?? {}, checked)
}

/** A field that is filled in only for some values of the choice beside it. */
interface Depending {
  name: string
  label: string | undefined
  onlyFor: NonNullable<Meta['onlyFor']>
  governing: Meta
}

function dependingOf(fields: z.ZodObject): Depending[] {
  return fieldsOf(fields).flatMap(([name, field]) => {
    const { onlyFor, label } = metaOf(field)
    return onlyFor ? [{ name, label, onlyFor, governing: metaOf(fields.shape[onlyFor.field] as z.ZodType) }] : []
  })
}

/** What belongs to other values of a choice is not filled in, so that a form may leave it out. */
function checkDepending(depending: readonly Depending[], entry: Record<string, unknown>, fault: Fault): void {
  for (const { name, label, onlyFor, governing } of depending) {
    const isEmpty = entry[name] === undefined || (Array.isArray(entry[name]) && entry[name].length === 0)
    if (isEmpty || onlyFor.values.includes(String(entry[onlyFor.field]))) continue
    const options = optionsOf(governing) as readonly Option[]
    const chosen = options.filter(({ value }) => onlyFor.values.includes(value)).map(each => `“${each.label}”`)
    fault(name, `${label}只在${governing.label}为${chosen.join('、')}时填写，请清空，或改${governing.label}`)
  }
}

/**
 * Drops what a form leaves behind for an empty field: null, '', empty lists and groups of nothing else.
 * Without it an untouched optional date would be a fault.
 */
function withoutBlanks(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(withoutBlanks).filter(item => item !== undefined)
    return items.length === 0 ? undefined : items
  }
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
