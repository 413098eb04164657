import type * as z from 'zod'
import { publication, summary, title } from './entry.ts'
import { contentType } from './type.ts'
import { depending, entryFields, file, group, list } from '#forms/entry-fields.ts'
import { choice, day, line, optional, words } from '#forms/fields.ts'

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
  agenda: depending(list('议程', line('议程', { max: 120 }), { itemLabel: '一项', hint: '会上议的是什么' }), {
    onlyFor: { field: 'category', values: ['meeting'] },
  }),
  attachments: list('附件', group('附件', { label: line('名称', { max: 60 }), file: file('文件') }), {
    itemLabel: '附件',
  }),
  withdrawal: depending(
    optional(
      group(
        '撤下',
        { on: day('撤下日期'), reason: words('理由', { max: 300 }) },
        { hint: '填写后，全文和附件不再展示，只留撤下的日期和理由' },
      ),
    ),
    { onlyFor: { field: 'category', values: ['criticism'] } },
  ),
  ...publication,
})
type Notice = z.output<typeof fields>

/** Of a criticism that is taken down only that, when and why: who was named in public is cleared in public too (Civil Code Arts. 1025–1028). */
const noteOf = ({ category, issued_on, withdrawal, sample }: Notice): Notice => ({
  title: '本条通报批评已撤下',
  category,
  issuer: '',
  issued_on,
  summary: '',
  agenda: [],
  attachments: [],
  withdrawal,
  sample,
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
  sharePictures: () => [],
  freshDays: 180,
  withdrawn: entry => (entry.withdrawal ? noteOf(entry) : undefined),
  withdraw: (entry, withdrawal) =>
    entry.category === 'criticism' ? { ...entry, publish_at: undefined, expires_at: undefined, withdrawal } : undefined,
  personalData: { strict: ({ category }) => (category === 'criticism' ? 'confirmed' : undefined) },
  // Who is criticised by name is named after three reviews, never by a push.
  guarded: ({ category }) => category === 'criticism',
})
