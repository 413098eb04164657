import type * as z from 'zod'
import { county } from './choices.ts'
import { byWords, coordinates, publication, title, wholeCoordinates } from './entry.ts'
import { contentType } from './type.ts'
import { entryFields, group, idOf, list } from '#forms/entry-fields.ts'
import { choice, day, line, optional, tick, words } from '#forms/fields.ts'

export const placeKinds = {
  road: '道路路段',
  square: '广场公园',
  market: '农贸市场',
  station: '车站码头',
  residence: '居民小区',
  community: '村（社区）',
  scenic: '景区绿道',
  river: '河道沿岸',
} as const

const fields = entryFields({
  title: title('名称'),
  aliases: list('别名', line('别名', { max: 40 }), {
    itemLabel: '别名',
    hint: '市民常用的叫法；写进建言的“具体地点”时也能认出来',
  }),
  kind: choice('类型', placeKinds),
  county: county(),
  street: optional(line('乡镇（街道）', { max: 20 })),
  extent: optional(line('范围', { max: 80, hint: '例：东起解放街，西至中山街，含两侧人行道' })),
  unit: idOf('departments', '包干单位', { hint: '对这个地方负责的一个单位' }),
  doorstep: tick('门前三包', { hint: '临街商户和单位签了“门前三包”（包卫生、包绿化、包秩序）责任书' }),
  contracts: list(
    '责任书',
    group('责任书', {
      name: line('单位或店名', { max: 40, hint: '照招牌写，不写店主姓名' }),
      signed_on: day('签订日期'),
      until: optional(day('到期日期')),
    }),
    { itemLabel: '一份责任书' },
  ),
  leader: optional(line('段长', { max: 40, hint: '写职务，不写姓名，如：万象街道办事处副主任' })),
  visits: list(
    '领导到访',
    group('到访', {
      on: day('日期'),
      by: line('谁来', { max: 40, hint: '写职务，不写姓名' }),
      found: words('看到什么', { max: 200, rows: 2 }),
      settled_on: optional(day('改好日期', { hint: '还没改好的不填' })),
    }),
    { itemLabel: '一次到访' },
  ),
  ...coordinates,
  ...publication,
})

export type Place = z.output<typeof fields>

/** A road, an area or a community the one unit that answers for it, its leader by office and who signed for their doorstep (clauses 10 and 15). */
export const places = contentType({
  name: 'places',
  label: '路段与区域',
  one: '地方',
  body: '补充说明',
  fields,
  rules(entry, fault) {
    wholeCoordinates(entry, fault)
    if (!entry.doorstep && entry.contracts.length > 0) fault('contracts', '填了责任书，请勾选“门前三包”')
    if (entry.contracts.some(({ signed_on, until }) => until && until < signed_on))
      fault('contracts', '责任书的到期日期早于签订日期')
    if (entry.visits.some(({ on, settled_on }) => settled_on && settled_on < on))
      fault('visits', '改好日期早于到访日期')
  },
  order: byWords(place => [place.county, place.street ?? '', place.title]),
  editors: { filter: 'kind', group: 'street' },
  column: {
    href: '/creation/places',
    title: '路段和区域归谁管',
    lead: '一条路、一个市场、一个小区，都有一个单位包干。写建言时写上地名，就能找到它。',
    all: '全部地方',
    within: '/creation',
  },
  address: '/creation/places/',
  takenIds: ['codes'],
  register: { facts: ['kind', 'county', 'extent', 'unit', 'leader'], filters: ['kind', 'county'] },
  days: { past: ['contracts.*.signed_on', 'visits.*.on', 'visits.*.settled_on'] },
})
