import type * as z from 'zod'
import { entrySchema, publication, summary, title } from './entry.ts'
import { entryFields, file, group, list } from '#forms/entry-fields.ts'
import { choice, day, line, optional } from '#forms/fields.ts'

/** Notices, meetings (clause 2), praise and criticism (clause 5). */
export const noticeCategories = {
  notice: '通知公告',
  meeting: '会议',
  praise: '通报表扬',
  criticism: '通报批评',
} as const

/** A notice of the city. The body is its full text. */
export const noticeFields = entryFields({
  title: title(),
  category: choice('类别', noticeCategories),
  issuer: line('发布机关', { max: 60 }),
  document_number: optional(line('文号', { max: 40 })),
  issued_on: day('成文日期'),
  summary: summary(),
  attachments: list('附件', group('附件', { label: line('名称', { max: 60 }), file: file('文件') }), { itemLabel: '附件' }),
  ...publication,
})

export const notice = entrySchema(noticeFields)
export type Notice = z.infer<typeof notice>
