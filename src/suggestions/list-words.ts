import { suggestionStates } from './words.ts'

/** What the desk says about many suggestions at once, and about finding them. */

export const byPersonWords = {
  title: '按手机、称呼查建言',
  lead: '写完整的手机号，或者提交时填的完整称呼。每次查都有记录。',
  who: '手机号或称呼',
  missing: '请写手机号或称呼',
  find: '查',
  none: '没有这个人的建言',
  noneHint: '核对一下号码；称呼要和提交时填的一样，例：吴女士。',
  found: (count: number) => `查到 ${count} 件`,
} as const

export const savedFilterWords = {
  title: '常用条件',
  save: '存下来',
  remove: '去掉',
  done: '已存好。',
  tooMany: '最多存 20 组，请先去掉几组',
  none: '还没有存过。在列表里选好条件，点“存为常用”。',
} as const

export const acceptanceWords = {
  notChosen: '请先在表里选中要受理的建言',
  result: '受理结果',
  none: '没有选中可以受理的建言',
  done: '已受理',
} as const

export const handOverWords = {
  title: '批量交办',
  lead: '不选牵头单位，就各交给左边建议的单位；选了，就都交给它。每一件单独成败，办不成的会写明原因。',
  proposed: (unit: string) => `建议：${unit}`,
  noProposal: '名录里没有建议的单位，请单独交办',
  eachItsOwn: '各按建议的单位',
  none: '没有选中可以交办的建言',
  submit: (count: number) => `交办这 ${count} 件`,
  done: '已交办',
  result: '交办结果',
} as const

/** The tabs of the table, in order; an officer has only what lies with their unit. */
export const queueTabs = [
  { view: 'mine', label: '待我办' },
  { view: 'overdue', label: '已逾期' },
  { view: 'risen', label: '已上报' },
  { view: 'received', label: suggestionStates.received, office: true },
  { view: 'accepted', label: '待交办', office: true },
  { view: 'returned', label: suggestionStates.returned, office: true },
  { view: 'answered', label: '待核实', office: true },
  { view: 'revisit', label: '待回访', office: true },
  { view: 'open', label: '办理中' },
  { view: 'closed', label: suggestionStates.closed },
  { view: 'all', label: '全部' },
] as const
