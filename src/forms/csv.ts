/** One line of a table, cell by cell. */
export type Line = (string | number)[]

/** RFC 4180, with the mark by which Excel knows UTF-8; written portion by portion. */
export async function* writeCsv(portions: AsyncIterable<Line[]> | Iterable<Line[]>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  yield encoder.encode('\uFEFF')
  for await (const lines of portions)
    yield encoder.encode(lines.map(line => `${line.map(csvCell).join(',')}\r\n`).join(''))
}

/** A text that begins like a formula, in full-width characters too, would be one to Excel; an apostrophe keeps it text. */
function csvCell(value: string | number): string {
  const text = typeof value === 'string' && /^[=+\-@＝＋－＠\t\r]/.test(value) ? `'${value}` : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
