import pg from 'pg'

/**
 * The address of a PostgreSQL on which tests may create databases, or undefined when none answers.
 * Under CI a missing server is a failure: half of the promises would go unproven in silence.
 */
export async function postgresAddress(): Promise<string | undefined> {
  const address = process.env.TEST_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres'
  try {
    await asAdministrator(address, 'SELECT 1')
    return address
  } catch (error) {
    if (process.env.CI) throw new Error(`no PostgreSQL answers at ${address}: ${(error as Error).message}`)
    console.warn(`PostgreSQL tests are left out: none answers at ${address} (set TEST_DATABASE_URL)`)
    return undefined
  }
}

/** Runs one statement on the maintenance database. */
export async function asAdministrator(address: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: address, connectionTimeoutMillis: 3000 })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

/** The same server, another database. */
export function databaseAddress(address: string, database: string): string {
  const url = new URL(address)
  url.pathname = `/${database}`
  return url.href
}

/**
 * A database as tests and their servers open it: no test cuts PostgreSQL's own power, and waiting for the disk at every
 * commit only costs time.
 */
export function databaseUrlOf(address: string, database: string): string {
  const url = new URL(databaseAddress(address, database))
  url.searchParams.set('options', '-c synchronous_commit=off')
  return url.href
}

/** A new, empty database beside the one at an address, until it is dropped. */
export async function createDatabase(
  postgres: string,
  purpose: string,
): Promise<{ databaseUrl: string; drop(): Promise<void> }> {
  const name = `portal_${purpose}_${Date.now()}`
  await asAdministrator(postgres, `CREATE DATABASE ${name}`)
  return {
    databaseUrl: databaseAddress(postgres, name),
    drop: () => asAdministrator(postgres, `DROP DATABASE ${name} WITH (FORCE)`),
  }
}
