import { defineConfig } from 'vitest/config'
import { postgresAddress } from './support/postgres.ts'

/**
 * What runs: `TESTS=usual` (the default) is everything but tests/faults, with a smoke set on the second database;
 * `TESTS=security` is tests/security alone; `TESTS=faults` is tests/faults alone (races and kills, minutes each);
 * `TESTS=all` is everything on both databases.
 * `*.db.test.ts` are about the database.
 */
const tests = (['usual', 'security', 'faults', 'all'] as const).find(word => word === (process.env.TESTS ?? 'usual'))
if (!tests) throw new Error('TESTS is usual, security, faults or all')

const databases = (await postgresAddress()) ? ['postgresql', 'embedded'] : ['embedded']

/** One file for each kind of statement: locks and constraints, calendars, the audit trail, the queue. */
const smoke = [
  'db/events',
  'db/listen',
  'suggestions/course',
  'suggestions/clocks',
  'suggestions/office-calendar',
  'volunteering/sign-up',
  'volunteering/line',
  'volunteering/lists',
  'messages/outbox',
  'people/sign-in',
].map(name => `tests/${name}.db.test.ts`)

const faults = 'tests/faults/**'
/** They tell by the age of files, which do not know of a clock that is set (`.ci/on-day`). */
const ages = process.env.CLOCK === 'set' ? ['commits', 'shared'].map(name => `tests/publishing/${name}.test.ts`) : []
const security = 'tests/security/**/*.test.ts'

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    // One more than the cores of CI: a test often waits, for a clock, a disk, a server that is down.
    maxWorkers: 3,
    // Nothing is judged by how long it took: one machine of CI took six times as long as another. Faults take minutes.
    testTimeout: tests === 'faults' ? 1_800_000 : 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 30_000 } },
    globalSetup: ['tests/support/prepare-databases.ts'],
    projects: [
      ...(tests === 'security'
        ? [
            {
              extends: true as const,
              test: {
                name: 'security',
                include: [security],
                env: { TEST_DATABASE: databases[0] },
                globalSetup: ['tests/support/prepare-server.ts'],
              },
            },
          ]
        : []),
      ...(tests === 'faults' || tests === 'security'
        ? []
        : [
            {
              extends: true as const,
              test: {
                name: 'units',
                include: ['tests/**/*.test.ts'],
                exclude: ['tests/**/*.db.test.ts', 'tests/pages/**', security, faults, ...ages],
              },
            },
            // On PostgreSQL where there is one, and with `all` on the embedded database too.
            ...databases.slice(0, tests === 'all' ? undefined : 1).map((database, index) => ({
              extends: true as const,
              test: {
                name: index > 0 ? `pages-${database}` : 'pages',
                include: ['tests/pages/**/*.test.ts'],
                env: { TEST_DATABASE: database },
                globalSetup: ['tests/support/prepare-server.ts'],
              },
            })),
            ...databases.map((database, index) => ({
              extends: true as const,
              test: {
                name: database,
                include: index > 0 && tests !== 'all' ? smoke : ['tests/**/*.db.test.ts'],
                // A draft lives in Git: its tests need a database, whichever.
                exclude: [faults, ...(index > 0 ? ['tests/publishing/**'] : [])],
                env: { TEST_DATABASE: database },
              },
            })),
          ]),
      ...(tests === 'usual' || tests === 'security'
        ? []
        : [
            {
              extends: true as const,
              test: { name: 'faults', include: [`${faults}/*.test.ts`], exclude: ['**/*.db.test.ts'] },
            },
            ...databases.map(database => ({
              extends: true as const,
              test: {
                name: `faults-${database}`,
                include: [`${faults}/*.db.test.ts`],
                env: { TEST_DATABASE: database },
              },
            })),
          ]),
    ],
  },
})
