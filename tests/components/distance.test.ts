import { describe, expect, test } from 'vitest'
import { kilometresBetween, sayDistance } from '#components/parts/distance.ts'

const lishui = { latitude: 28.4517, longitude: 119.9226 }
const longquan = { latitude: 28.0746, longitude: 119.1331 }

describe('a distance', () => {
  test('is along the globe, the same both ways, and nothing to where one stands', () => {
    expect(kilometresBetween(lishui, longquan)).toBeCloseTo(kilometresBetween(longquan, lishui), 9)
    expect(kilometresBetween(lishui, longquan)).toBeGreaterThan(87)
    expect(kilometresBetween(lishui, longquan)).toBeLessThan(89)
    expect(kilometresBetween(lishui, lishui)).toBe(0)
    expect(kilometresBetween({ latitude: 0, longitude: 0 }, { latitude: 0, longitude: 180 })).toBeCloseTo(
      Math.PI * 6371,
    )
  })

  test('is said no finer than the maps agree', () => {
    expect([0, 0.99, 1, 1.6, 88.2].map(sayDistance)).toEqual([
      '1 公里以内',
      '1 公里以内',
      '约 1 公里',
      '约 2 公里',
      '约 88 公里',
    ])
  })
})
