import { afterAll, beforeAll, expect } from 'vitest'
import type { Connection } from '#db/connect.ts'
import type { Db } from '#db/schema.ts'
import { checkVolunteers } from '#volunteering/check.ts'
import { openTestDatabase } from './database.ts'
import { monday } from './volunteering.ts'

/** The database of a file of tests. After the last of them what it holds of volunteers still agrees. */
export function checkedVolunteers(): { readonly db: Db } {
  let connection: Connection
  beforeAll(async () => {
    connection = await openTestDatabase()
  })
  afterAll(async () => {
    const broken = (await checkVolunteers(connection.db, monday)).filter(finding => finding.count > 0)
    await connection.close()
    expect(broken).toEqual([])
  })
  return {
    get db() {
      return connection.db
    },
  }
}
