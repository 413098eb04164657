import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { drawCode, hashCode, openCode } from '#suggestions/code.ts'
import { setDeadline } from '#suggestions/clocks/settings.ts'
import { findSuggestionByCode, receiveSuggestion } from '#suggestions/suggestions.ts'
import { openTestDatabase } from '../support/database.ts'
import { phonePhoto } from '../support/pictures.ts'
import { suggestionInput } from '../support/suggestion.ts'
import { waitingPhoto } from '../support/waiting.ts'

const now = new Date('2026-11-22T01:02:03.000Z')
const privacyVersion = '2026-11-22'
const personalData = createPersonalData(Buffer.alloc(32, 7))
let connection: Connection
let dataDir: string
beforeAll(async () => (connection = await openTestDatabase()))
afterAll(() => connection.close())
beforeEach(async () => (dataDir = await mkdtemp(join(tmpdir(), 'suggestions-test-'))))
afterEach(() => rm(dataDir, { recursive: true }))

const typed = suggestionInput
const receive = (input = typed(), photos: string[] = [], more: { draw?: () => string } = {}) =>
  receiveSuggestion(connection.db, input, photos, { personalData, now, privacyVersion, ...more })

async function received(fields: Record<string, string> = {}) {
  const result = await receive(typed(fields))
  if ('refused' in result) throw new Error(result.refused)
  return (await findSuggestionByCode(connection.db, personalData, result.code))!
}

const kept = (picture?: Buffer) => waitingPhoto(connection.db, dataDir, now, picture)

const rowOf = (code: string) =>
  connection.db
    .selectFrom('suggestion')
    .selectAll()
    .where('code_hash', '=', hashCode(personalData, code))
    .executeTakeFirstOrThrow()
const eventsOf = (id: number) =>
  connection.db
    .selectFrom('event')
    .selectAll()
    .where('object_kind', '=', 'suggestion')
    .where('object_id', '=', String(id))
    .execute()
const countRows = async () => {
  const { rows } = await sql<Record<string, number>>`
    SELECT (SELECT count(*) FROM suggestion) AS suggestions, (SELECT count(*) FROM suggestion_photo) AS photos, (SELECT count(*) FROM event) AS events`.execute(
    connection.db,
  )
  return rows[0]!
}
const pictures = async () =>
  (await readdir(join(dataDir, 'photos'), { recursive: true }).catch(() => [])).filter(name => name.endsWith('.webp'))

