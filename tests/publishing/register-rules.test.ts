import { describe, expect, test } from 'vitest'
import type * as z from 'zod'
import { drives } from '#publishing/types/drive.ts'
import { facilities } from '#publishing/types/facility.ts'
import { type Honour, honours, honourWords } from '#publishing/types/honour.ts'
import { inspections } from '#publishing/types/inspection.ts'
import { places } from '#publishing/types/place.ts'

const fieldsAtFault = (schema: z.ZodType, data: object): string[] => {
  const result = schema.safeParse(data)
  return result.success ? [] : [...new Set(result.error.issues.map(({ path }) => String(path[0])))]
}

const aResidence = {
  title: '示例小区',
  kind: 'residence',
  level: 'city',
  county: '331102',
  management: 'none',
  batch: '2026 年第一批',
  awarded_by: '示例办',
  awarded_on: '2026-05-01',
}
const aFamily = {
  ...aResidence,
  kind: 'family',
  management: undefined,
  family: 'six-stars',
  consented_on: '2026-04-01',
}

describe('an honour', () => {
  test.each([
    [aResidence, []],
    [{ ...aResidence, management: undefined }, ['management']],
    [aFamily, []],
    [{ ...aFamily, family: undefined, consented_on: undefined }, ['family', 'consented_on']],
    [{ ...aFamily, street: '紫金街道', place: 'zijin-residence' }, ['street', 'place']],
    [{ ...aResidence, consented_on: '2026-04-01' }, ['consented_on']],
    [{ ...aResidence, review_by: '2026-04-30' }, ['review_by']],
    [{ ...aResidence, revoked: { on: '2026-04-30', reason: '不再符合条件' } }, ['revoked']],
    [{ ...aResidence, revoked: { on: '2026-06-01' } }, ['revoked']],
    [
      {
        ...aResidence,
        revoked: { on: '2026-06-01', reason: '不再符合条件' },
        reviews: [{ on: '2026-07-01', result: 'kept' }],
      },
      ['reviews'],
    ],
  ])('%j has faults at %j', (data, expected) => {
    expect(fieldsAtFault(honours.schema, data)).toEqual(expected)
  })

  const revoked = { on: '2026-06-01', reason: '不再符合条件' }
  const kept = (entry: object, before: object) => honours.kept!(entry as Honour, before as Honour)

  test('is revoked once: neither again, nor with other words, nor taken back in silence', () => {
    const before = { ...aResidence, revoked }
    expect(kept(before, aResidence)).toBeUndefined()
    expect(kept({ ...before, batch: '2026 年' }, before)).toBeUndefined()
    const refused = { field: 'revoked', error: honourWords.revokedAlready(revoked.on) }
    expect(kept({ ...before, revoked: { ...revoked, on: '2026-07-01' } }, before)).toEqual(refused)
    expect(kept({ ...before, revoked: { ...revoked, reason: '另一个理由' } }, before)).toEqual(refused)
    expect(kept(aResidence, before)).toEqual(refused)
  })

  test.each([
    ['2026-05-31', undefined],
    ['2026-06-01', undefined],
    ['2026-06-02', honourWords.reviewDue],
  ])('that is to be reviewed by 1 June is marked on %s as %s', (today, expected) => {
    const data = { ...aResidence, review_by: '2026-06-01' } as never
    expect(honours.register!.mark!(data, today)?.words).toBe(expected)
    expect(honours.register!.mark!({ ...aResidence, revoked } as never, today)?.words).toBe(honourWords.revoked)
  })
})

