import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { connect } from '#db/connect.ts'
import { systemWords as words } from '#web/system-words.ts'
import { isOpenToTests, ownPortal } from '../support/portal.ts'
import { signedIn } from '../support/visitor.ts'

test('an administrator reads how the portal fares, of what fails what people notice and what to tell the operators, and at the desk that something fails', async () => {
  const portal = await ownPortal()
  onTestFinished(() => void portal.stop())
  const admin = await signedIn(portal.address, portal.accounts.admin)
  expect(await (await admin.get('/desk')).text()).toContain('href="/desk/system"')
  const desk = async () => (await admin.get('/desk')).text()
  expect(await desk()).not.toContain(words.atDesk)
  const read = async () => (await admin.get('/desk/system')).text()
  const well = await read()
  expect(well).toContain(words.ready)
  expect(well).not.toContain(words.failing)
  for (const { name } of [words.checks.database, words.checks.clock, words.checks.jobs, words.checks.disk])
    expect(well).toContain(name)
  expect(well).toContain(`Node ${process.versions.node}`)
  // Nothing is exchanged without a remote.
  expect(well).not.toContain(words.checks['content-remote'].about)
  if (!isOpenToTests()) return

  // The clock function of this database, five minutes ahead, stands before that of PostgreSQL.
  const { db, close } = await connect({ databaseUrl: portal.databaseUrl, dataDir: '' })
  const name = new URL(portal.databaseUrl!).pathname.slice(1)
  await sql`CREATE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS $$ SELECT pg_catalog.clock_timestamp() + interval '5 minutes' $$`.execute(
    db,
  )
  await sql`ALTER DATABASE ${sql.id(name)} SET search_path = public, pg_catalog`.execute(db)
  await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`.execute(
    db,
  )
  await close()
  await expect
    .poll(async () => (await (await fetch(`${portal.address}/readyz`)).json()) as unknown)
    .toMatchObject({ failing: ['clock'] })
  const page = await read()
  expect(page).toContain(words.notReady)
  expect(page).toContain(words.checks.clock.means)
  expect(page).toMatch(new RegExp(`${words.technical}<code[^>]*>the clock of the database is \\d+ s ahead`))
  expect(await desk()).toContain(words.atDesk)
})
