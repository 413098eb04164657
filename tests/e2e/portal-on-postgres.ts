import type { Browser, Page } from '@playwright/test'
import { type Connection, connect } from '#db/connect.ts'
import { createDatabase, postgresAddress } from '../support/postgres.ts'
import { type RunningServer, startServer } from '../support/server.ts'
import { signIn, test } from './portal.ts'

/** A portal of its own for one file, on a database that its tests can open beside it; without PostgreSQL they are skipped. */
export function portalOnPostgres(purpose: string) {
  // The portal of the worker is not wanted, and so not started.
  test.use({ baseURL: '' })
  let server: RunningServer
  let connection: Connection
  let close: () => Promise<void>
  test.beforeAll(async () => {
    const postgres = await postgresAddress()
    test.skip(postgres === undefined, 'no PostgreSQL answers')
    const { databaseUrl, drop } = await createDatabase(postgres!, purpose)
    server = await startServer({ DATABASE_URL: databaseUrl, DEMO: '1' })
    connection = await connect({ databaseUrl, dataDir: '' })
    close = async () => {
      await connection.close()
      await server.stop()
      await drop()
    }
  })
  test.afterAll(() => close?.())
  return {
    get server() {
      return server
    },
    get db() {
      return connection.db
    },
  }
}

/** A browser of their own for somebody on the staff. */
export async function sitDown(browser: Browser, server: RunningServer, login: string): Promise<Page> {
  const page = await browser.newPage({ baseURL: server.address, viewport: { width: 1280, height: 900 } })
  await signIn(page, server, login)
  return page
}
