import { county } from './choices.ts'
import { byWords, coordinates, publication, title, wholeCoordinates } from './entry.ts'
import { contentType } from './type.ts'
import { entryFields, idOf, list } from '#forms/entry-fields.ts'
import { choice, line, optional, tick } from '#forms/fields.ts'

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
  ...coordinates,
  ...publication,
})

/** A road, an area or a community and the one unit that answers for it (clauses 10 and 15, 路段包干). */
export const places = contentType({
  name: 'places',
  label: '路段与区域',
  one: '地方',
  body: '补充说明',
  fields,
  rules: wholeCoordinates,
  order: byWords(place => [place.county, place.street ?? '', place.title]),
  editors: { filter: 'kind', group: 'street' },
  column: {
    href: '/creation/places',
    title: '路段和区域归谁管',
    lead: '一条路、一个市场、一个小区，都有一个单位包干。写建言时写上地名，就能找到它。',
    all: '全部地方',
    within: '/creation',
  },
})
