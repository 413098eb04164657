import type * as z from 'zod'
import { choiceLists } from './choices.ts'
import { cityMap, findMapFault } from './city-map.ts'
import { dutyPhone, entrySchema, type Fault } from './entry.ts'
import { contentTypes } from './index.ts'
import { codeOf, entryFields, entryId, filledList, group, pattern, pictureFile } from '#forms/entry-fields.ts'
import { choice, line, optional, tick, wholeNumber, words } from '#forms/fields.ts'

/** For each type that has a limit of its own, in days; by the names of the types. */
const freshDays = Object.fromEntries(
  contentTypes.flatMap(({ name, label, freshDays }) =>
    freshDays === undefined
      ? []
      : [[name, optional(wholeNumber(label, { min: 1, max: 3650, hint: `不填为 ${freshDays}` }))]],
  ),
)

/** For how many days what tells of people is kept, where the settings say nothing. */
export const keptDays = { authors: 730, messages: 184, addresses: 184 } as const

/** How often each unit reports to the office (clause 2). */
const reportRhythms = { 'half-year': '半年', quarter: '季度' } as const
export type ReportRhythm = keyof typeof reportRhythms

const name = line('名称', { max: 30 })
const slug = pattern('代码', entryId, '小写字母、数字和连字符，用过就不再改')

/**
 * What makes the site this city's: its name and the footer that government sites must carry, its counties and lists,
 * how its letters and volunteers are numbered, the law behind the exposure board and the switch of the person gate,
 * the words of the home page, and after how many days a column counts as stale.
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
  share_picture: optional(pictureFile('分享图片', { hint: '转发网页时显示，1200×630，PNG、JPG 或 WebP' })),
  home: group('首页的话', {
    headline: words('大标题', { max: 40, rows: 2, hint: '一行一句，最多两句' }),
    lead: words('导语', { max: 120, rows: 3 }),
    description: line('一句话介绍', { max: 80, hint: '搜索引擎显示' }),
  }),
  counties: filledList(
    '县（市、区）',
    group('县（市、区）', {
      code: pattern('代码', /^[0-9A-Z]{6}$/, '六位代码，如 "330000"，纯数字须加引号，用过就不再改'),
      name,
    }),
    { itemLabel: '县（市、区）', hint: '按 GB/T 2260 的代码；没有代码的功能区自定一个' },
  ),
  city_county: codeOf('counties', '市区所在的县（市、区）', {
    hint: '那里的事由市直部门牵头，别处的由当地牵头；登记时也先选它',
  }),
  categories: filledList(
    '建言类别',
    group('建言类别', {
      code: slug,
      name,
      doorstep: tick('门前三包管的事', { hint: '签了责任书的地方，由包干单位牵头' }),
    }),
    { itemLabel: '类别' },
  ),
  honours: filledList('荣誉', group('荣誉', { code: slug, name }), { itemLabel: '荣誉' }),
  suggestion_word: optional(line('建言编号的代字', { max: 4, hint: '如：建，印作“建〔2026〕12号”；不填为“建”' })),
  letter_prefix: line('督办函代字', { max: 10, hint: '如：某创督，印作“某创督〔2026〕12号”' }),
  volunteer_prefix: pattern('志愿者编号的字头', /^[A-Z]{2}$/, '两个大写字母，新登记的用它'),
  conduct_law: line('文明行为条例', { max: 40, hint: '本市条例的全称，不加书名号' }),
  exposure_article: line('条例里管曝光的条款', { max: 20, hint: '如：第三十三条' }),
  allow_person_exposure: tick('允许曝光个人', { hint: '默认关闭；开启前请确认符合上面填的条款' }),
  map: optional(cityMap),
  max_file_megabytes: optional(wholeNumber('文件库单个文件上限（MB）', { min: 1, max: 500, hint: '不填为 200' })),
  keep_days: optional(
    group(
      '保存多久（天）',
      {
        authors: optional(
          wholeNumber('建言人的姓名、电话、邮箱', {
            min: 90,
            max: 3650,
            hint: `从办结后最后一次动静算起，不填为 ${keptDays.authors}`,
          }),
        ),
        messages: optional(
          wholeNumber('发出的短信、邮件和站内消息', { min: 90, max: 3650, hint: `不填为 ${keptDays.messages}` }),
        ),
        addresses: optional(
          wholeNumber('操作来自的网络地址', {
            min: 184,
            max: 3650,
            hint: `法律要求不少于六个月，不填为 ${keptDays.addresses}`,
          }),
        ),
      },
      { hint: '到期由系统每天清除一次，记入操作记录' },
    ),
  ),
  reports: optional(
    group(
      '单位的工作报告',
      {
        rhythm: optional(choice('多久报告一次', reportRhythms)),
        days: optional(wholeNumber('一期结束以后几天内交', { min: 1, max: 60 })),
      },
      { hint: '不填为半年一次，15 天内交' },
    ),
  ),
  record_reads_own: tick('整理公开稿的人自己也可以公开', { hint: '人手不够时才勾选；不勾选，要由另一个人读过才公开' }),
  reports_public: tick('公开哪个单位交了工作报告、哪个没交'),
  freshness_days: optional(group('栏目更新期限（天）', freshDays, { hint: '超过天数没有新内容，工作台会提醒' })),
})

export type Settings = z.output<typeof fields>

/** A list offers each code once; the city itself lies in one of its counties; the map is one of it. */
function checkCity(settings: Settings, fault: Fault): void {
  for (const list of choiceLists) {
    const codes = settings[list].map(({ code }) => code)
    const twice = codes.find((code, at) => codes.indexOf(code) !== at)
    if (twice) fault(list, `代码 ${twice} 写了两次`)
    // What has come by e-mail and nobody has looked at yet has this one.
    if (codes.includes('unsorted')) fault(list, '代码 unsorted 系统自己要用，请换一个')
  }
  if (!settings.counties.some(({ code }) => code === settings.city_county))
    fault('city_county', `“县（市、区）”里没有代码 ${settings.city_county}`)
  const counties = settings.counties.map(({ code }) => code)
  const wrong = settings.map && findMapFault(settings.map, counties)
  if (wrong) fault(...wrong)
}

/** The one file that is not an entry: YAML without a body. */
export const settingsFile = {
  name: 'settings',
  path: 'content/settings/site.yml',
  label: '网站设置',
  one: '',
  body: '',
  fields,
  schema: entrySchema(fields, checkCity),
  // A thousand coordinates are no numbers of anybody.
  personalData: { exempt: ['map.outlines'] },
} as const
