import type * as z from 'zod'
import { entrySchema, publication, summary, title } from './entry.ts'
import { entryFields, picture } from '#forms/entry-fields.ts'
import { choice, line, optional } from '#forms/fields.ts'

/** The special column of clause 18, etiquette, and clauses 14 and 21. */
export const topics = {
  garden: '常创文明城·共建大花园',
  etiquette: '文明礼仪',
  minors: '未成年人',
  volunteering: '志愿服务',
} as const

export const articleFields = entryFields({
  title: title(),
  topic: choice('专题', topics),
  summary: summary(),
  source: optional(line('来源', { max: 40 })),
  cover: optional(picture('题图', { hint: '横幅，16∶9' })),
  ...publication,
})

export const article = entrySchema(articleFields)
export type Article = z.infer<typeof article>
