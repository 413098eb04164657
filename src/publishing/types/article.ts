import type * as z from 'zod'
import { publication, summary, title } from './entry.ts'
import { childCheck } from './minors.ts'
import { contentType } from './type.ts'
import { entryFields, picture } from '#forms/entry-fields.ts'
import { choice, line, optional } from '#forms/fields.ts'

/** The special column of clause 18, etiquette, and clauses 14 and 21. */
export const topics = {
  garden: '常创文明城·共建大花园',
  etiquette: '文明礼仪',
  minors: '未成年人',
  volunteering: '志愿服务',
} as const

/** What each is about, under its title. */
export const topicLeads = {
  garden: '一条斑马线、一段绿道、一处老小区，文明城市是一处一处照看出来的。',
  etiquette: '不讲大道理，只说今天就能做的小事。',
  minors: '学校、家庭和社会一起，让孩子放学有去处、心事有人听。',
  volunteering: '怎样开始、怎样做好、怎样做得长久。',
} as const

const fields = entryFields({
  title: title(),
  topic: choice('专题', topics),
  summary: summary(),
  source: optional(line('来源', { max: 40 })),
  cover: optional(picture('题图', { hint: '横幅，16∶9' })),
  child_check: childCheck({ field: 'topic', values: ['minors'] }),
  ...publication,
})

export type Article = z.output<typeof fields>

/** A story of the city. The news show articles and notices together. */
export const articles = contentType({
  name: 'articles',
  byYear: true,
  label: '专题文章',
  one: '文章',
  body: '正文',
  fields,
  editors: { filter: 'topic' },
  column: { href: '/news', title: '资讯', lead: '会议、通知、表扬与批评，还有写给每个人的文明小事。', all: '全部资讯' },
  address: '/news/',
  parts: { by: 'topic', address: topic => `/topics/${topic}` },
  row: ({ title, summary, topic }) => ({ title, summary, kind: topics[topic] }),
  sharePictures: ({ cover }) => (cover ? [cover.src] : []),
  freshDays: 14,
  minors: ({ topic }) => topic === 'minors',
})
