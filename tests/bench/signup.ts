import { randomBytes, randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { type Connection, connect } from '#db/connect.ts'
import { prepareDatabase } from '#process/prepare-database.ts'
import type { Db } from '#db/schema.ts'
import { listMatchingVolunteers } from '#volunteering/needs/asking.ts'
import { checkVolunteers } from '#volunteering/check.ts'
import { countFoundShifts, listComingShifts, slotsWithin } from '#volunteering/activities/finding.ts'
import { listShiftsFor } from '#volunteering/activities/matching.ts'
import { listMySignUps } from '#volunteering/sign-ups/my-shifts.ts'
import { overviewByCounty } from '#volunteering/overview.ts'
import { readRoster } from '#volunteering/shifts/roster.ts'
import { type SignUpRequest, signUp } from '#volunteering/sign-ups/sign-ups.ts'
import { recordEvent } from '#people/events.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { starterSettings } from '../support/starter-settings.ts'
import { slots } from '#volunteering/volunteers/available-times.ts'
import { listOrganisations } from '#volunteering/organisations/organisations.ts'
import { note, quantile } from './table.ts'
import { asAdministrator, databaseAddress, postgresAddress } from '../support/postgres.ts'

const personalData = createPersonalData(randomBytes(32))
const volunteers = 100_000
const shifts = 20_000
const now = new Date()

/**
 * Sign-up at 50 clients without a pause between their requests, p50 and p99; lists with 100,000 volunteers,
 * 20,000 shifts and 200,000 sign-ups, p95. On PostgreSQL, in this process, through the same pool as the server.
 */
export async function bench(args: string[]): Promise<void> {
  const postgres = await postgresAddress()
  if (!postgres) return console.log('no PostgreSQL answers: nothing measured')
  const short = args.includes('--short')
  const name = `portal_bench_${process.pid}`
  await asAdministrator(postgres, `CREATE DATABASE ${name}`)
  const connection = await connect({ databaseUrl: databaseAddress(postgres, name), dataDir: '' })
  try {
    await prepareDatabase(connection.db)
    const begin = performance.now()
    await connection.db.connection().execute(populate)
    console.log(
      `${volunteers} volunteers, ${shifts} shifts, ${volunteers * 2} sign-ups in ${Math.round((performance.now() - begin) / 1000)} s`,
    )
    await measureLists(connection.db, short ? 10 : 100)
    await measureSignUps(connection, short ? 500 : 4_000)
  } finally {
    await connection.close()
    await asAdministrator(postgres, `DROP DATABASE ${name} WITH (FORCE)`)
  }
}

const codes = starterSettings.counties.map(({ code }) => code)

/** All of it in SQL: volunteer n is on shifts n and n + 1, which lie on different days. */
async function populate(db: Db): Promise<void> {
  await sql`SET statement_timeout = 0`.execute(db)
  const sealed = personalData.seal('示例志愿者', 'volunteer.name')
  await sql`INSERT INTO person (name) SELECT '示例' FROM generate_series(1, ${volunteers})`.execute(db)
  await sql`
    INSERT INTO volunteer (number, person_id, name_sealed, birth_date, county, skills, available_times, wishes, may_be_asked, registered_at)
    SELECT 'LS' || lpad(n::text, 10, '0'), n, ${sealed}, date '1955-01-01' + (n * 37 % 19000), (${codes}::text[])[1 + n % 10],
      (ARRAY['{traffic,dialect}', '{first-aid,medical}', '{teaching,writing}', '{driving,repair}', '{law,mediation}'])[1 + n % 5]::text[],
      (${slots}::text[])[1 + n % 10 : 12 + n % 10], ARRAY['traffic', 'elderly'], n % 3 = 0, ${now}
    FROM generate_series(1, ${volunteers}) AS n`.execute(db)
  await sql`
    INSERT INTO organisation (request_key, name, county, introduction, contact_name, contact_phone, standing, may_record, state, applied_by, applied_at, decided_at)
    SELECT gen_random_uuid(), '示例志愿队' || n, (${codes}::text[])[1 + n % 10], '示例', '示例', '0578-2090000', 'earlier', true, 'approved', n, ${now}, ${now} FROM generate_series(1, 200) AS n`.execute(
    db,
  )
  await sql`INSERT INTO organiser (organisation_id, person_id, appointed_at) SELECT id, applied_by, ${now} FROM organisation`.execute(
    db,
  )
  await sql`
    INSERT INTO activity (request_key, organisation_id, title, what_to_do, kind, county, place, latitude, longitude, skills, risk_text, protection_text, insurance_reference,
      contact_name, contact_phone, minimum_age, guardian_rule, gate, state, created_at, published_at)
    SELECT gen_random_uuid(), 1 + n % 200, '示例活动' || n, '示例', (ARRAY['traffic', 'elderly', 'environment', 'minors'])[1 + n % 4], (${codes}::text[])[1 + n % 10], '示例路口',
      27.8 + (n % 100) / 100.0, 119.0 + (n % 90) / 100.0, (ARRAY['{traffic}', '{first-aid}', '{teaching}', '{}', '{dialect,law}'])[1 + n % 5]::text[], '示例', '示例', '示例保单', '示例', '0578-2090000', 14, 'consent', 1, 'published', ${now}, ${now}
    FROM generate_series(1, 2000) AS n`.execute(db)
  // A third of the days is past, the rest lie ahead: day n % 180 - 60, at 8, 10, 12, 14 or 16 o'clock, for two hours.
  await sql`
    INSERT INTO shift (request_key, activity_id, starts_at, ends_at, slots, capacity, taken)
    SELECT gen_random_uuid(), 1 + n % 2000, start, start + interval '2 hours', ARRAY[(${slots}::text[])[1 + n % 21]], 12, 10
    FROM generate_series(1, ${shifts}) AS n, LATERAL (SELECT date_trunc('day', ${now}::timestamptz) + (n % 180 - 60) * interval '1 day' + (n / 180 % 5) * interval '2 hours' AS start) AS times`.execute(
    db,
  )
  await sql`
    INSERT INTO sign_up (shift_id, starts_at, ends_at, volunteer_id, request_key, position, first_timer, activity_version, state, signed_up_at)
    SELECT shift.id, shift.starts_at, shift.ends_at, n, gen_random_uuid(), 1, false, 1, 'booked', ${now}
    FROM generate_series(1, ${volunteers}) AS n CROSS JOIN generate_series(0, 1) AS step JOIN shift ON shift.id = 1 + (n + step) % ${shifts}`.execute(
    db,
  )
  await sql`VACUUM ANALYZE`.execute(db)
}

async function measureLists(db: Db, times: number): Promise<void> {
  const day = 86_400_000
  const county = codes[0]!
  const near = { latitude: 28.45, longitude: 119.92 }
  const needs = await addNeeds(db, times)
  const lists: Record<string, (turn: number) => Promise<unknown>> = {
    'coming shifts, first page': () => listComingShifts(db, {}, now),
    'coming shifts of a county with places, page 5': () =>
      listComingShifts(db, { county, withPlaces: true, offset: 80 }, now),
    'how many shifts there are by words, skill and time': () =>
      countFoundShifts(
        db,
        { words: ['示例', '老人'], skill: 'first-aid', slots: slotsWithin('weekend', 'morning') },
        now,
      ),
    'coming shifts of a day and kind': turn =>
      listComingShifts(
        db,
        {
          from: new Date(now.getTime() + turn * day),
          until: new Date(now.getTime() + (turn + 1) * day),
          kind: 'elderly',
        },
        now,
      ),
    'shifts that suit a volunteer': turn => listShiftsFor(db, 1 + turn * 97, {}, now),
    'shifts that suit a volunteer, nearest first': turn => listShiftsFor(db, 1 + turn * 89, { near }, now),
    'volunteers who fit a need': turn => listMatchingVolunteers(db, needs[turn]!, 20, now),
    'my shifts': turn => listMySignUps(db, personalData, 1 + turn * 101, now),
    'the roster of a shift': turn =>
      readRoster(db, personalData, { shiftId: 1 + turn, personId: 1 + ((2 + turn) % 200) }, now),
    'organisations of a county': () => listOrganisations(db, { county }),
    'office overview of a month': () => overviewByCounty(db, { from: now, until: new Date(now.getTime() + 30 * day) }),
  }
  for (const [name, list] of Object.entries(lists)) {
    await list(0)
    const taken = []
    for (let turn = 0; turn < times; turn++) taken.push(await timed(() => list(turn)))
    note(`volunteering, ${name}: p95`, quantile(taken, 0.95), 'ms')
    console.log(`${name}: p50 ${quantile(taken, 0.5).toFixed(1)} ms, p95 ${quantile(taken, 0.95).toFixed(1)} ms`)
  }
}

async function addNeeds(db: Db, count: number) {
  const { rows } = await sql<Parameters<typeof listMatchingVolunteers>[1]>`
    INSERT INTO need (request_key, filed_by, title, what, kind, county, place, wanted_from, wanted_until, people_wanted, skills, filed_at, verify_by)
    SELECT gen_random_uuid(), 1, '示例', '示例', 'elderly', (${codes}::text[])[1 + n % 10], '示例', ${now}::timestamptz + n * interval '1 hour', ${now}::timestamptz + (n + 3) * interval '1 hour', 5,
      (ARRAY['{traffic}', '{medical,first-aid}', '{}'])[1 + n % 3]::text[], ${now}, ${now}::timestamptz + interval '1 day'
    FROM generate_series(1, ${count}) AS n RETURNING *`.execute(db)
  return rows
}

async function measureSignUps({ db }: Connection, count: number): Promise<void> {
  const coming = await db
    .selectFrom('shift')
    .select('id')
    .where('starts_at', '>', new Date(now.getTime() + 86_400_000))
    .orderBy('id')
    .execute()
  const anyShift = () => coming[Math.floor(Math.random() * coming.length)]!.id
  // What the machine gives at this moment: the least that keeps a place and says so, three statements and a commit.
  await fiftyClients('for comparison, one UPDATE and one INSERT', count, () =>
    db.transaction().execute(async trx => {
      await trx
        .updateTable('shift')
        .set(eb => ({ last_position: eb('last_position', '+', 1) }))
        .where('id', '=', anyShift())
        .execute()
      await recordEvent(trx, { actor: { kind: 'system' }, action: 'sign-up.booked', object: { kind: 'shift', id: 1 } })
      return { state: 'done' }
    }),
  )
  await fiftyClients('sign-up over all coming shifts', count, () => signUp(db, personalData, request(anyShift()), now))
  const five = coming.slice(0, 5).map(shift => shift.id)
  await db.updateTable('shift').set({ capacity: 100 }).where('id', 'in', five).execute()
  await fiftyClients('sign-up in a rush for the last places of five shifts', count / 4, turn =>
    signUp(db, personalData, request(five[turn % 5]!), now),
  )
  const broken = (await checkVolunteers(db, now)).filter(
    finding => finding.count > 0 && !finding.rule.startsWith('the audit trail'),
  )
  if (broken.length > 0) throw new Error(`afterwards these do not agree: ${JSON.stringify(broken)}`)
}

function request(shiftId: number): SignUpRequest {
  const id = 1 + Math.floor(Math.random() * volunteers)
  return { shiftId, volunteerIds: [id], personId: id, requestKey: randomUUID() }
}

async function fiftyClients(
  what: string,
  count: number,
  work: (turn: number) => Promise<{ state: string } | { refused: { words: string } }>,
): Promise<void> {
  const taken: number[] = []
  const outcomes = new Map<string, number>()
  let next = 0
  const begin = performance.now()
  await Promise.all(
    Array.from({ length: 50 }, async () => {
      while (next < count) {
        const turn = next++
        taken.push(
          await timed(async () => {
            const outcome = await work(turn)
            const word = 'refused' in outcome ? outcome.refused.words : outcome.state
            outcomes.set(word, (outcomes.get(word) ?? 0) + 1)
          }),
        )
      }
    }),
  )
  const perSecond = Math.round(count / ((performance.now() - begin) / 1000))
  const words = [...outcomes].map(([word, times]) => `${word} ${times}`).join(', ')
  console.log(
    `50 clients, ${what}: p50 ${quantile(taken, 0.5).toFixed(1)} ms, p99 ${quantile(taken, 0.99).toFixed(1)} ms, ${perSecond} a second (${words})`,
  )
  note(`50 clients, ${what}`, perSecond, 'a second')
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now()
  await work()
  return performance.now() - begin
}