describe('receiving a suggestion', () => {
  test('keeps how its author wishes to be told, the address sealed', async () => {
    const told = async (fields: Record<string, string>) => rowOf((await received(fields)).code)
    expect(await told({})).toMatchObject({ tell_by: null, email_sealed: null })
    expect(await told({ tell_by: 'none', phone: '13800000001' })).toMatchObject({ tell_by: null, email_sealed: null })
    expect(await told({ tell_by: 'sms', phone: '13800000001', email: 'wu@example.cn' })).toMatchObject({
      tell_by: 'sms',
      email_sealed: null,
    })
    const { tell_by, email_sealed } = await told({ tell_by: 'email', email: 'wu@example.cn' })
    expect([tell_by, personalData.open(email_sealed!, 'suggestion.email_sealed')]).toEqual(['email', 'wu@example.cn'])
  })

  test('keeps what was typed, with name and phone sealed', async () => {
    const input = typed({
      title: '𠮷野家门口 ‏שלום‎ 王𬱖',
      body: '葛󠄀城\n第二行',
      name: '吴女士',
      phone: '138 0000 0001',
      latitude: '28.45',
      longitude: '119.92',
      publish_consent: 'yes',
    })
    const { code } = (await receive(input)) as { code: string }
    const row = await rowOf(code)
    expect(row).toMatchObject({
      request_key: input.request_key,
      kind: 'problem',
      title: '𠮷野家门口 ‏שלום‎ 王𬱖',
      body: '葛󠄀城\n第二行',
      category: 'bicycle-parking',
      county: '331102',
      latitude: 28.45,
      longitude: 119.92,
      publish_consent: true,
      privacy_version: privacyVersion,
      state: 'received',
      received_at: now,
    })
    expect(JSON.stringify(row)).not.toMatch(/吴|13800000001/)
    expect(JSON.stringify(row)).not.toContain(code)
    expect([row.code, openCode(personalData, row.code_sealed)]).toEqual([null, code])
    expect(row.number).toMatch(/^2026-\d+$/)
    expect(personalData.open(row.name_sealed!, 'suggestion.name_sealed')).toBe('吴女士')
    expect(personalData.open(row.phone_sealed!, 'suggestion.phone_sealed')).toBe('13800000001')
  })

  test('keeps as many characters as the form lets pass, the longest that people see too', async () => {
    const kisses = (count: number) => '👩🏽‍❤️‍💋‍👨🏿'.repeat(count)
    const { code } = await received({ title: kisses(60), body: kisses(3000), place: kisses(120) })
    expect(await rowOf(code)).toMatchObject({ title: kisses(60), body: kisses(3000), place: kisses(120) })
  })

  test('is an event that says nothing of what was written or by whom', async () => {
    const { id } = await received({ name: '吴女士', phone: '13800000001' })
    expect(await eventsOf(id)).toMatchObject([
      {
        at: now,
        actor_kind: 'citizen',
        action: 'suggestion.received',
        result: 'done',
        detail: { kind: 'problem', category: 'bicycle-parking', county: '331102', photos: 0 },
      },
    ])
  })

  test('keeps photos in their order', async () => {
    const { code } = (await receive(typed(), [await kept(await phonePhoto()), await kept()])) as { code: string }
    const { id } = await rowOf(code)
    const photos = await connection.db
      .selectFrom('suggestion_photo')
      .selectAll()
      .where('suggestion_id', '=', id)
      .orderBy('position')
      .execute()
    expect(photos).toMatchObject([
      { position: 1, width: 200, height: 300 },
      { position: 2, width: 40, height: 60 },
    ])
    expect(await pictures()).toHaveLength(6)
  })

  test('with the same key again is the same suggestion, whatever else was typed', async () => {
    const input = typed()
    const photo = await kept()
    const first = await receive(input, [photo])
    const before = await countRows()
    expect(await receive(input, [photo])).toEqual(first)
    expect(await receive({ ...input, title: '另一件事' }, [await kept()])).toEqual(first)
    expect(await countRows()).toEqual(before)
  })

  test('with the same key twenty times at the same moment is one suggestion with one set of photos', async () => {
    const input = typed()
    const before = await countRows()
    const photo = await kept()
    const results = await Promise.all(Array.from({ length: 20 }, () => receive(input, [photo])))
    expect(new Set(results.map(result => 'code' in result && result.code)).size).toBe(1)
    expect(await countRows()).toEqual({
      suggestions: before.suggestions! + 1,
      photos: before.photos! + 1,
      events: before.events! + 1,
    })
    expect(await pictures()).toHaveLength(3)
  })

  test('of many at the same moment each gets its own, and one that cannot be kept keeps out none', async () => {
    const before = await countRows()
    const inputs = Array.from({ length: 12 }, (_, index) => ({
      ...typed({ title: `第${index}件` }),
      ...(index === 5 && { body: '' }),
    }))
    const results = await Promise.allSettled(inputs.map(input => receive(input)))
    expect(results.map(({ status }) => status)).toEqual(
      inputs.map((_, index) => (index === 5 ? 'rejected' : 'fulfilled')),
    )
    expect(await countRows()).toEqual({
      suggestions: before.suggestions! + 11,
      photos: before.photos,
      events: before.events! + 11,
    })
    for (const [index, result] of results.entries()) {
      if (result.status === 'fulfilled')
        expect(await rowOf((result.value as { code: string }).code)).toMatchObject({
          title: `第${index}件`,
          due_at: expect.any(Date),
        })
    }
  })

  test('of many at the same moment each has its own event, clock and photos, and no other’s', async () => {
    const kinds = ['idea', 'advice', 'problem']
    const inputs = Array.from({ length: 12 }, (_, index) => typed({ kind: kinds[index % 3]!, title: `第${index}件` }))
    const files = await Promise.all(inputs.map(async (_, index) => (index % 4 === 0 ? [await kept()] : [])))
    const results = await Promise.all(inputs.map((input, index) => receive(input, files[index])))
    for (const [index, result] of results.entries()) {
      const { id, kind, title } = await rowOf((result as { code: string }).code)
      expect([kind, title]).toEqual([kinds[index % 3], `第${index}件`])
      expect(await eventsOf(id)).toMatchObject([
        { action: 'suggestion.received', detail: { kind, photos: files[index]!.length } },
      ])
      expect(
        await connection.db.selectFrom('deadline').select('step').where('suggestion_id', '=', id).execute(),
      ).toEqual([{ step: 'accept' }])
      expect(
        await connection.db.selectFrom('suggestion_photo').select('position').where('suggestion_id', '=', id).execute(),
      ).toHaveLength(files[index]!.length)
    }
  })

  test('is due by the settings of that moment, also when they have just been changed', async () => {
    const due = async () => (await rowOf(((await receive()) as { code: string }).code)).due_at
    const [general, by] = [
      await due(),
      await connection.db
        .insertInto('person')
        .values({ name: '周敏', roles: ['admin'] })
        .returning('id')
        .executeTakeFirstOrThrow(),
    ]
    const setting = { step: 'accept', level: null, kind: 'problem', category: null } as const
    await setDeadline(connection.db, { ...setting, allowance: { hours: 2 } }, by, now)
    expect(await due()).toEqual(new Date(now.getTime() + 2 * 3_600_000))
    await connection.db
      .deleteFrom('deadline_setting')
      .where('step', '=', 'accept')
      .where('kind', '=', 'problem')
      .execute()
    expect(await due()).toEqual(general)
  })

  test('draws again when a code is taken', async () => {
    const { code: taken } = await received()
    const codes = [taken, taken, drawCode()]
    expect(await receive(typed(), [], { draw: () => codes.shift()! })).not.toMatchObject({ code: taken })
    expect(codes).toEqual([])
  })

  test('refuses photos that are used, too old or nobody’s, stores nothing, and lets the others wait on', async () => {
    const used = await kept()
    await receive(typed(), [used])
    const old = await waitingPhoto(connection.db, dataDir, new Date(now.getTime() - 86_400_001))
    const good = await kept()
    const before = await countRows()
    for (const bad of [used, old, '0'.repeat(32)])
      expect(await receive(typed(), [good, bad])).toEqual({ refused: 'photos-gone' })
    expect(await countRows()).toEqual(before)
    expect(await receive(typed(), [good])).toHaveProperty('code')
  })

  test('of two at the same moment with the same photo only one gets it', async () => {
    const photo = await kept()
    const results = await Promise.all([receive(typed(), [photo]), receive(typed(), [photo])])
    expect(results.map(result => 'refused' in result).toSorted()).toEqual([false, true])
  })

  test.each(['suggestion', 'suggestion_photo', 'event'])(
    'leaves no row, and the photo waiting, when the %s cannot be written',
    async table => {
      await sql`CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no room'; END $$`.execute(
        connection.db,
      )
      await sql`CREATE TRIGGER fail BEFORE INSERT ON ${sql.table(table)} FOR EACH ROW EXECUTE FUNCTION fail()`.execute(
        connection.db,
      )
      const before = await countRows()
      const photo = await kept()
      await expect(receive(typed(), [photo])).rejects.toThrow('no room')
      await sql`DROP FUNCTION fail CASCADE`.execute(connection.db)
      expect(await countRows()).toEqual(before)
      expect(await receive(typed(), [photo])).toHaveProperty('code')
    },
  )
})
