import type * as z from 'zod'
import { publication, title } from './entry.ts'
import { contentType } from './type.ts'
import { depending, entryFields, idOf, list, pattern } from '#forms/entry-fields.ts'
import { choice, day, optional, wholeNumber, words } from '#forms/fields.ts'

export const taskStates = {
  planned: '未开始',
  running: '进行中',
  done: '已完成',
  dropped: '不再做',
} as const

const evidence = { itemLabel: '一条' }

const fields = entryFields({
  title: title('任务'),
  year: wholeNumber('年度', { min: 2000, max: 2100 }),
  number: wholeNumber('序号', { min: 1, max: 999, hint: '在当年清单里排第几' }),
  indicator: optional(idOf('indicators', '对应的指标')),
  standard: words('完成标准', { max: 300, hint: '做到什么程度算完成，能数的写数' }),
  lead: idOf('departments', '牵头单位', { hint: '一件任务只有一个牵头单位' }),
  supporting: list('协办单位', idOf('departments', '协办单位'), { itemLabel: '协办单位' }),
  meeting: optional(idOf('notices', '定下它的例会', { hint: '例会上议定的填，会议的页面上也列出来' })),
  due: day('完成期限'),
  state: choice('进度', taskStates),
  done_on: depending(optional(day('完成日期')), {
    onlyFor: { field: 'state', values: ['done'] },
    neededFor: { field: 'state', values: ['done'] },
  }),
  progress: optional(words('做到哪一步', { max: 500, hint: '已完成的写结果；不再做的写原因' })),
  notices: list('依据：公告', idOf('notices', '公告'), evidence),
  articles: list('依据：报道', idOf('articles', '报道'), evidence),
  exposures: list('依据：曝光整改', idOf('exposures', '曝光'), evidence),
  records: list('依据：公开答复', pattern('建言编号', /^20\d\d-[1-9]\d{0,6}$/, '建言的编号，如 2026-123'), {
    ...evidence,
    hint: '已经公开的建言；没有公开的，读者看不到',
  }),
  ...publication,
})

export type Task = z.output<typeof fields>

/** Whether its day has passed and it is neither done nor dropped. */
export const isOverdue = ({ state, due }: Task, today: string): boolean =>
  state !== 'done' && state !== 'dropped' && due < today

/** The state of a task on a day in a word, and whether it is a bad one. */
export const sayState = (task: Task, today: string): { text: string; late: boolean } =>
  isOverdue(task, today) ? { text: '逾期', late: true } : { text: taskStates[task.state], late: false }

/** A task of the yearly list (任务清单, clause 6). */
export const tasks = contentType({
  name: 'tasks',
  label: '任务清单',
  one: '任务',
  body: '补充说明',
  fields,
  rules(entry, fault) {
    const { lead, supporting, year, due, state, done_on, progress } = entry
    if (supporting.includes(lead)) fault('supporting', '牵头单位不用再列为协办单位')
    if (!due.startsWith(`${year}-`)) fault('due', `${year} 年清单里的任务，期限须在当年`)
    if (state === 'done' && !done_on) fault('done_on', '已完成的须填完成日期')
    if (state === 'done' && !progress && countEvidence(entry) === 0)
      fault('progress', '已完成的须写明结果，或者至少选一条依据')
    if (state === 'dropped' && !progress) fault('progress', '不再做的须写明原因')
  },
  unique: [
    { keys: ({ year, number }) => [`${year} ${number}`], field: 'number', says: '这一年清单里的这个序号已经有了' },
  ],
  order: (a, b) => b.year - a.year || a.number - b.number,
  editors: { summary: '{{year}}-{{number}} {{title}}', sort: ['year', 'number'], filter: 'state', group: 'year' },
  days: { past: ['done_on'] },
  column: {
    href: '/creation/tasks',
    title: '今年答应做的事',
    lead: '每年一张任务清单：做什么、做到什么程度、谁牵头、哪天做完，做到了没有，依据在哪里。',
    all: '全部任务',
    within: '/creation',
  },
  address: '/creation/tasks/',
  register: {
    facts: ['lead', 'due', 'state'],
    filters: ['state'],
    said: (task, today) => ({ state: sayState(task, today).text }),
  },
  freshDays: 90,
})

/** How many entries and answers a task names as its evidence. */
const countEvidence = ({ notices, articles, exposures, records }: Task): number =>
  notices.length + articles.length + exposures.length + records.length
