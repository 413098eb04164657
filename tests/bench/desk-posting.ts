import { execFile } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { sql } from 'kysely'
import type { Db } from '#db/schema.ts'
import type { PersonalData } from '#people/personal-data.ts'
import { receiveSuggestion } from '#suggestions/suggestions.ts'
import { note, quantile } from './table.ts'
import { suggestionInput } from '../support/suggestion.ts'

const clients = 50

/**
 * Suggestions a second from 50 callers without a pause, through the domain function; and, in turns with it, what
 * `pgbench` inserts with 50 clients: one prepared row a commit into a table of three columns.
 */
export async function measurePosting(
  db: Db,
  personalData: PersonalData,
  { databaseUrl, seconds, rounds }: { databaseUrl: string; seconds: number; rounds: number },
): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'portal-bench-'))
  const script = join(directory, 'insert.sql')
  await writeFile(
    script,
    "\\set kind random(1, 1000)\nINSERT INTO bench_row (kind, body) VALUES (:kind, '早高峰七点到八点半，盲道整段被占。');\n",
  )
  await sql`CREATE TABLE bench_row (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, kind integer NOT NULL, body text NOT NULL)`.execute(
    db,
  )
  const ratios: number[] = []
  const all: number[] = []
  try {
    for (let round = 0; round < rounds; round++) {
      const rows = await pgbench(databaseUrl, script, seconds)
      const taken = await post(db, personalData, seconds)
      all.push(...taken)
      ratios.push(taken.length / seconds / rows)
      console.log(
        `posting: ${(taken.length / seconds).toFixed(0)} a second, pgbench ${rows.toFixed(0)} rows a second: ratio ${ratios.at(-1)!.toFixed(2)}`,
      )
    }
  } finally {
    await sql`DROP TABLE bench_row`.execute(db)
    await rm(directory, { recursive: true })
  }
  note('posting from 50 callers', all.length / seconds / rounds, 'a second', { atLeast: 300 })
  note('posting from 50 callers: p99', quantile(all, 0.99), 'ms', { atMost: 100 })
  const sorted = all.toSorted((a, b) => a - b)
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]!.toFixed(1)
  console.log(
    `posting, ${all.length} suggestions from ${clients} callers: ratio ${ratios.toSorted((a, b) => a - b)[Math.floor(rounds / 2)]!.toFixed(2)} of pgbench, median ${at(0.5)} ms, p99 ${at(0.99)} ms, slowest ${at(1)} ms`,
  )
}

async function pgbench(databaseUrl: string, script: string, seconds: number): Promise<number> {
  const { stdout } = await promisify(execFile)('pgbench', [
    '-n',
    '-M',
    'prepared',
    '-c',
    String(clients),
    '-j',
    '2',
    '-T',
    String(seconds),
    '-f',
    script,
    databaseUrl,
  ])
  return Number(/tps = ([\d.]+)/.exec(stdout)![1])
}

async function post(db: Db, personalData: PersonalData, seconds: number): Promise<number[]> {
  // What a browser would type is made ready beforehand: only the taking in is measured.
  const inputs = Array.from({ length: seconds * 3000 }, () =>
    suggestionInput({
      phone: `138${String(randomInt(100_000_000)).padStart(8, '0')}`,
      name: '示例',
      place: `大猷街 ${randomInt(1000)} 号`,
    }),
  )
  const taken: number[] = []
  const end = performance.now() + seconds * 1000
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (performance.now() < end) {
        const begin = performance.now()
        const received = await receiveSuggestion(db, inputs.pop()!, [], {
          personalData,
          now: new Date(),
          privacyVersion: '2026-11-22',
        })
        if ('refused' in received) throw new Error(received.refused)
        taken.push(performance.now() - begin)
      }
    }),
  )
  return taken
}
