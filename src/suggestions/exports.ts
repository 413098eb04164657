import { ReadableStream as NodeStream } from 'node:stream/web'
import { Zip, ZipDeflate } from 'fflate'
import type { Db } from '#db/schema.ts'
import { recordEvent } from '#people/events.ts'
import { type Line, writeCsv } from '#forms/csv.ts'
import { type QueueFilter, type QueueRow, readQueue, type Viewer } from './queue.ts'

export type ExportFormat = 'csv' | 'xlsx'

/** One column: its heading and the cell of a row. */
export interface ExportColumn {
  heading: string
  cell(row: QueueRow): string | number
}

/**
 * The filtered list as a stream of bytes, read and written in portions: 100,000 rows need no more memory than
 * 1,000. That it was exported is an event, recorded before the first byte. It holds no name and no phone.
 */
export async function exportQueue(
  db: Db,
  { format, filter, columns }: { format: ExportFormat; filter: QueueFilter; columns: ExportColumn[] },
  viewer: Viewer,
  now: Date,
): Promise<ReadableStream<Uint8Array>> {
  const { words, ...named } = filter
  await recordEvent(db, {
    actor: { kind: 'person', id: viewer.id },
    action: 'suggestions.exported',
    object: { kind: 'suggestion-list', id: format },
    // Words somebody searched for may be a name.
    detail: { ...named, searched: words !== undefined },
    at: now,
  })
  const lines = readLines(db, filter, columns, viewer, now)
  // Node's own type: the page's library of types does not know `from` yet.
  return NodeStream.from(format === 'csv' ? writeCsv(lines) : writeXlsx(lines)) as unknown as ReadableStream<Uint8Array>
}

/** The heading, then a portion of rows at a time. */
async function* readLines(db: Db, filter: QueueFilter, columns: ExportColumn[], viewer: Viewer, now: Date): AsyncGenerator<Line[]> {
  yield [columns.map(({ heading }) => heading)]
  for await (const rows of readQueue(db, filter, viewer, now)) yield rows.map(row => columns.map(({ cell }) => cell(row)))
}

/** One sheet with texts in place, so that no table of strings has to be held until the end. */
async function* writeXlsx(portions: AsyncIterable<Line[]>): AsyncGenerator<Uint8Array> {
  const ready: Uint8Array[] = []
  let fault: Error | null = null
  const zip = new Zip((error, bytes) => {
    fault ??= error
    ready.push(bytes)
  })
  const take = () => {
    if (fault) throw fault
    return ready.splice(0)
  }
  const encoder = new TextEncoder()
  for (const [name, text] of Object.entries(workbookParts)) {
    const file = new ZipDeflate(name)
    zip.add(file)
    file.push(encoder.encode(text), true)
  }
  const sheet = new ZipDeflate('xl/worksheets/sheet1.xml', { level: 6 })
  zip.add(sheet)
  sheet.push(encoder.encode(`${xml}<worksheet xmlns="${main}"><sheetData>`))
  for await (const lines of portions) {
    sheet.push(encoder.encode(lines.map(line => `<row>${line.map(xlsxCell).join('')}</row>`).join('')))
    yield* take()
  }
  sheet.push(encoder.encode('</sheetData></worksheet>'), true)
  zip.end()
  yield* take()
}

function xlsxCell(value: string | number): string {
  if (typeof value === 'number') return `<c><v>${value}</v></c>`
  return `<c t="inlineStr"><is><t xml:space="preserve">${escapeXml(value)}</t></is></c>`
}

/** Without the control characters that XML cannot hold at all. */
function escapeXml(text: string): string {
  return text.replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packageRelations = 'http://schemas.openxmlformats.org/package/2006/relationships'
const contentTypes = 'http://schemas.openxmlformats.org/package/2006/content-types'
const spreadsheet = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

/** The smallest workbook that Excel, WPS and LibreOffice open without a question (ECMA-376). */
const workbookParts = {
  '[Content_Types].xml': `${xml}<Types xmlns="${contentTypes}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${spreadsheet}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${spreadsheet}.worksheet+xml"/></Types>`,
  '_rels/.rels': `${xml}<Relationships xmlns="${packageRelations}"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/workbook.xml': `${xml}<workbook xmlns="${main}" xmlns:r="${relations}"><sheets><sheet name="建言" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': `${xml}<Relationships xmlns="${packageRelations}"><Relationship Id="rId1" Type="${relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
}
