import { describe, expect, test } from 'vitest'
import { pageAddress, pageNumbers, pageOf, queryAddress } from '#components/parts/pages.ts'

const at = (query: string) => new URL(`http://localhost/role-models${query}`)
const fifty = Array.from({ length: 50 }, (_, index) => index)

describe('a page of a list', () => {
  test('holds 24 rows, the last one the rest', () => {
    expect(pageOf(fifty, at(''))).toMatchObject({ rows: fifty.slice(0, 24), page: 1, pages: 3, total: 50 })
    expect(pageOf(fifty, at('?page=3'))?.rows).toEqual([48, 49])
  })

  test.each([
    '?page=0',
    '?page=4',
    '?page=-1',
    '?page=1.5',
    '?page=01',
    '?page=abc',
    '?page=',
    '?page=1e3',
    '?page=9999999999',
  ])('there is no page at %s', query => {
    expect(pageOf(fifty, at(query))).toBeUndefined()
  })

  test('an empty list has one empty page', () => {
    expect(pageOf([], at(''))).toMatchObject({ rows: [], pages: 1 })
    expect(pageOf([], at('?page=2'))).toBeUndefined()
  })
})

describe('the address of a page', () => {
  test('keeps the rest of the query', () => {
    expect(pageAddress(at('?honour=moral-model&page=2'), 3)).toBe('/role-models?honour=moral-model&page=3')
  })

  test('of the first one has no number, so that it has one address only', () => {
    expect(pageAddress(at('?honour=moral-model&page=2'), 1)).toBe('/role-models?honour=moral-model')
    expect(queryAddress(at('?page=2'), { page: undefined })).toBe('/role-models')
  })
})

test('page numbers show the ends, the neighbours and gaps between', () => {
  expect(pageNumbers(1, 3)).toEqual([1, 2, 3])
  expect(pageNumbers(5, 9)).toEqual([1, 'gap', 4, 5, 6, 'gap', 9])
})
