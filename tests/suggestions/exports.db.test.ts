import { inflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCalendar } from '#calendar/work-calendar.ts'
import { countWorkingDays } from '#calendar/working-days.ts'
import type { Connection } from '#db/connect.ts'
import { writeWorkbook } from '#forms/workbook.ts'
import { makeMove } from '#suggestions/course.ts'
import { type Cell, listForWorkbook } from '#suggestions/exports.ts'
import { rating } from '#suggestions/moves/rating.ts'
import { listOfficerPerformance, listUnitPerformance } from '#suggestions/unit-figures.ts'
import { addColleagues, bringTo, coUnit, type Colleagues, leadUnit, rated, receive } from '../support/course.ts'
import { openTestDatabase } from '../support/database.ts'

const lishui = (text: string) => new Date(`${text.replace(' ', 'T')}+08:00`)
const friday = lishui('2026-11-20 10:00')
const monday = lishui('2026-11-23 10:00')

let connection: Connection
let people: Colleagues
beforeAll(async () => {
  connection = await openTestDatabase()
  people = await addColleagues(connection.db)
})
afterAll(() => connection.close())

/** The text of one file of a zip. */
function unzipped(zip: Buffer, name: string): string {
  const at = zip.indexOf(Buffer.concat([Buffer.from([0x50, 0x4b, 0x01, 0x02])]))
  for (let entry = at; zip.readUInt32LE(entry) === 0x02014b50;) {
    const [nameLength, extra, comment] = [28, 30, 32].map(offset => zip.readUInt16LE(entry + offset)) as [
      number,
      number,
      number,
    ]
    const local = zip.readUInt32LE(entry + 42)
    if (zip.toString('utf8', entry + 46, entry + 46 + nameLength) === name) {
      const data = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
      const packed = zip.subarray(data, data + zip.readUInt32LE(entry + 20))
      return (zip.readUInt16LE(entry + 10) === 0 ? packed : inflateRawSync(packed)).toString('utf8')
    }
    entry += 46 + nameLength + extra + comment
  }
  throw new Error(`no ${name}`)
}

test('a workbook has true dates as the clocks in Lishui show them, and texts stay texts', async () => {
  const book = Buffer.from(
    await writeWorkbook([
      ['收到', '事情', '次数'],
      [lishui('2026-11-23 08:00'), '=1+1', 3],
      [null, '', 0],
    ]),
  )
  const sheet = unzipped(book, 'xl/worksheets/sheet1.xml')
  // Days since 1899-12-30, and a third of one.
  const [, serial] = /<c r="A2"[^>]*><v>([\d.]+)<\/v>/.exec(sheet)!
  expect(Number(serial)).toBeCloseTo(46349 + 8 / 24, 6)
  expect(sheet).toMatch(/<c r="B2"[^>]*t="(?:s|inlineStr)"/)
  expect(sheet).not.toContain('<f>')
})

test('an export has the steps, whether they were in time, the working days used, the answer and the units', async () => {
  const { db } = connection
  const number = await bringTo(db, 'revisit', people, friday)
  await db
    .updateTable('suggestion')
    .set({ shown_at: lishui('2026-11-25 16:00') })
    .where('number', '=', number)
    .execute()
  await makeMove(db, rating, number, rated('satisfied', true), 'author', monday)
  const names = [
    'source',
    'accepted_in_time',
    'answered_in_time',
    'daysUsed',
    'satisfaction',
    'returns',
    'answer',
  ] as const
  const columns = [
    ...names.map(name => ({ heading: name, cell: (row: Record<string, unknown>) => row[name] as Cell })),
    { heading: 'signed', cell: (row: { signed_at: Date | null }) => row.signed_at },
    { heading: 'co', cell: (row: { co_units: string[] | null }) => row.co_units?.join() },
  ]
  const listed = await listForWorkbook(db, { filter: { view: 'all' }, columns }, people.clerk, monday)
  const [, cells] = (listed as { cells: Cell[][] }).cells
  expect(cells).toEqual(['web', true, true, 3, 'satisfied', 0, '已增设车位。', friday, coUnit].map(cell => cell))
})

test('working days used count make-up days and no holidays', () => {
  const calendar = createCalendar()
  expect(countWorkingDays(calendar, '2026-09-30', '2026-10-08')).toBe(1)
  expect(countWorkingDays(calendar, '2026-11-20', '2026-11-20')).toBe(0)
})

test('units and officers are counted by what they led, answered and gave back', async () => {
  const { db } = connection
  await bringTo(db, 'returned', people, monday)
  await bringTo(db, 'reopened', people, monday)
  await receive(db, monday)
  const months = { from: '2026-11', to: '2026-11' }
  const units = await listUnitPerformance(db, months)
  expect(units.find(({ unit }) => unit === leadUnit)).toMatchObject({
    all: 2,
    inTime: 2,
    returned: 1,
    reopened: 1,
    rated: 2,
    ratedWell: 1,
  })
  const [officer] = await listOfficerPerformance(db, months)
  expect(officer).toMatchObject({ id: people.lead.id, all: 2, inTime: 2, returned: 1 })
  expect(await listUnitPerformance(db, { from: '2025-11', to: '2025-11' })).toEqual([])
})
