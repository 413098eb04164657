import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { listClocks } from '#suggestions/clocks/deadlines.ts'
import { loadOffice } from '#suggestions/clocks/office.ts'
import { setDeadline } from '#suggestions/clocks/settings.ts'
import { makeMove } from '#suggestions/course.ts'
import { acceptance } from '#suggestions/moves/acceptance.ts'
import { handOver } from '#suggestions/moves/hand-over.ts'
import { listQueue } from '#suggestions/queue.ts'
import { proposeRouting } from '#suggestions/routing.ts'
import { addColleagues, bringTo, type Colleagues, leadUnit, receive } from '../support/course.ts'
import { openTestDatabase } from '../support/database.ts'
import { starterSettings } from '../support/starter-settings.ts'

const now = new Date('2026-11-23T02:00:00Z')
/** A category that no city has in its list any more. */
const category = 'steam-trams'
let connection: Connection
let people: Colleagues
beforeAll(async () => {
  connection = await openTestDatabase()
  people = await addColleagues(connection.db)
})
afterAll(() => connection.close())

test('a suggestion of a category that the city has taken out is still listed, and goes its whole course by the deadlines it has', async () => {
  const { db } = connection
  await setDeadline(
    db,
    { step: 'accept', level: null, kind: null, category, allowance: { workingDays: 9 } },
    people.admin,
    now,
  )
  const number = await receive(db, now, { category })
  const { rows } = await listQueue(db, { view: 'received', category }, people.clerk, { limit: 9, now })
  expect(rows.map(row => row.number)).toEqual([number])
  expect(
    proposeRouting(
      { category, county: '331102', place: '大猷街' },
      { indicators: [], places: [], departments: [], settings: starterSettings },
    ).lead,
  ).toBeUndefined()
  expect(await makeMove(db, acceptance, number, {}, people.clerk, now)).toEqual({ number })
  expect(await makeMove(db, handOver, number, { lead: leadUnit }, people.clerk, now)).toEqual({ number })
  const closed = await bringTo(db, 'closed', people, now, { category })
  const { id } = await db.selectFrom('suggestion').select('id').where('number', '=', closed).executeTakeFirstOrThrow()
  const clocks = await listClocks(db, await loadOffice(db), id)
  expect(clocks.find(({ step }) => step === 'accept')?.working_days).toBe(9)
})
