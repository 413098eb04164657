import { expect, test } from 'vitest'
import { type Line, writeCsv } from '#forms/csv.ts'

async function write(lines: Line[]): Promise<string> {
  const portions: Uint8Array[] = []
  for await (const portion of writeCsv([lines])) portions.push(portion)
  return Buffer.concat(portions).toString()
}

test.each(['=', '+', '-', '@', '\t', '＝', '＋', '－', '＠'])(
  'a cell that begins with %j is text and no formula',
  async sign => {
    expect(await write([[`${sign}1+1`, `1${sign}1`, -1]])).toBe(`\uFEFF'${sign}1+1,1${sign}1,-1\r\n`)
  },
)
