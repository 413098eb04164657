import { parentPort, workerData } from 'node:worker_threads'
import PDFDocument from 'pdfkit'
import { chineseFont } from '#web/chinese-font.ts'
import type { Pack, PackPart } from './content.ts'
import { packWords } from './words.ts'

/*
 * Draws a pack as PDF, in a thread of its own: a hundred pages would keep every other request waiting. It says how many lines
 * are drawn, then the bytes and how many pages they are.
 */

const margin = 50
const width = 595.28 - 2 * margin
const bottom = 841.89 - margin - 24
const rowHeight = 17

/** Tells how far it is after so many lines. */
const step = 200

async function draw(pack: Pack): Promise<void> {
  const doc = new PDFDocument({
    size: 'A4',
    margin,
    font: chineseFont('Regular'),
    info: { Title: pack.title },
    lang: 'zh-CN',
  })
  const chunks: Buffer[] = []
  doc.on('data', (chunk: Buffer) => chunks.push(chunk))
  const ended = new Promise(resolve => doc.on('end', resolve))
  let pages = 0
  let lines = 0
  const foot = () => {
    pages += 1
    doc.fontSize(8).fillColor('#555')
    // Below the margin the library would begin a new page by itself.
    doc.page.margins.bottom = 0
    doc.text(pack.foot, margin, bottom + 16, { lineBreak: false })
    const page = packWords.page(pages)
    doc.text(page, margin + width - doc.widthOfString(page), bottom + 16, { lineBreak: false })
    doc.page.margins.bottom = margin + 24
    doc.fillColor('#000')
    doc.y = margin
  }
  doc.on('pageAdded', foot)
  foot()
  const told = () => {
    lines += 1
    if (lines % step === 0) parentPort?.postMessage({ lines })
  }
  const room = (height: number) => {
    if (doc.y + height > bottom) doc.addPage()
  }
  const row = (cells: readonly string[], widths: readonly number[], bold = false) => {
    const top = doc.y
    let left = margin
    for (const [at, cell] of cells.entries()) {
      const room = widths[at]! * width
      doc.text(cut(doc, cell, room - 4), left, top + 3, { lineBreak: false })
      left += room
    }
    doc
      .moveTo(margin, top + rowHeight)
      .lineTo(margin + width, top + rowHeight)
      .lineWidth(bold ? 1 : 0.3)
      .stroke('#999')
    doc.y = top + rowHeight
  }
  const table = ({ heads, widths, rows }: NonNullable<PackPart['table']>) => {
    doc.fontSize(9)
    room(2 * rowHeight)
    row(heads, widths, true)
    for (const cells of rows) {
      if (doc.y + rowHeight > bottom) {
        doc.addPage()
        doc.fontSize(9)
        row(heads, widths, true)
      }
      row(cells, widths)
      told()
    }
  }

  doc.fontSize(20).text(pack.title, margin, margin + 20, { width })
  doc.fontSize(11).fillColor('#555').text(pack.subtitle, { width }).fillColor('#000')
  for (const part of pack.parts) {
    room(60)
    doc.moveDown(1.2)
    doc.fontSize(14).text(part.title, margin, doc.y, { width })
    doc.moveDown(0.4)
    for (const text of part.texts ?? []) {
      doc.fontSize(10).text(text, margin, doc.y, { width, lineGap: 3 })
      told()
    }
    if (part.table) table(part.table)
  }
  doc.end()
  await ended
  const bytes = new Uint8Array(Buffer.concat(chunks))
  parentPort?.postMessage({ bytes, pages }, [bytes.buffer])
}

/** As much of a text as a cell has room for. */
function cut(doc: PDFKit.PDFDocument, text: string, room: number): string {
  if (doc.widthOfString(text) <= room) return text
  let kept = text
  while (kept.length > 1 && doc.widthOfString(`${kept}…`) > room) kept = kept.slice(0, -1)
  return `${kept}…`
}

await draw(workerData as Pack)
