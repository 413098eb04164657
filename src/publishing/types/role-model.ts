import type * as z from 'zod'
import { county } from './choices.ts'
import { publication, summary, title } from './entry.ts'
import { contentType } from './type.ts'
import { codeOf, entryFields, list, picture } from '#forms/entry-fields.ts'
import { choice, line, optional, wholeNumber, words } from '#forms/fields.ts'

export const nameKinds = { person: '个人', group: '集体' } as const

const fields = entryFields({
  title: title('姓名或集体名称'),
  name_kind: choice('个人或集体', nameKinds),
  honour: codeOf('honours', '荣誉', { hint: '荣誉的名称写在网站设置里' }),
  year: wholeNumber('年度', { min: 2000, max: 2100 }),
  batch: optional(line('批次', { max: 30, hint: '如：2026 年第三季' })),
  county: county(),
  occupation: optional(line('身份', { max: 40, hint: '如：护林员' })),
  summary: summary('一句话事迹', '一句话说清做了什么，用数字和细节，不用形容词'),
  quotation: optional(words('本人的话', { max: 80, hint: '不加引号' })),
  citation: optional(words('颁奖词', { max: 200 })),
  portrait: picture('画像或照片', { hint: '竖幅，10∶11' }),
  pictures: list('更多图片', picture('图片'), { itemLabel: '图片' }),
  ...publication,
})

export type RoleModel = z.output<typeof fields>

/** A person or group honoured (clause 19). The body is the story. */
export const roleModels = contentType({
  name: 'role-models',
  byYear: true,
  label: '榜样',
  one: '榜样',
  body: '事迹',
  fields,
  date: 'year',
  editors: { summary: '{{title}}（{{fields.year}}）', sort: ['title', 'year'], filter: 'honour', group: 'year' },
  column: {
    href: '/role-models',
    title: '身边的榜样',
    lead: '他们不是远处的人。护林的、开公交的、教编织的，做好一件事，做了很多年。',
    all: '全部榜样',
  },
  address: '/role-models/',
  parts: { by: 'honour', address: honour => `/role-models?honour=${honour}` },
  row: ({ title, summary, honour }, { honours }) => ({ title, summary, kind: honours.get(honour) ?? honour }),
  sharePictures: ({ portrait }) => [portrait.src],
  freshDays: 90,
  // Who is honoured has agreed to it (PIPL Art. 25).
  personalData: { own: 'title' },
})
