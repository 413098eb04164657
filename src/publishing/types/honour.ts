import type * as z from 'zod'
import { county } from './choices.ts'
import { byWords, publication, title } from './entry.ts'
import { childCheck } from './minors.ts'
import { contentType } from './type.ts'
import { depending, entryFields, group, idOf, list } from '#forms/entry-fields.ts'
import { choice, day, line, optional, words } from '#forms/fields.ts'

export const honourKinds = {
  residence: '文明小区',
  village: '文明村',
  town: '文明乡镇',
  unit: '文明单位',
  family: '文明家庭',
  school: '文明校园',
} as const
export type HonourKind = keyof typeof honourKinds

export const honourLevels = { national: '全国级', provincial: '省级', city: '市级', county: '县级' } as const

export const managements = { company: '有物业', none: '无物业' } as const

const reviewResults = { kept: '保留', mending: '限期整改' } as const

const kinds = (...values: HonourKind[]) => ({ field: 'kind', values })

const fields = entryFields({
  title: title('名称'),
  kind: choice('类型', honourKinds),
  level: choice('级别', honourLevels),
  county: county(),
  street: depending(optional(line('乡镇（街道）', { max: 20 })), {
    onlyFor: kinds('residence', 'village', 'town', 'unit', 'school'),
  }),
  management: depending(optional(choice('物业', managements)), {
    onlyFor: kinds('residence'),
    neededFor: kinds('residence'),
  }),
  place: depending(optional(idOf('places', '登记的地方', { hint: '选了以后，写着别名的建言也算在这个小区里' })), {
    onlyFor: kinds('residence', 'village'),
  }),
  family: depending(
    optional(choice('家庭类型', { 'six-stars': '六星文明户（农村）', 'six-types': '六型文明家庭（城市社区）' })),
    { onlyFor: kinds('family'), neededFor: kinds('family') },
  ),
  consented_on: depending(
    optional(day('同意公开的日期', { hint: '本人签了同意书的日期；名称照本人同意的写法，不写地址' })),
    { onlyFor: kinds('family'), neededFor: kinds('family') },
  ),
  unit: optional(idOf('departments', '申报单位')),
  batch: line('批次', { max: 30, hint: '如：2026 年第一批' }),
  awarded_by: line('命名单位', { max: 40 }),
  awarded_on: day('命名日期'),
  review_by: optional(day('下次复查')),
  reviews: list(
    '复查',
    group('复查', {
      on: day('日期'),
      result: choice('结果', reviewResults),
      words: optional(words('说明', { max: 200, rows: 2 })),
    }),
    { itemLabel: '一次复查' },
  ),
  revoked: optional(group('撤销', { on: day('撤销日期'), reason: words('理由', { max: 200, rows: 3 }) })),
  child_check: childCheck(kinds('school')),
  ...publication,
})

export type Honour = z.output<typeof fields>

export const honourWords = {
  revoked: '已撤销',
  reviewDue: '待复查',
  /** An honour is taken away once; who made a mistake writes a note of it, and an honour regained is a new entry. */
  revokedAlready: (on: string) => `这项荣誉 ${on} 已经撤销，不能再撤销一次，也不能改。重新命名的，请新建一条。`,
} as const

/** A residential community or a “cell” that the city calls civilised (clauses 11 and 12), until it is revoked. */
export const honours = contentType({
  name: 'honours',
  label: '文明创建荣誉',
  one: '荣誉',
  body: '做法',
  fields,
  rules(entry, fault) {
    const { kind, awarded_on, revoked, review_by } = entry
    if (kind === 'residence' && !entry.management) fault('management', '文明小区须写明有没有物业')
    if (kind === 'family' && !entry.family) fault('family', '文明家庭须选家庭类型')
    if (kind === 'family' && !entry.consented_on) fault('consented_on', '文明家庭须本人同意才能公开：请填写同意的日期')
    if (review_by && review_by < awarded_on) fault('review_by', '下次复查不能早于命名日期')
    if (revoked && revoked.on < awarded_on) fault('revoked', '撤销日期不能早于命名日期')
    if (entry.reviews.some(({ on }) => on < awarded_on)) fault('reviews', '复查日期不能早于命名日期')
    if (revoked && entry.reviews.some(({ on }) => on > revoked.on)) fault('reviews', '撤销以后不再复查')
  },
  order: byWords(honour => [honour.county, honour.kind, honour.level, honour.title]),
  editors: { summary: '{{title}}（{{batch}}）', sort: ['awarded_on', 'title'], filter: 'kind', group: 'county' },
  column: {
    href: '/creation/honours',
    title: '文明小区和文明细胞',
    lead: '小区、村镇、单位、家庭、校园：谁是哪一批命名的，什么时候复查，撤销了也写明为什么。',
    all: '全部荣誉',
    within: '/creation',
  },
  address: '/creation/honours/',
  takenIds: ['notices'],
  register: {
    facts: ['kind', 'level', 'management', 'batch', 'awarded_by', 'review_by'],
    filters: ['kind', 'level', 'county', 'management'],
    group: 'county',
    beside: { href: '/creation/honours/notices', label: '正在公示、可以提异议的' },
    mark({ revoked, review_by }, today) {
      if (revoked) return { words: honourWords.revoked, tone: 'late' }
      return review_by && review_by < today ? { words: honourWords.reviewDue, tone: 'plain' } : undefined
    },
  },
  minors: ({ kind }) => kind === 'school',
  freshDays: 365,
  days: {
    past: ['awarded_on', 'consented_on', 'reviews.*.on', 'revoked.on'],
  },
  // Of a family nothing stands here that leads to its door.
  personalData: { own: 'title', strict: ({ kind }) => (kind === 'family' ? 'confirmed' : undefined) },
  unique: [
    {
      // Families are called alike; an honour that was revoked may be gained again.
      keys: ({ kind, level, county, title, batch, revoked }) =>
        revoked ? [] : [[kind, level, county, title, kind === 'family' ? batch : ''].join(' ')],
      field: 'title',
      says: '同一级别、同一名称的这项荣誉已经有了',
    },
  ],
  kept({ revoked: now }, { revoked }) {
    return !revoked || JSON.stringify(revoked) === JSON.stringify(now)
      ? undefined
      : { field: 'revoked', error: honourWords.revokedAlready(revoked.on) }
  },
})
