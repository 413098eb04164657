import { county } from './choices.ts'
import { byWords, coordinates, dutyPhone, publication, title, wholeCoordinates } from './entry.ts'
import { childCheck } from './minors.ts'
import { contentType } from './type.ts'
import { holidayRules, weekdays, weeksOfMonth } from '#calendar/opening-hours.ts'
import { entryFields, group, idOf, list, pattern } from '#forms/entry-fields.ts'
import { choice, day, line, optional, words } from '#forms/fields.ts'

export const facilityKinds = {
  'parents-school': '家长学校',
  'activity-place': '校外活动场所',
  'village-palace': '乡村学校少年宫',
  counselling: '心理健康辅导站',
} as const

const clock = (label: string) => pattern(label, /^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, '时间，写作 08:30')

const fields = entryFields({
  title: title('名称'),
  kind: choice('类型', facilityKinds),
  county: county(),
  address: line('地址', { max: 80 }),
  opening: list(
    '开放时段',
    group('时段', {
      from_day: choice('从', weekdays),
      to_day: choice('到', weekdays, { hint: '只有一天的，和“从”选同一天' }),
      opens: clock('开门'),
      closes: clock('关门'),
      week: optional(choice('每月第几个', weeksOfMonth, { hint: '每周都开的不填' })),
      from: optional(day('从哪天起', { hint: '全年一样的不填' })),
      until: optional(day('到哪天止')),
    }),
    { itemLabel: '时段', hint: '上午、下午分开填；“现在开放”照它算' },
  ),
  holidays: optional(choice('法定节假日', holidayRules)),
  hours: optional(line('开放时间的补充', { max: 80, hint: '时段里说不清的，如：学期中周六上午' })),
  hotline: optional(dutyPhone('电话', '0578-0000001')),
  for_whom: optional(line('适合谁', { max: 60, hint: '如：6–14 岁，家长可以陪同' })),
  booking: optional(words('怎么预约', { max: 200, rows: 3, hint: '不用预约的不填' })),
  unit: optional(idOf('departments', '主管单位')),
  ...coordinates,
  child_check: childCheck(),
  ...publication,
})

/** Where minors are welcome, taught or listened to (clause 21). No entry shows a child. */
export const facilities = contentType({
  name: 'facilities',
  label: '未成年人场所',
  one: '未成年人场所',
  body: '有什么、怎么去',
  fields,
  rules(entry, fault) {
    const { opening, hours } = entry
    wholeCoordinates(entry, fault)
    if (opening.length === 0 && !hours) fault('opening', '请填写开放时段；说不成时段的，写在“开放时间的补充”里')
    for (const [at, { opens, closes, from, until }] of opening.entries()) {
      if (closes <= opens) fault('opening', `第 ${at + 1} 个时段：关门须晚于开门，过了半夜的分成两段`)
      if (from && until && until < from) fault('opening', `第 ${at + 1} 个时段：“到哪天止”早于“从哪天起”`)
    }
  },
  order: byWords(facility => [facility.county, facility.kind, facility.title]),
  editors: { filter: 'kind', group: 'county' },
  column: {
    href: '/creation/minors',
    title: '孩子可以去哪里',
    lead: '家长学校、校外活动场所、乡村学校少年宫、心理健康辅导站：在哪里、什么时候开、电话多少。',
    all: '全部场所',
    within: '/creation',
  },
  address: '/creation/minors/',
  register: { facts: ['kind', 'county', 'address', 'hours', 'hotline'], filters: ['kind', 'county'] },
  minors: () => true,
  freshDays: 365,
  personalData: { exempt: ['address'] },
})
