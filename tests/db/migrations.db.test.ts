import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { connect } from '#db/connect.ts'
import { migrate } from '#db/migrate.ts'
import type { Db } from '#db/schema.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { listFigures, refreshFigures } from '#suggestions/figures.ts'
import { listQueue } from '#suggestions/queue.ts'
import { emptyTestDatabase } from '../support/database.ts'
import { asAdministrator, databaseAddress, postgresAddress } from '../support/postgres.ts'
import { firstLandingDump, landedDump, landedKey, readDump } from './landed.ts'

const clerk = { id: 1, roles: ['clerk' as const] }
const now = new Date()

async function countRows(db: Db): Promise<Record<string, number>> {
  const { rows: tables } = await sql<{
    name: string
  }>`SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_name NOT LIKE 'kysely%' ORDER BY 1`.execute(
    db,
  )
  const counts = await Promise.all(
    tables.map(
      async ({ name }) =>
        (await sql<{ count: number }>`SELECT count(*) AS count FROM ${sql.table(name)}`.execute(db)).rows[0]!.count,
    ),
  )
  return Object.fromEntries(tables.map(({ name }, index) => [name, counts[index]!]))
}

test.each([
  ['first', firstLandingDump],
  ['last', landedDump],
])('a database of the %s landing comes to today, and nothing in it is lost', async (_, dump) => {
  const { db, pool } = await emptyTestDatabase()
  await pool.query(await readDump(dump))
  await pool.query('RESET ALL')
  const before = await countRows(db)
  expect(
    Math.min(before.suggestion!, before.event!, before.deadline!, before.volunteer!, before.sign_up!),
  ).toBeGreaterThan(5)

  await migrate(db)
  // A migration may bring rows of its own: settings.
  const after = await countRows(db)
  expect(Object.entries(before).filter(([table, count]) => (after[table] ?? 0) < count)).toEqual([])
  const { rows } = await listQueue(db, { view: 'all' }, clerk, { limit: 1000, now })
  await refreshFigures(db, now)
  const { total } = await listFigures(db, { from: '2000-01', to: '2999-12' })
  expect([rows.length, total.received]).toEqual([before.suggestion, before.suggestion])
  const { name_sealed } = await db
    .selectFrom('suggestion')
    .select('name_sealed')
    .where('name_sealed', 'is not', null)
    .limit(1)
    .executeTakeFirstOrThrow()
  expect(createPersonalData(landedKey).open(name_sealed!, 'suggestion.name_sealed')).toMatch(/./)
})

test('a database is migrated once, however many start at the same moment', async () => {
  const { db } = await emptyTestDatabase()
  const applied = await Promise.all([migrate(db), migrate(db)])
  expect(applied.toSorted((one, other) => other.length - one.length)).toEqual([
    expect.arrayContaining(['0001-baseline']),
    [],
  ])
  expect(await migrate(db)).toEqual([])
})

test('a database from before the baseline is refused in one line that says what to do, and stays as it is', async () => {
  const { db } = await emptyTestDatabase()
  await sql`CREATE TABLE kysely_migration (name varchar(255) PRIMARY KEY, timestamp varchar(255) NOT NULL)`.execute(db)
  await sql`INSERT INTO kysely_migration VALUES ('0001-people-and-events', '2026-11-21T00:00:00Z')`.execute(db)
  const refusal = await migrate(db).catch((error: Error) => error.message)
  expect(refusal).toContain('DATABASE_URL')
  expect(refusal).not.toContain('\n')
  expect(Object.keys(await countRows(db))).toEqual([])
})

test.runIf(process.env.TEST_DATABASE === 'postgresql')(
  'a database in another encoding is refused in one line that says what to do, and stays as it is',
  async () => {
    const postgres = (await postgresAddress())!
    const name = `portal_ascii_${Date.now()}`
    await asAdministrator(
      postgres,
      `CREATE DATABASE ${name} ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`,
    )
    const { db, close } = await connect({ databaseUrl: databaseAddress(postgres, name), dataDir: '' })
    const refusal = await migrate(db).catch((error: Error) => error.message)
    expect(refusal).toContain('SQL_ASCII')
    expect(refusal).not.toContain('\n')
    expect(Object.keys(await countRows(db))).toEqual([])
    await close()
    await asAdministrator(postgres, `DROP DATABASE ${name} WITH (FORCE)`)
  },
)
