import { describe, expect, test } from 'vitest'
import { load } from 'js-yaml'
import type * as z from 'zod'
import { metaOf } from '#forms/meta.ts'
import { contentTypes } from '#publishing/types/index.ts'
import { settingsFile } from '#publishing/types/settings.ts'
import { articles } from '#publishing/types/article.ts'
import { departments } from '#publishing/types/department.ts'
import { exposures } from '#publishing/types/exposure.ts'
import { publicServiceAds } from '#publishing/types/public-service-ad.ts'
import { roleModels } from '#publishing/types/role-model.ts'

/** The faults of an entry as `field: message`. */
function faultsOf(schema: z.ZodType, data: unknown): string[] {
  const result = schema.safeParse(data)
  return result.success ? [] : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
}

const anArticle = { title: '一米线', topic: 'etiquette', summary: '排队时留出一步。' }
const anExposure = {
  title: '盲道被占',
  kind: 'phenomenon',
  county: '331102',
  place: '某路口',
  matter: '盲道上停放电动自行车。',
  summary: '盲道上停放电动自行车。',
  found_on: '2026-10-08',
  state: 'rectifying',
  expose_until: '2027-04-08',
}

describe('an entry', () => {
  test('is read from YAML, with days and times as text', () => {
    const data = load('title: 一米线\ntopic: etiquette\nsummary: 留出一步。\npublish_at: 2026-11-20T09:00:00+08:00\n')
    expect(articles.schema.parse(data)).toMatchObject({ publish_at: '2026-11-20T09:00:00+08:00', sample: false })
  })

  test('says so when a time arrives as a Date, instead of dropping it', () => {
    expect(faultsOf(articles.schema, { ...anArticle, publish_at: new Date() })).toEqual([
      'publish_at: 定时发布须为带时区的时间，写作 2026-11-20T09:00:00+08:00',
    ])
  })

  test('names the field that is missing, in Chinese', () => {
    expect(faultsOf(articles.schema, {})).toEqual(['title: 请填写标题', 'topic: 请填写专题', 'summary: 请填写摘要'])
  })

  test('names a key it does not know', () => {
    expect(faultsOf(articles.schema, { ...anArticle, autor: '某' })).toEqual([': 不认识的字段：autor'])
  })

  test('takes what an empty form field leaves behind as left out', () => {
    const data = { ...anArticle, source: '', publish_at: null, cover: { src: '', alt: '' } }
    expect(articles.schema.parse(data)).toEqual({ ...anArticle, sample: false })
  })

  test('must have words for each picture', () => {
    expect(faultsOf(articles.schema, { ...anArticle, cover: { src: '/media/articles/line.svg' } })).toEqual([
      'cover.alt: 请填写替代文字',
    ])
  })

  test.each(['../secret.svg', '/media/a/../b.svg', 'https://elsewhere.cn/a.svg', '/media/a/b.html'])(
    'refuses the picture %s',
    src => {
      expect(faultsOf(articles.schema, { ...anArticle, cover: { src, alt: '图' } })).toEqual([
        'cover.src: 图片须为 /media/ 下的 SVG、PNG、JPG 或 WebP',
      ])
    },
  )

  test('cannot come down before it goes up', () => {
    const data = { ...anArticle, publish_at: '2026-11-20T09:00:00+08:00', expires_at: '2026-11-20T01:00:00Z' }
    expect(faultsOf(articles.schema, data)).toEqual(['expires_at: 到期下架须晚于定时发布'])
  })

  test('says how a word that is not in the list should be', () => {
    expect(faultsOf(roleModels.schema, { name_kind: '好人' }).find(fault => fault.startsWith('name_kind'))).toContain(
      'person（个人）',
    )
  })
})

describe('an exposure', () => {
  test('must say when it comes down', () => {
    expect(faultsOf(exposures.schema, { ...anExposure, expose_until: '' })).toEqual(['expose_until: 请填写撤下日期'])
  })

  test('refuses a day that does not exist', () => {
    expect(faultsOf(exposures.schema, { ...anExposure, found_on: '2026-02-30' })).toEqual([
      'found_on: 发现日期须为真实的日期，写作 2026-11-20',
    ])
  })

  test.each([
    [{ kind: 'unit' }, 'unit: 曝光单位须写明是哪个单位'],
    [{ kind: 'person' }, 'penalty: 曝光个人须写明行政处罚决定'],
    [{ state: 'rectified' }, 'rectified_on: 已整改的须填整改完成日期'],
    [{ state: 'overdue' }, 'rectify_by: 逾期未改的须填整改期限'],
    [{ state: 'withdrawn' }, 'withdrawal: 已撤回的须写明撤回日期和理由'],
    [
      { withdrawal: { on: '2026-11-01', reason: '事实有误' } },
      'withdrawal: 撤回只在整改状态为“已撤回”时填写，请清空，或改整改状态',
    ],
    [
      { rectified_on: '2026-10-20' },
      'rectified_on: 整改完成日期只在整改状态为“已整改”、“已撤回”时填写，请清空，或改整改状态',
    ],
    [{ rectify_by: '2026-10-01' }, 'rectify_by: 整改期限不能早于发现日期'],
    [{ expose_until: '2026-10-01' }, 'expose_until: 撤下日期不能早于发现日期'],
  ])('with %j is at fault', (change, fault) => {
    expect(faultsOf(exposures.schema, { ...anExposure, ...change })).toEqual([fault])
  })
})

test('a placement has both coordinates or none', () => {
  const faults = faultsOf(publicServiceAds.schema, {
    title: '礼让',
    slogan: '让一步',
    theme: 'traffic',
    summary: '礼让斑马线。',
    licence: '公益使用。',
    poster: { src: '/media/public-service-ads/a.svg', alt: '海报' },
    hung_at: [{ place: '中山街', county: '331102', latitude: 28.45 }],
  })
  expect(faults).toEqual(['hung_at: 第 1 个点位的经度和纬度须同时填写'])
})

test('a street says which county it lies in', () => {
  expect(faultsOf(departments.schema, { name: '某街道', short_name: '某街道', level: 'street', order: 1 })).toEqual([
    'county: 县、乡镇（街道）、村（社区）须选所在的县（市、区）',
  ])
})

/** Every field, however deep, with its path. */
function everyField(fields: z.ZodObject, prefix = ''): { path: string; field: z.ZodType }[] {
  return Object.entries(fields.shape as Record<string, z.ZodType>).flatMap(([key, field]) => {
    const path = `${prefix}${key}`
    return [{ path, field }, ...innerObjects(field).flatMap(inner => everyField(inner, `${path}.`))]
  })
}

function innerObjects(field: z.ZodType): z.ZodObject[] {
  const { def } = field as unknown as { def: { type: string; innerType?: z.ZodType; element?: z.ZodType } }
  if (def.type === 'object') return [field as z.ZodObject]
  const inner = def.innerType ?? def.element
  return inner ? innerObjects(inner) : []
}

test.each([...contentTypes, { ...settingsFile, name: 'settings' }])(
  'every field of $name has a label and a kind for the form',
  ({ fields }) => {
    const bare = everyField(fields as z.ZodObject).filter(({ field }) => !metaOf(field).label || !metaOf(field).kind)
    expect(bare.map(({ path }) => path)).toEqual([])
  },
)
