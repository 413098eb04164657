import { expect, test } from 'vitest'
import { writeCsv } from '#forms/csv.ts'
import { decodeTable, readCsv } from '#forms/typed/csv.ts'

test.each([
  [
    'lines of any system, with a mark in front and blank lines between',
    '\uFEFFa,b\r\n\r\n1,2\n3,4\r',
    [
      ['a', 'b'],
      ['1', '2'],
      ['3', '4'],
    ],
  ],
  ['commas, quotation marks and line breaks in quotation marks', '"a, ""b""\nc",d', [['a, "b"\nc', 'd']]],
  [
    'tabs, as they are copied from a spreadsheet',
    'a\tb\n1,5\t2',
    [
      ['a', 'b'],
      ['1,5', '2'],
    ],
  ],
  ['a quotation mark inside a word as it is', 'a"b,c', [['a"b', 'c']]],
  ['nothing', ' \n,\n', []],
])('a table is read: %s', (_, text, lines) => {
  expect(readCsv(text)).toEqual(lines)
})

test('what we write is read back as it was, formulas too', async () => {
  const lines = [
    ['=1+1', 'a,b', '"x"'],
    ['@y', '第一行\n第二行', ''],
  ]
  const portions: Uint8Array[] = []
  for await (const portion of writeCsv([lines])) portions.push(portion)
  expect(readCsv(decodeTable(Buffer.concat(portions)))).toEqual(lines)
})

test('a table of a Chinese spreadsheet is read, which is no UTF-8', () => {
  // 单位 in GB 18030.
  expect(decodeTable(Uint8Array.of(0xb5, 0xa5, 0xce, 0xbb))).toBe('单位')
})
