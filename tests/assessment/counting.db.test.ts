import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { countUnits } from '#assessment/counting.ts'
import type { Connection } from '#db/connect.ts'
import { matches } from '#suggestions/queue-filter.ts'
import { assessedYear as year, fillYear, sampleFacts } from '../support/assessing.ts'
import { addColleagues, type Colleagues, coUnit, leadUnit } from '../support/course.ts'
import { openTestDatabase } from '../support/database.ts'

const now = new Date('2027-02-01T02:00:00Z')

describe('what is counted of a year', () => {
  let connection: Connection
  let people: Colleagues
  beforeAll(async () => {
    connection = await openTestDatabase()
    people = await addColleagues(connection.db)
    await fillYear(connection.db, people)
  })
  afterAll(() => connection.close())

  /** The same by other means: row by row, as the lists of the desk find them. */
  async function independent(unit: string) {
    const { db } = connection
    const looker = { ...people.admin, units: [] }
    const rowsOf = async (filter: object) =>
      (
        await db
          .selectFrom('suggestion')
          .select('id')
          .where(eb => matches(eb, { view: 'all', month: `${year}-01`, until: `${year}-12`, ...filter }, looker, now))
          .execute()
      ).length
    const evidence = (kind: keyof typeof sampleFacts.evidence) => {
      const own = sampleFacts.evidence[kind].filter(each => each.unit === unit)
      return [own.filter(({ good }) => good).length, own.length]
    }
    const reports = await db.selectFrom('report').selectAll().where('unit', '=', unit).execute()
    return {
      'answered-in-time': [
        await rowsOf({ unit, mark: 'answered-in-time' }),
        await rowsOf({ unit, mark: 'answer-due' }),
      ],
      returned: [await rowsOf({ returner: unit }), await rowsOf({ given: unit })],
      reopened: [await rowsOf({ unit, mark: 'reopened' }), await rowsOf({ unit, mark: 'answered' })],
      satisfied: [await rowsOf({ unit, mark: 'rated-well' }), await rowsOf({ unit, mark: 'rated' })],
      'exposures-rectified': evidence('exposures-rectified'),
      'reports-filed': [reports.filter(({ is_late }) => !is_late).length, unit === leadUnit ? 2 : 1],
      'tasks-done': evidence('tasks-done'),
    }
  }

  test.each(
    Object.keys({
      'answered-in-time': 0,
      returned: 0,
      reopened: 0,
      satisfied: 0,
      'exposures-rectified': 0,
      'reports-filed': 0,
      'tasks-done': 0,
    }),
  )('%s equals an independent count', async measure => {
    const counts = await countUnits(connection.db, year, sampleFacts, now)
    for (const { id } of sampleFacts.units) {
      const count = counts.get(id)![measure as 'returned']
      expect([id, count.part, count.whole]).toEqual([id, ...(await independent(id))[measure as 'returned']])
    }
    // The table is worth something where the leading unit has rows.
    expect(counts.get(leadUnit)![measure as 'returned'].whole).toBeGreaterThan(0)
  })

  test('what came after the end of a unit, and a task whose last day is not over, is not counted', async () => {
    const task = (unit: string, on: string, good = false) => ({ unit, title: on, on, good })
    const evidence = {
      'exposures-rectified': [task(coUnit, '2026-08-31'), task(coUnit, '2026-09-01')],
      'tasks-done': [
        ...['2026-08-31', '2026-09-01'].map(on => task(coUnit, on)),
        ...['2026-10-01', '2026-10-02'].map(on => task(leadUnit, on)),
        task(leadUnit, '2026-12-31', true),
      ],
    }
    const counts = await countUnits(connection.db, year, { ...sampleFacts, evidence }, new Date('2026-10-02T02:00:00Z'))
    const titles = (unit: string, kind: keyof typeof evidence) =>
      counts.get(unit)![kind].evidence.map(({ title }) => title)
    expect(titles(coUnit, 'exposures-rectified')).toEqual(['2026-08-31'])
    expect(titles(coUnit, 'tasks-done')).toEqual(['2026-08-31'])
    expect(titles(leadUnit, 'tasks-done')).toEqual(['2026-10-01', '2026-12-31'])
    expect(counts.get(leadUnit)!['tasks-done']).toMatchObject({ part: 1, whole: 2 })
  })
})
