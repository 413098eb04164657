import * as z from 'zod'
import { instant, line, optional, tick, words } from '#forms/fields.ts'

/** The title every entry has; `label` says what it is for this type. */
export const title = (label = '标题') => line(label, { max: 60 })

/** The one or two sentences shown in lists, feeds and search results. */
export const summary = (label = '摘要', hint = '列表和搜索结果里显示的一两句话') => words(label, { max: 160, hint })

/** What every entry says about its own publication. */
export const publication = {
  sample: tick('示例', { hint: '演示用的虚构内容，页面上会标明“示例”' }),
  publish_at: optional(instant('定时发布', { hint: '不填则审定后立即发布' })),
  expires_at: optional(instant('到期下架', { hint: '到时自动从各页面、订阅和搜索中撤下' })),
}

/** Says that one field of an entry is at fault, in words for the editor. */
export type Fault = (field: string, message: string) => void

/**
 * Makes the schema of a type from its plain fields and the rules between fields. The plain object
 * stays reachable beside it (`fields`), because a form is derived from its shape.
 */
export function entrySchema<Fields extends z.ZodObject>(fields: Fields, rules: (entry: z.output<Fields>, fault: Fault) => void = () => {}) {
  const checked = fields.superRefine((entry, context) => {
    const fault: Fault = (field, message) => {
      context.addIssue({ code: 'custom', path: [field], message })
    }
    const { publish_at, expires_at } = entry as { publish_at?: string; expires_at?: string }
    if (publish_at && expires_at && Date.parse(expires_at) <= Date.parse(publish_at)) {
      fault('expires_at', '到期下架须晚于定时发布')
    }
    rules(entry as z.output<Fields>, fault)
  })
  return z.preprocess((data) => withoutBlanks(data) ?? {}, checked)
}

/**
 * Drops what a form leaves behind for an empty field: null, '' and groups of nothing else.
 * Without it an untouched optional date would be a fault.
 */
function withoutBlanks(value: unknown): unknown {
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
