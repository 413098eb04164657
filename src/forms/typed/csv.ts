/**
 * The lines of a table as programs write it (RFC 4180): cells between commas or, where the first line has one, tabs; a
 * cell in quotation marks may hold anything. Blank lines are left out. An apostrophe in front of a formula, which our own
 * tables have, is taken off again.
 */
export function readCsv(text: string): string[][] {
  const lines: string[][] = []
  let [line, cell, quoted] = [[] as string[], '', false]
  const source = text.replace(/^\uFEFF/, '').replaceAll(/\r\n?/g, '\n')
  const between = source.slice(0, source.indexOf('\n') >>> 0).includes('\t') ? '\t' : ','
  const endCell = () => {
    line.push(cell.trim().replace(/^'(?=[=+\-@＝＋－＠])/, ''))
    cell = ''
  }
  const endLine = () => {
    endCell()
    if (line.some(each => each !== '')) lines.push(line)
    line = []
  }
  for (let at = 0; at < source.length; at += 1) {
    const sign = source[at]!
    if (quoted && sign === '"' && source[at + 1] === '"') {
      cell += '"'
      at += 1
    } else if (sign === '"' && (quoted || cell.trim() === '')) {
      quoted = !quoted
      if (quoted) cell = ''
    } else if (!quoted && sign === between) endCell()
    else if (!quoted && sign === '\n') endLine()
    else cell += sign
  }
  endLine()
  return lines
}

/** The text of a table: UTF-8, or what spreadsheets in China write where it is none. */
export function decodeTable(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}
