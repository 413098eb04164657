import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { migrate } from '#db/migrate.ts'
import type { Db } from '#db/schema.ts'
import { proveDataKey } from '#people/data-key.ts'
import { rotateKeys } from '#people/key-rotation.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { listSealedColumns } from '#people/sealed-columns.ts'
import { sealCodes } from '#suggestions/seal-codes.ts'
import { firstLandingDump, landedKey, readDump } from '../db/landed.ts'
import { emptyTestDatabase, testDatabase } from '../support/database.ts'

const now = new Date('2026-11-23T02:00:00Z')
const old = createPersonalData(landedKey)
const fresh = createPersonalData(Buffer.alloc(32, 8))
const other = createPersonalData(Buffer.alloc(32, 9))

/** A database of the first landing, migrated: its values were sealed before they named a key. */
async function landedDatabase(): Promise<Db> {
  const { db, pool } = await emptyTestDatabase()
  await pool.query(await readDump(firstLandingDump))
  await pool.query('RESET ALL')
  await migrate(db)
  await sealCodes(db, old)
  await fillColumns(db)
  return db
}

/** A value in each column that the landed database leaves empty. */
async function fillColumns(db: Db): Promise<void> {
  const firstOf = async (table: 'person' | 'suggestion' | 'volunteer') =>
    (await db.selectFrom(table).select('id').orderBy('id').executeTakeFirstOrThrow()).id
  const [person, suggestion] = [await firstOf('person'), await firstOf('suggestion')]
  const phone = '13800000009'
  const phone_hash = old.lookup(phone, 'phone')
  await db
    .updateTable('person')
    .set({
      phone_hash,
      phone_sealed: old.seal(phone, 'person.phone_sealed'),
      email_sealed: old.seal('wu@example.cn', 'person.email_sealed'),
    })
    .where('id', '=', person)
    .execute()
  const phone_sealed = old.seal(phone, 'suggestion.phone_sealed')
  const email_sealed = old.seal('wu@example.cn', 'suggestion.email_sealed')
  await db
    .updateTable('suggestion')
    .set({ phone_hash, phone_sealed, email_sealed })
    .where('id', '=', suggestion)
    .execute()
  const secret_sealed = old.seal('JBSWY3DPEHPK3PXP', 'second_factor.secret_sealed')
  await db.insertInto('second_factor').values({ person_id: person, secret_sealed, begun_at: now }).execute()
  await db.insertInto('recovery_code').values({ person_id: person, code_hash: 'x' }).execute()
  await db
    .updateTable('volunteer')
    .set({
      identity_last4: '0008',
      identity_hash: old.lookup('331121199005040008', 'volunteer.identity'),
      identity_sealed: old.seal('331121199005040008', 'volunteer.identity'),
    })
    .where('id', '=', await firstOf('volunteer'))
    .execute()
  const shift = await db.selectFrom('shift').select(['id', 'starts_at']).executeTakeFirstOrThrow()
  const recorder = await db.selectFrom('person').select('id').executeTakeFirstOrThrow()
  await db
    .insertInto('shift_incident')
    .values({
      request_key: randomUUID(),
      shift_id: shift.id,
      kind: 'other',
      happened_at: shift.starts_at,
      words_sealed: old.seal('示例', 'shift_incident.words_sealed'),
      recorded_by: recorder.id,
      recorded_at: shift.starts_at,
    })
    .execute()
  await db
    .insertInto('guardian')
    .values({
      person_id: person,
      name_sealed: old.seal('示例', 'guardian.name_sealed'),
      birth_date: '1980-05-06',
      identity_last4: '0008',
      identity_hash: old.lookup('331121198005060008', 'volunteer.identity'),
      identity_sealed: old.seal('331121198005060008', 'guardian.identity_sealed'),
      declared_at: now,
    })
    .execute()
  await db
    .insertInto('age_claim')
    .values({
      person_id: person,
      birth_date: '1990-05-06',
      identity_last4: '0009',
      identity_hash: old.lookup('331121199005060009', 'volunteer.identity'),
      identity_sealed: old.seal('331121199005060009', 'age_claim.identity_sealed'),
      text_version: '2026-11-29',
      asked_at: now,
    })
    .execute()
  const reader = await db.selectFrom('person').select('id').where('id', '<>', person).executeTakeFirstOrThrow()
  await db.updateTable('suggestion').set({ publish_consent: true }).where('id', '=', suggestion).execute()
  const answer = await db
    .insertInto('answer')
    .values({ suggestion_id: suggestion, body: '示例', answered_by: person, answered_at: now, shown_at: now })
    .returning('id')
    .executeTakeFirstOrThrow()
  const record = await db
    .insertInto('record')
    .values({
      suggestion_id: suggestion,
      answer_id: answer.id,
      number: '2026-1',
      kind: 'idea',
      category: 'other',
      county: '331102',
      title: '示例',
      body: '示例',
      place: '',
      answer: '示例',
      photos: '[]',
      state: 'closed',
      steps: '[]',
      received_at: now,
      answered_at: now,
      working_days: 1,
      prepared_by: person,
      published_by: reader.id,
      published_at: now,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await db
    .insertInto('support')
    .values({
      record_id: record.id,
      phone_hash,
      phone_sealed: old.seal(phone, 'support.phone_sealed'),
      supported_at: now,
    })
    .execute()
  await db
    .insertInto('message')
    .values({
      template: 'suggestion-received',
      facts: '{}',
      channel: 'sms',
      to_sealed: phone_sealed,
      to_purpose: 'suggestion.phone_sealed',
      secret_sealed: old.seal('482913', 'message.secret_sealed'),
      secret_purpose: 'message.secret_sealed',
      created_at: now,
      give_up_at: now,
    })
    .execute()
}

/** Every sealed value with what it is sealed for and the hash beside it. */
async function listSealed(db: Db) {
  const found = []
  for (const { table, column, purpose, purposeIn, hash } of listSealedColumns()) {
    const { rows } = await sql<{ sealed: string; purpose: string; hash: string | null }>`
      SELECT ${sql.ref(column)} AS sealed, ${purposeIn ? sql.ref(purposeIn) : sql.val(purpose)} AS purpose,
        ${hash ? sql.ref(hash.column) : sql`NULL`} AS hash
      FROM ${sql.table(table)} WHERE ${sql.ref(column)} IS NOT NULL`.execute(db)
    found.push(...rows.map(row => ({ ...row, where: `${table}.${column}`, hashed: hash })))
  }
  return found
}

const refusalOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: Error) => error.message,
  )

