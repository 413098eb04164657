import { publication, summary, title } from './entry.ts'
import { contentType } from './type.ts'
import { entryFields, file, group, list } from '#forms/entry-fields.ts'
import { choice, day, line, optional } from '#forms/fields.ts'

/** Notices, meetings (clause 2), praise and criticism (clause 5). */
export const noticeCategories = {
  notice: '通知公告',
  meeting: '会议',
  praise: '通报表扬',
  criticism: '通报批评',
} as const

const fields = entryFields({
  title: title(),
  category: choice('类别', noticeCategories),
  issuer: line('发布机关', { max: 60 }),
  document_number: optional(line('文号', { max: 40 })),
  issued_on: day('成文日期'),
  summary: summary(),
  attachments: list('附件', group('附件', { label: line('名称', { max: 60 }), file: file('文件') }), {
    itemLabel: '附件',
  }),
  ...publication,
})

/** A notice of the city. The body is its full text. */
export const notices = contentType({
  name: 'notices',
  byYear: true,
  label: '通知公告',
  one: '通知公告',
  body: '正文',
  fields,
  date: 'issued_on',
  days: { past: ['issued_on'] },
  editors: { summary: '{{title}}（{{issued_on}}）', sort: ['issued_on', 'title'], filter: 'category', group: 'issuer' },
  column: {
    href: '/notices',
    title: '通知公告',
    lead: '例会、通知、通报表扬和通报批评，全文公开，可以打印。',
    all: '全部公告',
    within: '/news',
  },
  address: '/notices/',
  parts: { by: 'category', address: category => `/notices?category=${category}` },
  row: ({ title, summary, category, issued_on }) => ({
    title,
    summary,
    kind: noticeCategories[category],
    on: issued_on,
  }),
  freshDays: 180,
  personalData: { strict: ({ category }) => (category === 'criticism' ? 'confirmed' : undefined) },
  // Who is criticised by name is named after three reviews, never by a push.
  guarded: ({ category }) => category === 'criticism',
})
