import { article, articleFields } from './article.ts'
import { department, departmentFields } from './department.ts'
import { exposure, exposureFields } from './exposure.ts'
import { indicator, indicatorFields } from './indicator.ts'
import { notice, noticeFields } from './notice.ts'
import { place, placeFields } from './place.ts'
import { publicServiceAd, publicServiceAdFields } from './public-service-ad.ts'
import { roleModel, roleModelFields } from './role-model.ts'
import { settings, settingsFields } from './settings.ts'

export type { Article } from './article.ts'
export type { Department } from './department.ts'
export type { Exposure } from './exposure.ts'
export type { Indicator } from './indicator.ts'
export type { Notice } from './notice.ts'
export type { Place } from './place.ts'
export type { PublicServiceAd } from './public-service-ad.ts'
export type { RoleModel } from './role-model.ts'
export type { Settings } from './settings.ts'

/**
 * Every content type. An entry of one with `byYear` lies at `content/<folder>/<year>/<id>.md`, of the
 * others at `content/<folder>/<id>.md`: YAML front matter as `schema`, then Markdown if it has a `body`.
 * `fields` is the plain object (its `.shape` gives the form), `schema` adds the rules between fields.
 */
export const contentTypes = [
  { name: 'role-models', folder: 'role-models', byYear: true, label: '榜样', labelSingular: '榜样', titleField: 'title', body: '事迹', fields: roleModelFields, schema: roleModel },
  { name: 'exposures', folder: 'exposures', byYear: true, label: '曝光整改', labelSingular: '曝光', titleField: 'title', body: '补充说明', fields: exposureFields, schema: exposure },
  { name: 'public-service-ads', folder: 'public-service-ads', byYear: true, label: '公益广告', labelSingular: '公益广告', titleField: 'title', body: '创作说明', fields: publicServiceAdFields, schema: publicServiceAd },
  { name: 'notices', folder: 'notices', byYear: true, label: '通知公告', labelSingular: '通知公告', titleField: 'title', body: '正文', fields: noticeFields, schema: notice },
  { name: 'articles', folder: 'articles', byYear: true, label: '专题文章', labelSingular: '文章', titleField: 'title', body: '正文', fields: articleFields, schema: article },
  { name: 'departments', folder: 'departments', byYear: false, label: '责任单位', labelSingular: '单位', titleField: 'name', body: '补充说明', fields: departmentFields, schema: department },
  { name: 'indicators', folder: 'indicators', byYear: false, label: '测评指标', labelSingular: '指标', titleField: 'title', body: '补充说明', fields: indicatorFields, schema: indicator },
  { name: 'places', folder: 'places', byYear: false, label: '路段与区域', labelSingular: '地方', titleField: 'title', body: '补充说明', fields: placeFields, schema: place },
] as const

export type ContentType = (typeof contentTypes)[number]
export type ContentTypeName = ContentType['name']

/** The one file that is not an entry: YAML without a body. */
export const settingsFile = { path: 'content/settings/site.yml', label: '网站设置', fields: settingsFields, schema: settings } as const
