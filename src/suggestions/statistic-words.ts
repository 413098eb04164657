import type { StatisticPart } from '#db/schema-record.ts'

/** What each column of the statistics counts, in words that anybody can check; also what its file says of itself. */
export const statisticColumns = {
  received: { label: '收到', meaning: '这个月收到的全部建言，不予受理、合并和提交人自己撤回的也在内。' },
  in_time: { label: '按时答复', meaning: '到统计时应该答复的里面，第一次答复没有超过时限的占多少（%）。' },
  median_days: { label: '天数（中位）', meaning: '从收到到提交人第一次看到答复的自然日，一半的建言不超过这个数。' },
  slow_days: { label: '天数（九成）', meaning: '十分之九的建言不超过这个数。' },
  satisfied: { label: '满意', meaning: '评价过的里面，最近一次评“满意”或“基本满意”的占多少（%）。' },
  reopened: { label: '重新办理', meaning: '提交人看到答复的里面，重新办过的占多少（%）。' },
} as const

export const statisticWords = {
  title: '办理统计',
  lead: '每个月收到多少、按不按时、用了几天、满意不满意，按单位、县（市、区）和类别。',
  month: '月份',
  choose: '看哪个月',
  show: '查看',
  parts: { city: '按月份', unit: '按牵头单位', county: '按县（市、区）', category: '按类别' } satisfies Record<
    StatisticPart,
    string
  >,
  heads: { city: '月份', unit: '牵头单位', county: '县（市、区）', category: '类别' } satisfies Record<
    StatisticPart,
    string
  >,
  city: '全市',
  rest: '其余合在一起',
  noUnit: '受理中心直接办理，或没有交办',
  none: '还没有公布的月份',
  noneHint: '一个月过完三十天以后公布，全市收到不足 5 件的月份不公布。',
  chart: (first: string, last: string) => `${first}到${last}每月收到的件数，数字见下面的表`,
  download: '下载全部月份（CSV）',
  data: '全部开放数据',
  meanings: '怎么算',
  rules: [
    '一个月过完三十天以后统计一次，公布了就不再改：不然拿前后两次的数一减，就能看出某一件的情况。',
    '收到不足 5 件的，和其余里最小的一个合成一行“其余合在一起”，各表都这样，所以从合计里也减不出来。',
    '不足 10 件的不算比例和天数；比例只说到整数，不说是几件里的几件。',
    '满意、重新办理高于 95% 的写 95%，低于 5% 的写 5%：人人都一样的评价，也会说出每个人的评价。',
  ],
  nothing: '—',
  percent: (share: number) => `${share}%`,
  columns: ['月份', '统计范围', '代码', '名称'],
} as const
