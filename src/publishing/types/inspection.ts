import { county } from './choices.ts'
import { publication, title } from './entry.ts'
import { contentType } from './type.ts'
import { entryFields, filledList, group, idOf, list } from '#forms/entry-fields.ts'
import { choice, day, line, optional, wholeNumber, words } from '#forms/fields.ts'

/** 两代表一委员. */
export const deputyGroups = {
  party: '党代表',
  congress: '人大代表',
  consultative: '政协委员',
} as const

const findingStates = { open: '在改', settled: '已改好' } as const

const fields = entryFields({
  title: title('视察什么'),
  on: day('日期'),
  county: county(),
  place: line('地点', { max: 60, hint: '写到路段或小区，不写门牌号' }),
  registered_by: line('登记机构', { max: 40, hint: '代表（委员）资格管理机构，如：某某街道人大工委' }),
  attendance: filledList(
    '参加情况',
    group('一组', {
      group: choice('身份', deputyGroups),
      office: line('哪个团、组', { max: 40, hint: '只写团、组和人数，不写姓名' }),
      invited: wholeNumber('应到', { min: 1, max: 500 }),
      present: wholeNumber('实到', { min: 0, max: 500 }),
    }),
    { itemLabel: '一组' },
  ),
  findings: list(
    '看到的问题',
    group('问题', {
      what: words('问题', { max: 200, rows: 2 }),
      unit: optional(idOf('departments', '交给谁改')),
      state: choice('改得怎么样', findingStates),
      settled_on: optional(day('改好日期')),
    }),
    { itemLabel: '一个问题' },
  ),
  ...publication,
})

/** An inspection by deputies (clause 16), written down by the office that keeps their register: groups and numbers, no names. */
export const inspections = contentType({
  name: 'inspections',
  byYear: true,
  label: '代表委员视察',
  one: '视察',
  body: '经过',
  fields,
  rules(entry, fault) {
    const seen = new Set<string>()
    for (const { group, office, invited, present } of entry.attendance) {
      const name = `${deputyGroups[group]}（${office}）`
      if (present > invited) fault('attendance', `${name}实到 ${present} 人，多于应到 ${invited} 人`)
      if (seen.has(name)) fault('attendance', `${name}登记了两次`)
      seen.add(name)
    }
    for (const [at, { state, settled_on }] of entry.findings.entries()) {
      const nth = `第 ${at + 1} 个问题`
      if (state === 'settled' && !settled_on) fault('findings', `${nth}已改好，须填改好日期`)
      if (state === 'open' && settled_on) fault('findings', `${nth}还在改，不填改好日期`)
      if (settled_on && settled_on < entry.on) fault('findings', `${nth}的改好日期早于视察日期`)
    }
  },
  date: 'on',
  order: (a, b) => b.on.localeCompare(a.on),
  editors: { summary: '{{title}}（{{on}}）', sort: ['on', 'title'] },
  column: {
    href: '/creation/inspections',
    title: '代表委员来视察',
    lead: '党代表、人大代表、政协委员看了哪里，到了多少人，看到什么问题，改好了没有。',
    all: '全部视察',
    within: '/creation',
  },
  address: '/creation/inspections/',
  register: {
    facts: ['on', 'county', 'place', 'registered_by'],
    filters: ['county'],
    mark({ findings }) {
      const open = findings.filter(({ state }) => state === 'open').length
      if (open > 0) return { words: `${open} 个问题在改`, tone: 'plain' }
      return findings.length > 0 ? { words: '都改好了', tone: 'celadon' } : undefined
    },
  },
  freshDays: 180,
  days: { past: ['on', 'findings.*.settled_on'], inOrder: [['on', 'findings.*.settled_on']] },
})
