import type * as z from 'zod'
import { fields, line, oneOf, optional, requestKey, words } from '#forms/fields.ts'
import { phone } from '#forms/typed-fields.ts'
import type { OrganisationApplication } from './applying.ts'

/** Somebody applies for a team to be admitted. */
export const applicationForm = fields({
  name: line('队伍名称', {
    min: 2,
    max: 60,
    hint: '例如：水阁社区护河队',
    missing: '请写 2 到 60 个字的名称',
    autocomplete: 'off',
  }),
  county: oneOf('在哪个县（市、区）', { missing: '请选择县（市、区）' }),
  introduction: words('介绍', {
    max: 1000,
    hint: '做什么、什么时候做、谁可以来。会公开',
    missing: '请写几句介绍，不超过 1000 个字',
  }),
  contact_name: line('联系人', {
    max: 40,
    hint: '会公开，报名的人有事找他',
    missing: '请写联系人，不超过 40 个字',
    autocomplete: 'off',
  }),
  contact_phone: phone('联系电话', {
    hint: '会公开，手机或者座机，例如 0578-2090000。',
    missing: '请写电话，例如 13800000000 或 0578-2090000',
    wrong: '请写电话，例如 13800000000 或 0578-2090000',
    autocomplete: 'off',
  }),
  parent: optional(oneOf('上级队伍', { choose: '没有' })),
  request_key: requestKey(),
})

/** The application that a checked form describes. */
export function applicationOf({
  contact_name,
  contact_phone,
  parent,
  request_key,
  ...data
}: z.output<typeof applicationForm>): OrganisationApplication {
  return {
    ...data,
    contactName: contact_name,
    contactPhone: contact_phone,
    requestKey: request_key,
    parentId: parent === undefined ? undefined : Number(parent),
  }
}