describe('an inspection', () => {
  const group = { group: 'congress', office: '示例团', invited: 9, present: 7 }
  const anInspection = {
    title: '示例视察',
    on: '2026-10-16',
    county: '331102',
    place: '示例路',
    registered_by: '示例工委',
    attendance: [group],
  }
  const finding = { what: '车停在盲道上', state: 'open' }

  test.each([
    [anInspection, []],
    [{ ...anInspection, attendance: [] }, ['attendance']],
    [{ ...anInspection, attendance: [{ ...group, present: 10 }] }, ['attendance']],
    [{ ...anInspection, attendance: [group, { ...group, present: 3 }] }, ['attendance']],
    [{ ...anInspection, attendance: [group, { ...group, group: 'party' }] }, []],
    [{ ...anInspection, findings: [finding, { ...finding, state: 'settled', settled_on: '2026-10-20' }] }, []],
    [{ ...anInspection, findings: [{ ...finding, state: 'settled' }] }, ['findings']],
    [{ ...anInspection, findings: [{ ...finding, settled_on: '2026-10-20' }] }, ['findings']],
    [{ ...anInspection, findings: [{ ...finding, state: 'settled', settled_on: '2026-10-15' }] }, ['findings']],
  ])('%j has faults at %j', (data, expected) => {
    expect(fieldsAtFault(inspections.schema, data)).toEqual(expected)
  })
})

describe('a drive', () => {
  const aDrive = {
    title: '示例行动',
    goal: '示例目标。',
    begins_on: '2026-10-01',
    ends_on: '2026-12-31',
    lead: 'office',
    measures: ['示例措施'],
  }

  test.each([
    [aDrive, []],
    [{ ...aDrive, measures: [] }, ['measures']],
    [{ ...aDrive, ends_on: '2026-09-30' }, ['ends_on']],
    [{ ...aDrive, rule: { from: '2027-01-01' } }, ['rule']],
    [{ ...aDrive, matters: ['123'] }, ['matters']],
    [{ ...aDrive, rule: { categories: ['noise'] }, matters: ['2026-123'] }, []],
  ])('%j has faults at %j', (data, expected) => {
    expect(fieldsAtFault(drives.schema, data)).toEqual(expected)
  })

  test('is marked by its days, both ends included', () => {
    const on = (today: string) => drives.register!.mark!(aDrive as never, today)?.words
    expect(['2026-09-30', '2026-10-01', '2026-12-31', '2027-01-01'].map(on)).toEqual([
      '还没开始',
      '进行中',
      '进行中',
      '已结束',
    ])
  })
})

describe('a place of minors', () => {
  const aFacility = { title: '示例少年宫', kind: 'village-palace', county: '331102', address: '示例路 1 号' }
  const time = { from_day: 'sat', to_day: 'sat', opens: '08:30', closes: '11:30' }

  test.each([
    [{ ...aFacility, opening: [time] }, []],
    [{ ...aFacility, hours: '学期中周六上午' }, []],
    [aFacility, ['opening']],
    [{ ...aFacility, opening: [{ ...time, closes: '08:30' }] }, ['opening']],
    [{ ...aFacility, opening: [{ ...time, opens: '8:30' }] }, ['opening']],
    [{ ...aFacility, opening: [{ ...time, closes: '24:30' }] }, ['opening']],
    [{ ...aFacility, opening: [{ ...time, from: '2026-09-01', until: '2026-08-31' }] }, ['opening']],
  ])('%j has faults at %j', (data, expected) => {
    expect(fieldsAtFault(facilities.schema, data)).toEqual(expected)
  })
})

describe('a place', () => {
  const aPlace = { title: '示例路', kind: 'road', county: '331102', unit: 'office' }
  const contract = { name: '示例面馆', signed_on: '2026-01-12' }
  const visit = { on: '2026-10-23', by: '示例副区长', found: '盲道上有车。' }

  test.each([
    [{ ...aPlace, doorstep: true, contracts: [contract], leader: '示例副主任', visits: [visit] }, []],
    [{ ...aPlace, contracts: [contract] }, ['contracts']],
    [{ ...aPlace, doorstep: true, contracts: [{ ...contract, until: '2026-01-11' }] }, ['contracts']],
    [{ ...aPlace, visits: [{ ...visit, settled_on: '2026-10-22' }] }, ['visits']],
  ])('%j has faults at %j', (data, expected) => {
    expect(fieldsAtFault(places.schema, data)).toEqual(expected)
  })
})
