import { topics } from './article.ts'
import { publication, title } from './entry.ts'
import { childCheck } from './minors.ts'
import { contentType } from './type.ts'
import { codeOf, entryFields, file, filledList, group, idOf, list, pattern, picture } from '#forms/entry-fields.ts'
import { choice, day, line, optional, words } from '#forms/fields.ts'

const fields = entryFields({
  title: title('行动名称'),
  goal: words('目标', { max: 160, rows: 2, hint: '到什么时候，做到什么程度' }),
  topic: optional(choice('专题', topics, { hint: '选“未成年人”的，列在“孩子可以去哪里”的页面上' })),
  begins_on: day('开始日期'),
  ends_on: day('结束日期'),
  lead: idOf('departments', '牵头单位'),
  units: list('参加单位', idOf('departments', '单位'), { itemLabel: '单位' }),
  measures: filledList('怎么做', line('一条措施', { max: 120 }), { itemLabel: '一条措施' }),
  rule: optional(
    group(
      '自动归入的建言',
      {
        categories: list('类别', codeOf('categories', '类别'), { itemLabel: '类别', hint: '不填为各类' }),
        counties: list('县（市、区）', codeOf('counties', '县（市、区）'), {
          itemLabel: '县（市、区）',
          hint: '不填为全市',
        }),
        place: optional(line('地点', { max: 30, hint: '建言写的地点里有这几个字的才算，如：大猷街；不填为各处' })),
        from: optional(day('从哪天收到的算起', { hint: '不填为行动开始那天' })),
        until: optional(day('到哪天收到的为止', { hint: '不填为行动结束那天' })),
      },
      { hint: '公开答复的建言，合这几条的都算在这次行动里' },
    ),
  ),
  matters: list('另外归入的建言', pattern('登记号', /^20\d\d-\d{1,9}$/, '登记号，如 2026-123'), {
    itemLabel: '登记号',
    hint: '不合上面的规则、也属于这次行动的，一件一件填；没有公开的不显示',
  }),
  exposures: list('归入的曝光', idOf('exposures', '曝光'), {
    itemLabel: '曝光',
    hint: '整改前后的图片会列在行动的页面上',
  }),
  pairs: list(
    '行动自己的图片',
    group('一处', {
      place: line('地点', { max: 40 }),
      before: picture('整改前'),
      after: picture('整改后'),
    }),
    { itemLabel: '一处', hint: '人脸、车牌、门牌号须遮盖' },
  ),
  report: optional(file('总结报告的文件')),
  child_check: childCheck({ field: 'topic', values: ['minors'] }),
  ...publication,
})

/** A drive against one kind of trouble (clause 8). What belongs to it and how far it is are counted, never typed. */
export const drives = contentType({
  name: 'drives',
  byYear: true,
  label: '专项整治',
  one: '行动',
  body: '总结（结束后写）',
  fields,
  rules(entry, fault) {
    const { rule, begins_on, ends_on } = entry
    if (ends_on < begins_on) fault('ends_on', '结束日期不能早于开始日期')
    if (rule && (rule.until ?? ends_on) < (rule.from ?? begins_on)) fault('rule', '自动归入的止日早于起日')
  },
  date: 'begins_on',
  order: (a, b) => b.begins_on.localeCompare(a.begins_on),
  editors: { sort: ['begins_on', 'ends_on', 'title'] },
  column: {
    href: '/creation/drives',
    title: '专项整治',
    lead: '一次集中解决一类问题：目标是什么，谁来做，归进来的建言改了多少，一件一件查得到。',
    all: '全部行动',
    within: '/creation',
  },
  address: '/creation/drives/',
  row: ({ title, goal }) => ({ title, summary: goal, kind: '专项整治' }),
  register: {
    facts: ['goal', 'begins_on', 'ends_on', 'lead', 'units'],
    filters: [],
    mark({ begins_on, ends_on }, today) {
      if (today < begins_on) return { words: '还没开始', tone: 'plain' }
      return today > ends_on ? { words: '已结束', tone: 'plain' } : { words: '进行中', tone: 'celadon' }
    },
  },
  minors: ({ topic }) => topic === 'minors',
  freshDays: 90,
  days: { inOrder: [['begins_on', 'ends_on']] },
})