test('the list of sealed columns is that of the schema', async () => {
  const { db } = await testDatabase()
  const { rows } = await sql<{ name: string }>`
    SELECT table_name || '.' || column_name AS name FROM information_schema.columns
    WHERE table_schema = 'public' AND column_name LIKE '%\\_sealed'`.execute(db)
  expect(rows.map(({ name }) => name).toSorted()).toEqual(
    listSealedColumns()
      .map(({ table, column }) => `${table}.${column}`)
      .toSorted(),
  )
})

test('a new database takes whatever key comes first, and no other after it', async () => {
  const { db } = await testDatabase()
  await Promise.all([proveDataKey(db, old), proveDataKey(db, old)])
  await proveDataKey(db, old)
  expect(await refusalOf(proveDataKey(db, other))).toMatch(
    new RegExp(`^DATA_KEY does not open what this database holds .*${old.keyId}.*${other.keyId}[^\n]*$`),
  )
})

test('a database of before is proved by what it holds, and then by the word that it gets', async () => {
  const db = await landedDatabase()
  expect(await refusalOf(proveDataKey(db, other))).toContain('DATA_KEY does not open what this database holds')
  expect(await db.selectFrom('data_key').selectAll().execute()).toEqual([])
  await proveDataKey(db, old)
  expect(await db.selectFrom('data_key').selectAll().execute()).toHaveLength(1)
})

test('of two processes that start on an empty database with different keys one is refused', async () => {
  const { db } = await testDatabase()
  // The first time one has its connection sooner; from then on they run side by side.
  for (let round = 0; round < 10; round++) {
    await db.deleteFrom('data_key').execute()
    const outcomes = await Promise.allSettled([proveDataKey(db, old), proveDataKey(db, other)])
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  }
})

