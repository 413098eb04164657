import writeExcelFile from 'write-excel-file/node'
import { utcOffset } from '#calendar/lishui.ts'
import { anHour, later } from '#calendar/spans.ts'

export const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

type Cell = string | number | Date | null | undefined

/**
 * A workbook of one sheet, its first line the headings. Texts stay texts, whatever they begin with, and moments are dates
 * that a spreadsheet sorts and subtracts, as the clocks in Lishui show them. It is made whole in memory.
 */
export async function writeWorkbook([head = [], ...rows]: Cell[][]): Promise<Uint8Array<ArrayBuffer>> {
  const headings = head.map(text => ({ value: String(text), type: String, fontWeight: 'bold' as const }))
  const file = await writeExcelFile([headings, ...rows.map(row => row.map(cellOf))], { stickyRowsCount: 1 }).toBuffer()
  return new Uint8Array(file)
}

/** A sheet knows no zones: what the library takes for UTC is what the clock showed. */
const asShown = (moment: Date) => later(moment, Number(utcOffset.slice(0, 3)) * anHour)

function cellOf(value: Cell) {
  if (value === null || value === undefined || value === '') return null
  if (value instanceof Date) return { value: asShown(value), type: Date, format: 'yyyy-mm-dd hh:mm' }
  return typeof value === 'number' ? { value, type: Number } : { value, type: String }
}
