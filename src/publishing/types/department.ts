import type * as z from 'zod'
import { county } from './choices.ts'
import { dutyPhone, inTheirOrder } from './entry.ts'
import { contentType } from './type.ts'
import { entryFields, idOf, list } from '#forms/entry-fields.ts'
import { choice, day, line, optional, tick, wholeNumber } from '#forms/fields.ts'

export const departmentLevels = {
  city: '市级',
  county: '县（市、区）',
  department: '市直部门',
  street: '乡镇（街道）',
  community: '村（社区）',
} as const

const fields = entryFields({
  name: line('全称', { max: 60 }),
  short_name: line('简称', { max: 20 }),
  parent: optional(idOf('departments', '上级单位', { hint: '责任体系最上一级不填' })),
  level: choice('层级', departmentLevels),
  county: optional(county()),
  head: optional(line('负责人', { max: 20, hint: '写职务，不写姓名，如“主任”“分管副区长”' })),
  duties: list('创建职责', line('职责', { max: 80 }), { itemLabel: '一项职责' }),
  phone: optional(dutyPhone('电话', '0578-0000001')),
  address: optional(line('地址', { max: 80 })),
  office_hours: optional(line('办公时间', { max: 60 })),
  order: wholeNumber('排序', { min: 0, max: 9999, hint: '同级之间从小到大' }),
  dissolved_on: optional(day('撤销日期', { hint: '单位撤并时填写，不要删除：以前的任务、经费、答复还写着它' })),
  successor: optional(idOf('departments', '职责转到')),
  sample: tick('示例', { hint: '演示用的虚构单位，页面上会标明“示例”' }),
})

export type Department = z.output<typeof fields>

/** Whether a unit is no more: nothing new is given to it, what it did keeps its name. */
export const isDissolved = ({ dissolved_on }: Department, today: string): boolean =>
  dissolved_on !== undefined && dissolved_on <= today

/** A unit of the responsibility tree (clause 1). Its contact is a duty phone, never a person's own. */
export const departments = contentType({
  name: 'departments',
  label: '责任单位',
  one: '单位',
  titleField: 'name',
  body: '补充说明',
  fields,
  rules(entry, fault) {
    const local = entry.level === 'county' || entry.level === 'street' || entry.level === 'community'
    if (local && !entry.county) fault('county', '县、乡镇（街道）、村（社区）须选所在的县（市、区）')
    if (entry.successor && !entry.dissolved_on)
      fault('successor', '单位没有撤销，不用填“职责转到”；撤销了的请填撤销日期')
  },
  order: inTheirOrder,
  personalData: { exempt: ['address'] },
  editors: { sort: ['order', 'name'], filter: 'level' },
  column: {
    href: '/creation/organization',
    title: '谁来负责',
    lead: '从市文明委到社区，每个单位管什么、电话多少，一层一层列在这里。',
    all: '全部单位',
    within: '/creation',
  },
  // Units stand together on one page.
  address: '/creation/organization#',
})
