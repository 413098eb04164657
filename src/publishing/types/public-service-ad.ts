import type * as z from 'zod'
import { county } from './choices.ts'
import { coordinates, publication, summary, title } from './entry.ts'
import { childCheck } from './minors.ts'
import { contentType } from './type.ts'
import { entryFields, file, group, idOf, list, picture } from '#forms/entry-fields.ts'
import { choice, line, optional, words } from '#forms/fields.ts'

export const adThemes = {
  values: '核心价值观',
  courtesy: '文明礼让',
  thrift: '勤俭节约',
  environment: '绿色环保',
  traffic: '文明交通',
  kindness: '助人为乐',
  minors: '关爱未成年人',
  volunteering: '志愿服务',
} as const

export const downloadUses = {
  screen: '横屏 16∶9',
  phone: '手机 9∶16',
  a3: 'A3 打印',
  print: '60×90 厘米印刷',
} as const

const download = group('下载', {
  label: line('名称', { max: 30 }),
  use: choice('用途', downloadUses),
  file: file('文件'),
})

const placement = group('点位', {
  place: line('地点', { max: 60 }),
  county: county(),
  unit: optional(idOf('departments', '维护单位')),
  ...coordinates,
})

const fields = entryFields({
  title: title(),
  slogan: line('标语', { max: 40 }),
  theme: choice('主题', adThemes),
  summary: summary(),
  poster: picture('海报', { hint: '竖幅，A3 比例' }),
  downloads: list('下载', download, { itemLabel: '一种尺寸' }),
  licence: words('使用许可', { max: 200 }),
  hung_at: list('布设点位', placement, { itemLabel: '点位' }),
  child_check: childCheck({ field: 'theme', values: ['minors'] }),
  ...publication,
})

export type PublicServiceAd = z.output<typeof fields>

/** A poster, its sizes and the places where it hangs (clause 20). */
export const publicServiceAds = contentType({
  name: 'public-service-ads',
  byYear: true,
  minors: ({ theme }) => theme === 'minors',
  label: '公益广告',
  one: '公益广告',
  body: '创作说明',
  fields,
  rules(entry, fault) {
    const halfPlaced = entry.hung_at.findIndex(
      ({ latitude, longitude }) => (latitude === undefined) !== (longitude === undefined),
    )
    if (halfPlaced >= 0) fault('hung_at', `第 ${halfPlaced + 1} 个点位的经度和纬度须同时填写`)
  },
  editors: { summary: '{{title}}：{{slogan}}', filter: 'theme' },
  column: {
    href: '/psa',
    title: '公益广告',
    lead: '为这座城市画的海报，免费下载，按尺寸取用。贴在哪里、谁来维护，也查得到。',
    all: '全部海报',
  },
  address: '/psa/',
  parts: { by: 'theme', address: theme => `/psa?theme=${theme}` },
  row: ({ slogan, summary, theme }) => ({ title: slogan, summary, kind: adThemes[theme] }),
  sharePictures: ({ poster }) => [poster.src],
  freshDays: 180,
})
