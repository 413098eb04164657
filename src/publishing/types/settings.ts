import type * as z from 'zod'
import { dutyPhone, entrySchema } from './entry.ts'
import { contentTypes } from './index.ts'
import { entryFields, group } from '#forms/entry-fields.ts'
import { line, optional, pattern, tick, wholeNumber } from '#forms/fields.ts'

/** For each type that has a limit of its own, in days; by the names of the types. */
const freshDays = Object.fromEntries(
  contentTypes.flatMap(({ name, label, freshDays }) =>
    freshDays === undefined
      ? []
      : [[name, optional(wholeNumber(label, { min: 1, max: 3650, hint: `不填为 ${freshDays}` }))]],
  ),
)

/**
 * What the city sets for its own site: the footer that government sites must carry, the switch of the
 * person gate (丽水市文明行为促进条例 Art. 33) and after how many days a column counts as stale.
 */
const fields = entryFields({
  site_name: line('网站名称', { max: 20 }),
  slogan: line('口号', { max: 40 }),
  host_unit: line('主办单位', { max: 60 }),
  undertaking_unit: line('承办单位', { max: 60 }),
  site_code: line('网站标识码', { max: 20 }),
  icp: line('ICP 备案号', { max: 40 }),
  police_record: optional(line('公安备案号', { max: 40 })),
  contact_phone: dutyPhone('联系电话', '0578-0000000'),
  contact_email: optional(pattern('联系邮箱', /^[^\s@]+@[^\s@]+\.[^\s@]+$/, '邮箱地址')),
  report_error_url: optional(pattern('“我为政府网站找错”链接', /^https:\/\/\S+$/, 'https 开头的网址')),
  allow_person_exposure: tick('允许曝光个人', {
    hint: '默认关闭；开启前请确认符合《丽水市文明行为促进条例》第三十三条',
  }),
  max_file_megabytes: optional(wholeNumber('文件库单个文件上限（MB）', { min: 1, max: 500, hint: '不填为 200' })),
  freshness_days: optional(group('栏目更新期限（天）', freshDays, { hint: '超过天数没有新内容，工作台会提醒' })),
})

export type Settings = z.output<typeof fields>

/** The one file that is not an entry: YAML without a body. */
export const settingsFile = {
  name: 'settings',
  path: 'content/settings/site.yml',
  label: '网站设置',
  one: '',
  body: '',
  fields,
  schema: entrySchema(fields),
} as const
