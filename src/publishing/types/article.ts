import type * as z from 'zod'
import { publication, summary, title } from './entry.ts'
import { type AtTheGate, contentType, type GateFault } from './type.ts'
import { depending, entryFields, group, picture } from '#forms/entry-fields.ts'
import { choice, day, line, optional } from '#forms/fields.ts'

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
  child_check: depending(
    optional(
      group(
        '孩子的画面核对',
        {
          by: line('核对人', { max: 30, hint: '须为撰稿人以外、审这一稿的人' }),
          on: day('核对日期'),
          result: choice('核对结果', {
            unseen: '看不出是哪个孩子',
            consent: '看得出，本人和监护人都书面同意公开',
          }),
        },
        { hint: '有照片的未成年人文章须由第二人核对；画的图不用' },
      ),
    ),
    { onlyFor: { field: 'topic', values: ['minors'] } },
  ),
  ...publication,
})

export type Article = z.output<typeof fields>

export const childWords = {
  unchecked: '未成年人文章里有照片，须由第二人核对孩子的脸：请填写“孩子的画面核对”。',
  notSigned: (name: string) =>
    `孩子的画面须由第二人核对：“${name}”不是这一稿的初审、复审或终审人。请由核对人本人审这一稿，或改填真正核对的人。`,
} as const

const photographs = /\/media\/[^\s)"']+?\.(?:webp|jpe?g|png)/g

/** Of a photograph of children somebody says that none is known by it, or that all agreed (未成年人保护法 Arts. 4, 49, 72). */
async function findChildFault({
  entry,
  body,
  before,
  signed,
  ...pictures
}: AtTheGate<Article>): Promise<GateFault | undefined> {
  const photosOf = (article: Article, text: string) => `${article.cover?.src ?? ''} ${text}`.match(photographs) ?? []
  const photos = photosOf(entry, body)
  if (entry.topic !== 'minors' || photos.length === 0) return undefined
  if (!entry.child_check) return { field: 'child_check', error: childWords.unchecked }
  const isSame = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)
  const isOld =
    before &&
    !pictures.hasNewPictures &&
    !pictures.hasReplacedPictures &&
    isSame(before.entry.child_check, entry.child_check) &&
    isSame(photosOf(before.entry, before.body), photos)
  if (isOld || signed.includes(entry.child_check.by)) return undefined
  return { field: 'child_check.by', error: childWords.notSigned(entry.child_check.by) }
}

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
  days: { past: ['child_check.on'] },
  // Who names a child has asked: a second person says so.
  personalData: {
    exempt: ['child_check.by'],
    strict: ({ topic }) => (topic === 'minors' ? 'confirmed' : undefined),
  },
  gate: findChildFault,
})
