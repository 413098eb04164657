import { county } from './choices.ts'
import { byWords, coordinates, dutyPhone, publication, title, wholeCoordinates } from './entry.ts'
import { contentType } from './type.ts'
import { entryFields, idOf } from '#forms/entry-fields.ts'
import { choice, line, optional, words } from '#forms/fields.ts'

export const facilityKinds = {
  'parents-school': '家长学校',
  'activity-place': '校外活动场所',
  'village-palace': '乡村学校少年宫',
  counselling: '心理健康辅导站',
} as const

const fields = entryFields({
  title: title('名称'),
  kind: choice('类型', facilityKinds),
  county: county(),
  address: line('地址', { max: 80 }),
  hours: line('开放时间', { max: 80, hint: '如：周六、周日 9:00–11:30，14:00–17:00' }),
  hotline: optional(dutyPhone('电话', '0578-0000001')),
  for_whom: optional(line('适合谁', { max: 60, hint: '如：6–14 岁，家长可以陪同' })),
  booking: optional(words('怎么预约', { max: 200, rows: 3, hint: '不用预约的不填' })),
  unit: optional(idOf('departments', '主管单位')),
  ...coordinates,
  ...publication,
})

/** Where minors are welcome, taught or listened to (clause 21). No entry shows a child. */
export const facilities = contentType({
  name: 'facilities',
  label: '未成年人场所',
  one: '未成年人场所',
  body: '有什么、怎么去',
  fields,
  rules: wholeCoordinates,
  order: byWords(facility => [facility.county, facility.kind, facility.title]),
  editors: { filter: 'kind', group: 'county' },
  column: {
    href: '/creation/facilities',
    title: '孩子可以去哪里',
    lead: '家长学校、校外活动场所、乡村学校少年宫、心理健康辅导站：在哪里、什么时候开、电话多少。',
    all: '全部场所',
    within: '/creation',
  },
  address: '/creation/facilities/',
  register: { facts: ['kind', 'county', 'address', 'hours', 'hotline'], filters: ['kind', 'county'] },
  freshDays: 365,
  personalData: { exempt: ['address'] },
})
