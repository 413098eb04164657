import {
  choice,
  choices,
  clock,
  day,
  fields,
  hidden,
  line,
  oneOf,
  optional,
  photos,
  requestKey,
  someOf,
  tick,
  wholeNumber,
  words,
} from '#forms/fields.ts'
import { email, phone, position, wholePosition } from '#forms/typed-fields.ts'

const kinds = { problem: { label: '反映问题', hint: '坏了' }, idea: '金点子' } as const
export const key = '4b9c2f6e-7d1a-4c3b-9e8f-0a1b2c3d4e5f'

/** A form with a field of most kinds. */
export const form = fields(
  {
    next: hidden(optional(line('去向', { max: 500 }))),
    kind: choice('类别', kinds, { look: 'cards', missing: '请选择类别' }),
    title: line('标题', { max: 5, missing: '请写标题', tooLong: '标题太长了' }),
    body: words('说明', { min: 4, max: 10, missing: '请说清楚些' }),
    until: optional(day('到哪一天')),
    from: clock('开始', { wrong: '请写时间，如 9:30' }),
    people: wholeNumber('人数', { min: 1, max: 20 }),
    phone: optional(phone()),
    email: optional(email()),
    skills: choices('特长', { a: '甲', b: '乙', c: '丙' }),
    unit: oneOf('单位', { missing: '请选择单位' }),
    helpers: someOf('协办单位'),
    ...position(),
    consent: tick('我同意', { must: '请先同意' }),
    publish: tick('可以公开'),
    photos: photos('照片', { max: 2, maxBytes: 10 }),
    request_key: requestKey(),
  },
  (given, fault, failed) => {
    if (given.until && given.until < '2026-01-01') fault('until', '须晚于今天')
    if (given.kind === 'problem' && !given.phone) fault('phone', '请留电话')
    wholePosition(given, fault, failed)
  },
)

export const options = {
  unit: new Map([
    ['u1', '一局'],
    ['u2', '二局'],
  ]),
  helpers: [{ label: '市直', options: [{ value: 'u2', label: '二局' }] }],
}
/** What somebody types who makes no mistake. */
export const right = {
  kind: 'idea',
  title: '路灯',
  body: '路灯坏了好几天',
  from: '9：30',
  people: '３',
  unit: 'u1',
  consent: 'yes',
  request_key: key,
}
