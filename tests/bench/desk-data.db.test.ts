import { expect, test } from 'vitest'
import { createPersonalData } from '#people/personal-data.ts'
import { openTestDatabase } from '../support/database.ts'
import { dataKey } from '../support/server.ts'
import { fillDesk } from './desk-data.ts'

// The benches need PostgreSQL.
test.runIf(process.env.TEST_DATABASE === 'postgresql')(
  'what the benches fill the desk with fits the tables as they are',
  async () => {
    const { db, close } = await openTestDatabase()
    await fillDesk(db, createPersonalData(dataKey), 2000, new Date())
    const states = await db.selectFrom('suggestion').select('state').distinct().execute()
    expect(states.length).toBeGreaterThan(10)
    await close()
  },
  120_000,
)