test('after a rotation everything opens with the new key alone, and is found by its hash', async () => {
  const db = await landedDatabase()
  const before = await listSealed(db)
  // The canary is no value of anybody, and no sample brings a program or a letter.
  const filled = new Set(before.map(({ where }) => where))
  expect(
    listSealedColumns()
      .map(({ table, column }) => `${table}.${column}`)
      .filter(where => !filled.has(where)),
  ).toEqual([
    'data_key.canary_sealed',
    'mail_letter.left_out_sealed',
    'client.contact_sealed',
    'webhook.secret_sealed',
    'notice_objection.name_sealed',
    'notice_objection.contact_sealed',
  ])
  const told: string[] = []
  const rotated = await rotateKeys(db, { old, fresh }, now, ({ table, done, of }) =>
    told.push(`${table} ${done}/${of}`),
  )
  expect(rotated).toMatchObject({ values: before.length, unopened: [] })
  const suggestions = before.filter(({ where }) => where === 'suggestion.code_sealed').length
  expect(told).toContain(`suggestion ${suggestions}/${suggestions}`)

  const after = await listSealed(db)
  const opened = (all: typeof before, key: typeof old) =>
    all.map(({ where, sealed, purpose }) => `${where} ${key.open(sealed, purpose)}`).toSorted()
  expect(
    opened(
      after.filter(({ where }) => where !== 'data_key.canary_sealed'),
      fresh,
    ),
  ).toEqual(opened(before, old))
  for (const { sealed, purpose, hash, hashed } of after) {
    const text = fresh.open(sealed, purpose)
    if (hashed) expect(hash).toBe(fresh.lookup(hashed.of?.(text) ?? text, hashed.purpose))
  }
  await proveDataKey(db, fresh)
  expect(await refusalOf(proveDataKey(db, old))).toContain(fresh.keyId)
})

test('a rotation that ended in the middle lets no portal start, goes on with the same keys and with no others', async () => {
  const db = await landedDatabase()
  const killed = rotateKeys(db, { old, fresh }, now, ({ table }) => {
    if (table === 'suggestion') throw new Error('killed')
  })
  expect(await refusalOf(killed)).toBe('killed')
  for (const key of [old, fresh]) expect(await refusalOf(proveDataKey(db, key))).toContain('npm run keys -- rotate')
  expect(await refusalOf(rotateKeys(db, { old, fresh: other }, now))).toContain('finish that one first')
  expect(await refusalOf(rotateKeys(db, { old: other, fresh }, now))).toContain('DATA_KEY_OLD does not open')

  const left = (await listSealed(db)).filter(
    ({ sealed, where }) => where !== 'data_key.canary_sealed' && !sealed.includes(fresh.keyId),
  )
  expect(left.length).toBeGreaterThan(0)
  expect(await rotateKeys(db, { old, fresh }, now)).toMatchObject({ values: left.length, unopened: [] })
  for (const { sealed, purpose } of await listSealed(db)) expect(fresh.open(sealed, purpose)).toMatch(/./)
  await proveDataKey(db, fresh)
})

test('a value that the old key does not open is named and stays, and nothing else waits for it', async () => {
  const db = await landedDatabase()
  await proveDataKey(db, old)
  const { id } = await db.selectFrom('suggestion').select('id').orderBy('id').executeTakeFirstOrThrow()
  const name_sealed = other.seal('吴女士', 'suggestion.name_sealed')
  await db.updateTable('suggestion').set({ name_sealed }).where('id', '=', id).execute()
  const { unopened } = await rotateKeys(db, { old, fresh }, now)
  expect(unopened).toEqual([{ column: 'suggestion.name_sealed', id: String(id) }])
  await proveDataKey(db, fresh)
})

test('codes that only their owners know are void after a rotation, and the trail says that there was one', async () => {
  const db = await landedDatabase()
  await db
    .insertInto('one_time_code')
    .values({ phone_hash: 'x', code_hash: 'y', requested_at: now, expires_at: new Date(now.getTime() + 60_000) })
    .execute()
  expect(await rotateKeys(db, { old, fresh }, now)).toMatchObject({ unopened: [], recoveryCodes: 1 })
  expect(await db.selectFrom('one_time_code').selectAll().execute()).toEqual([])
  const events = db.selectFrom('event').select('detail').where('action', '=', 'data-key.rotated')
  expect(await events.where('object_id', '=', fresh.keyId).execute()).toMatchObject([{ detail: { from: old.keyId } }])
})
