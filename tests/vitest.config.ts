import { defineConfig } from 'vitest/config'
import { postgresAddress } from './support/postgres.ts'

const postgres = await postgresAddress()
const databases = postgres ? ['embedded', 'postgresql'] : ['embedded']

/** `*.db.test.ts` runs once on each database; everything else once. Pages run against the real server on the embedded one. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    // Two cores: more workers only wait for each other.
    maxWorkers: 2,
    testTimeout: 60_000,
    // A shared machine may stall for seconds.
    retry: process.env.CI ? 1 : 0,
    hookTimeout: 120_000,
    projects: [
      { extends: true, test: { name: 'units', include: ['tests/**/*.test.ts'], exclude: ['tests/**/*.db.test.ts', 'tests/pages/**'] } },
      { extends: true, test: { name: 'pages', include: ['tests/pages/**/*.test.ts'], globalSetup: ['tests/support/prepare-databases.ts', 'tests/support/prepare-server.ts'] } },
      ...databases.map(database => ({
        extends: true as const,
        test: { name: database, include: ['tests/**/*.db.test.ts'], env: { TEST_DATABASE: database }, globalSetup: ['tests/support/prepare-databases.ts'] },
      })),
    ],
  },
})
