import { randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Connection, connect } from '#db/connect.ts'
import { sql } from 'kysely'
import { formatSuggestionNumber } from '#forms/typed/suggestion-number.ts'
import { authorWords } from '#suggestions/author-words.ts'
import { formatCode } from '#suggestions/code.ts'
import { authorMoves } from '#suggestions/moves/index.ts'
import { addColleagues, bringTo, codeOf, type Colleagues } from '../support/course.ts'
import { isOpenToTests, type Portal, workersPortal } from '../support/portal.ts'
import { signedIn, type Visitor, visitor } from '../support/visitor.ts'

// An officer who comes by an author's code must not be able to speak as the author: see that they never come by it, and
// that it is of no use in their browser.
describe.skipIf(!isOpenToTests())('nobody but the author', () => {
  let connection: Connection
  let server: Portal
  let people: Colleagues
  let staff: Record<string, Visitor>
  let number: string
  let code: string
  beforeAll(async () => {
    server = await workersPortal()
    connection = await connect({ databaseUrl: server.databaseUrl, dataDir: '' })
    people = await addColleagues(connection.db)
    const logins = ['clerk', 'officer', 'supervisor', 'admin']
    staff = Object.fromEntries(
      await Promise.all(logins.map(async login => [login, await signedIn(server.address, server.accounts[login])])),
    ) as Record<string, Visitor>
    number = await bringTo(connection.db, 'revisit', people, new Date())
    code = await codeOf(connection.db, number)
    await staff.supervisor!.post(`/desk/suggestions/${number}/reopening`, { words: '请再核实一次' })
    await staff.supervisor!.post(`/desk/suggestions/${number}/supervision`, {
      words: '请三日内办好',
      request_key: randomUUID(),
    })
  })
  afterAll(async () => {
    await connection.close()
    await server.stop()
  })

  const hides = (text: string) => !text.includes(code) && !text.includes(formatCode(code))

  test('reads the code: no page of the desk, no letter, no list of messages, no export and no trail has it', async () => {
    const { year, number: letter } = await connection.db
      .selectFrom('supervision_letter')
      .select(['year', 'number'])
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow()
    for (const path of [
      '/desk',
      `/desk/suggestions/${number}`,
      '/desk/suggestions?state=all',
      `/desk/suggestions?state=all&words=${number}`,
      `/desk/letters/${year}-${letter}`,
      '/desk/messages',
      '/desk/events',
    ])
      for (const [login, who] of Object.entries(staff)) {
        const text = await (await who.get(path)).text()
        expect([login, path, hides(text)]).toEqual([login, path, true])
      }
    const csv = await (await staff.clerk!.post('/desk/suggestions/exports', { state: 'all' })).text()
    expect([csv.includes(formatSuggestionNumber(number)), hides(csv)]).toEqual([true, true])
  })

  test('finds it in the database or on the disk: without the key nothing there can be used', async () => {
    const { rows: tables } = await sql<{ name: string }>`
      SELECT table_name AS name FROM information_schema.tables
      WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`.execute(connection.db)
    for (const { name } of tables) {
      const { rows } = await sql<{ row: string }>`
        SELECT t::text AS row FROM ${sql.table(name)} AS t`.execute(connection.db)
      expect([name, rows.every(({ row }) => hides(row))]).toEqual([name, true])
    }
    for (const file of await readdir(server.dataDir, { recursive: true, withFileTypes: true }))
      if (file.isFile() && file.name.endsWith('.log'))
        expect(hides(await readFile(`${file.parentPath}/${file.name}`, 'utf8'))).toBe(true)
  })

  test.each(authorMoves.map(({ name, action }) => [name, action] as const))(
    'makes the move %s: a browser that is signed in as staff is refused, and that is an event',
    async (name, action) => {
      const typed = {
        request_key: randomUUID(),
        satisfaction: 'satisfied',
        solved: 'yes',
        answer: '1',
        question: '1',
        body: '补充一句',
        tell_by: 'none',
        publish: 'no',
      }
      for (const who of [staff.officer!, staff.clerk!]) {
        const response = await who.post(`/participate/track/${formatCode(code)}/${name}`, typed)
        expect([response.status, (await response.text()).includes(authorWords.signedInAsStaff)]).toEqual([403, true])
      }
      const { id } = await connection.db
        .selectFrom('suggestion')
        .select('id')
        .where('number', '=', number)
        .executeTakeFirstOrThrow()
      const events = await connection.db
        .selectFrom('event')
        .select(['actor_kind', 'result', 'detail'])
        .where('object_kind', '=', 'suggestion')
        .where('object_id', '=', String(id))
        .where('action', '=', action)
        .execute()
      const refused = { actor_kind: 'person', result: 'refused', detail: { refused: 'signed-in-as-staff' } }
      expect(events).toEqual([refused, refused])
    },
  )

  test('by its number: it opens nothing to citizens', async () => {
    const citizen = visitor(server.address)
    for (const typed of [number, formatSuggestionNumber(number)])
      expect((await citizen.get(`/participate/track/${encodeURIComponent(typed)}`)).status).toBe(404)
  })

  test('is taken for the author without saying so: the event tells by which proof they spoke', async () => {
    const other = await bringTo(connection.db, 'revisit', people, new Date())
    const path = `/participate/track/${formatCode(await codeOf(connection.db, other))}`
    const typed = { request_key: randomUUID(), satisfaction: 'satisfied', solved: 'yes', answer: '1' }
    expect((await visitor(server.address).post(`${path}/rating`, typed)).status).toBe(303)
    const { detail } = await connection.db
      .selectFrom('event')
      .select('detail')
      .where('action', '=', 'suggestion.rated')
      .where('result', '=', 'done')
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow()
    expect(detail).toMatchObject({ proof: 'code' })
  })
})
