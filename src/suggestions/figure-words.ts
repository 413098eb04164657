import type { Hidden, HiddenShare } from './public-figures.ts'
import type { QueueMark } from './marks.ts'
import type { Share } from './figures.ts'

/** The rows behind a figure or a light, named. */
export const markWords: Record<QueueMark, string> = {
  'accepted-in-time': '按时受理',
  'accepted-late': '受理逾期',
  'acceptance-due': '应受理',
  answered: '已答复',
  'answered-in-time': '按时答复',
  'answered-late': '答复逾期',
  'answer-due': '应答复',
  reopened: '重新办理过',
  satisfied: '满意',
  'fairly-satisfied': '基本满意',
  dissatisfied: '不满意',
  rated: '已评价',
  'rated-well': '满意和基本满意',
  'red-light': '亮红灯',
  'yellow-light': '亮黄灯',
}

/** What each figure counts, in words that anybody can check. */
export const figureMeanings: Record<'received' | Share, { label: string; meaning: string }> = {
  received: { label: '收到', meaning: '这段时间收到的全部建言，不予受理、合并和提交人自己撤回的也在内。' },
  acceptance: {
    label: '按时受理',
    meaning: '应受理的里面，在时限内答应办、或者说明为什么不能办的占多少。到期还没有回音的，算应受理、算逾期。',
  },
  answer: {
    label: '按时答复',
    meaning: '应答复的里面，第一次答复没有超过时限的占多少。到期还没有答复的，算应答复、算逾期；还没到期的不算。',
  },
  reopening: {
    label: '重新办理',
    meaning: '提交人看到答复的建言里，因为没有解决或者不满意而重新办过的占多少。重办几次都只算一件。',
  },
  satisfaction: {
    label: '满意',
    meaning: '提交人评价过的建言里，最近一次评“满意”或“基本满意”的占多少。没有评价的不算。',
  },
}

export const figureWords = {
  title: '统计',
  lead: '收到多少，按不按时，满意不满意',
  publicTitle: '办得怎么样',
  publicLead: '收到多少，按不按时，重新办了多少，大家满意不满意。每个数字怎么算，都写在旁边。',
  homeTitle: '收到的建言，答复了没有',
  pieces: '件',
  rate: (label: string, period?: string) => `${label}率${period ? `（${period}）` : ''}`,
  period: (first: string, last: string) => (first === last ? first : `${first}至${last}`),
  lastYear: (first: string, last: string) => `最近 12 个月（${first}至${last}）收到的建言`,
  asOf: (moment: string) => `数字截至 ${moment}`,
  meanings: '怎么算',
  everything: '全部数字和算法',
  common:
    '按收到建言的月份、事情所在的县（市、区）和现在的牵头单位统计；以后才受理、答复的，算回收到的那个月。时限按工作日算，批准延期和挂账的，按改过的日子算。',
  small:
    '不足 5 件的数字不公布，免得有人被认出来；会让人从合计里倒推出来的，也不列。不足 10 件的不算比例，比例只说到整数。重新办理和满意，一个月过完三十天后统计一次，公布了就不再改，高于 95% 的写 95%，低于 5% 的写 5%；合计里列的是最近公布的那个月。',
  byMonth: '按月份',
  byCounty: '按县（市、区）',
  byUnit: '按牵头单位',
  month: '月份',
  county: '县（市、区）',
  unit: '牵头单位',
  kind: '类型',
  from: '从',
  to: '到',
  any: '全部',
  filter: '查看',
  clear: '回到最近 12 个月',
  noUnit: '没有牵头单位',
  share: (part: number, of: number) => `${part}/${of}`,
  hidden: { few: '不足5件', withheld: '未列', 'small-base': '不足10件', later: '还没公布' } satisfies Record<
    Hidden | HiddenShare,
    string
  >,
  smallMonths: (count: number) => `另有 ${count} 个月收到的不足 5 件，没有单列。`,
  none: '这段时间没有收到建言',
  noneHint: '换一段时间，或者放宽条件再看。',
  nonePublic: '还没有数字',
  nonePublicHint: '收到建言以后，受理、答复和评价的情况会每分钟更新在这里。',
  suggest: '提第一条建言',
} as const

export const performanceWords = {
  title: '单位和联络员',
  lead: '按收到建言的月份统计，最多一年。天数是从首次交办到市民第一次看到答复的自然日，取中位数。点数字看是哪些建言。',
  byUnit: '按牵头单位',
  byOfficer: '按答复的联络员',
  officer: '联络员',
  columns: ['件数', '天数（中位）', '按时答复', '答复逾期', '退单', '重新办理', '已评价', '满意和基本满意'],
} as const
