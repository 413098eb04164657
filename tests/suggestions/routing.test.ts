import { describe, expect, test } from 'vitest'
import { findPlace, proposeRouting, type Registers } from '#suggestions/routing.ts'

const indicator = (id: string, lead: string, categories: string[]) => ({
  id,
  data: { title: id, lead, supporting: ['jiansheju'], categories },
})
const place = (
  id: string,
  title: string,
  unit: string,
  more: { aliases?: string[]; county?: string; doorstep?: boolean } = {},
) => ({
  id,
  data: { title, unit, aliases: more.aliases ?? [], county: more.county ?? '331102', doorstep: more.doorstep ?? false },
})
const unit = (id: string, level = 'department', county?: string) => ({ id, data: { level, county } })

const registers: Registers = {
  indicators: [
    indicator('street', 'zhifa', ['street-cleanliness']),
    indicator('homes', 'jiansheju', ['residential-compound']),
    indicator('fire', 'xiaofang', ['residential-compound']),
    indicator('lost', 'gone', ['noise']),
  ],
  places: [
    place('jiefang', '解放街', 'wanxiang', { aliases: ['老解放街'] }),
    place('jiefang-school', '解放街小学', 'jiaoyu'),
    place('dayou', '大猷街', 'zijin', { doorstep: true }),
    place('linjiang', '临江路', 'qingtian-street', { county: '331121' }),
  ],
  departments: [
    unit('zhifa'),
    unit('jiansheju'),
    unit('xiaofang'),
    unit('jiaoyu'),
    unit('wanxiang', 'street', '331102'),
    unit('zijin', 'street', '331102'),
    unit('qingtian', 'county', '331121'),
    unit('qingtian-street', 'street', '331121'),
  ],
  settings: {
    city_county: '331102',
    categories: [
      { code: 'street-cleanliness', doorstep: true },
      { code: 'residential-compound', doorstep: false },
    ],
  },
}
const route = (category: string, place = '', county = '331102') => {
  const { lead, coUnits } = proposeRouting({ category, county, place }, registers)
  return [lead?.unit, ...coUnits.map(({ unit }) => unit)]
}

describe('who is proposed', () => {
  test('leads by the first indicator that covers the category; the leads of others help', () => {
    expect(route('residential-compound')).toEqual(['jiansheju', 'xiaofang'])
  })

  test('helps where the place is its own', () => {
    expect(route('street-cleanliness', '解放街 12 号门口')).toEqual(['zhifa', 'wanxiang'])
  })

  test('leads where its doorstep agreement covers the matter, and nowhere else', () => {
    expect(route('street-cleanliness', '大猷街与中山街路口')).toEqual(['zijin', 'zhifa'])
    expect(route('residential-compound', '大猷街 8 号')).toEqual(['jiansheju', 'zijin', 'xiaofang'])
  })

  test('outside the city’s own county is the county, whatever the category', () => {
    expect(route('street-cleanliness', '临江路', '331121')).toEqual(['qingtian', 'qingtian-street'])
  })

  test('is never a unit that the register does not hold', () => {
    expect(route('noise')).toEqual([undefined])
  })

  test('says what names it', () => {
    expect(proposeRouting({ category: 'street-cleanliness', county: '331102', place: '解放街' }, registers)).toEqual({
      lead: { unit: 'zhifa', because: { indicator: 'street' } },
      coUnits: [{ unit: 'wanxiang', because: { place: 'jiefang' } }],
    })
  })
})

describe('the place that words name', () => {
  test.each([
    ['解放街小学门口', 'jiefang-school'],
    ['老 解放街，近路口', 'jiefang'],
    ['中山街', undefined],
    ['', undefined],
    // The same name in another county is another road.
    ['临江路', undefined],
  ])('“%s” is %s', (typed, id) => {
    expect(findPlace({ county: '331102', place: typed }, registers.places)?.id).toBe(id)
  })
})
