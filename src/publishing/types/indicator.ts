import type * as z from 'zod'
import { inTheirOrder, publication, title } from './entry.ts'
import { contentType } from './type.ts'
import { codeOf, entryFields, idOf, list } from '#forms/entry-fields.ts'
import { choice, line, optional, wholeNumber, words } from '#forms/fields.ts'
import { activityKinds } from '#volunteering/activities/words.ts'

export const indicatorSystems = {
  national: '全国文明城市测评（国测）',
  provincial: '浙江省文明城市测评（省测）',
} as const

/** What can show that an indicator is kept. */
export const evidenceKinds = {
  tasks: '任务',
  records: '公开答复',
  exposures: '曝光整改',
  notices: '公告和报道',
  placements: '公益广告点位',
  activities: '志愿活动',
} as const
export type EvidenceKind = keyof typeof evidenceKinds

const fields = entryFields({
  title: title('指标'),
  system: choice('测评体系', indicatorSystems),
  number: optional(line('编号', { max: 20, hint: '测评体系里的编号，如 3.2' })),
  standard: words('测评标准', { max: 300, hint: '看什么、做到什么程度算达标' }),
  lead: idOf('departments', '牵头单位', { hint: '一个指标只有一个牵头单位' }),
  supporting: list('协办单位', idOf('departments', '协办单位'), { itemLabel: '协办单位' }),
  categories: list('对应的建言类别', codeOf('categories', '类别'), {
    itemLabel: '类别',
    hint: '市民选了这些类别，工作台会建议交给这个牵头单位',
  }),
  evidence: list('每年要有的依据', choice('依据', evidenceKinds), {
    itemLabel: '一种',
    hint: '缺了哪种，指标页上会写出来；不填的，看任务，市民能反映的还看公开答复',
  }),
  activities: list('算作依据的志愿活动', choice('活动类别', activityKinds), { itemLabel: '一类' }),
  order: wholeNumber('排序', { min: 0, max: 9999, hint: '从小到大；几个指标对应同一类别时，排在前面的先用' }),
  ...publication,
})

export type Indicator = z.output<typeof fields>

/**
 * An indicator of the assessments and who answers for it: exactly one lead unit, and those that help (clause 7).
 * The categories of suggestions it covers find their lead unit through it.
 */
export const indicators = contentType({
  name: 'indicators',
  label: '测评指标',
  one: '指标',
  body: '补充说明',
  fields,
  rules({ lead, supporting }, fault) {
    if (supporting.includes(lead)) fault('supporting', '牵头单位不用再列为协办单位')
  },
  unique: [
    {
      keys: ({ system, number }) => (number ? [`${system} ${number}`] : []),
      field: 'number',
      says: '这个编号的指标已经有了，一个指标只登记一条、只有一个牵头单位',
    },
    {
      keys: ({ system, title }) => [`${system} ${title}`],
      field: 'title',
      says: '这个指标已经有了，一个指标只登记一条、只有一个牵头单位',
    },
  ],
  order: inTheirOrder,
  editors: { sort: ['order', 'title'], filter: 'system' },
  column: {
    href: '/creation/responsibility',
    title: '指标归谁管',
    lead: '每一项测评指标只有一个牵头单位，几个单位协办。你的建言选了哪一类，就先找对应的牵头单位。',
    all: '全部指标',
    within: '/creation',
  },
  address: '/creation/responsibility/',
})
