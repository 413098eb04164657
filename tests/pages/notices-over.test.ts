import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Connection, connect } from '#db/connect.ts'
import { applicationWords as words } from '#honours/words.ts'
import { objectionWords } from '#objections/words.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { createRateLimits } from '#web/rate-limit.ts'
import { formIn, htmlOf, wordsIn } from '../support/html.ts'
import { isOpenToTests, type Portal, workersPortal } from '../support/portal.ts'
import { dataKey } from '../support/server.ts'
import { type Visitor, visitor } from '../support/visitor.ts'

const said = { words: '三单元的过道上还停着电动车，晚上在充电。', name: '示例居民丙', contact: '13900005003' }
const answer = '已经清走，连查三晚。'

// Days that are over are written into the database: that takes one that the test can open beside the server.
describe.skipIf(!isOpenToTests())('a public notice', () => {
  let connection: Connection
  let server: Portal
  let citizen: Visitor
  beforeAll(async () => {
    server = await workersPortal()
    connection = await connect({ databaseUrl: server.databaseUrl, dataDir: '' })
    citizen = visitor(server.address)
  })
  afterAll(async () => {
    await connection.close()
    await server.stop()
  })

  const dayFromNow = (days: number) =>
    new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date(Date.now() + days * 86_400_000))

  async function idOf(login: string): Promise<number> {
    const person = connection.db.selectFrom('person').select('id').where('login', '=', login)
    return (await person.executeTakeFirstOrThrow()).id
  }

  /** An application on notice until that many days from today, with an objection that was answered. */
  async function noticed(days: number): Promise<{ id: number; address: string }> {
    const { db } = connection
    const [filed_by, clerk] = [await idOf('officer'), await idOf('clerk')]
    const title = `示例小区${randomUUID().slice(0, 8)}`
    const filed_at = new Date(Date.now() - 30 * 86_400_000)
    const { id } = await db
      .insertInto('honour_application')
      .values({
        ...{ request_key: randomUUID(), unit: 'city-management', title, folded: title, kind: 'village' },
        ...{ level: 'city', county: '331102', reasons: '楼道没有堆物。', filed_by, filed_at, state: 'noticed' },
        ...{ noticed_by: clerk, notice_from: dayFromNow(days - 10), notice_until: dayFromNow(days) },
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await db
      .insertInto('notice_objection')
      .values({
        ...{ request_key: randomUUID(), application_id: id, words: said.words, filed_at },
        ...{ answer, answered_by: clerk, answered_at: new Date() },
      })
      .execute()
    return { id, address: `/creation/honours/notices/${id}` }
  }

  test('stays when it is over and when it is decided, with what was answered, and takes nothing more', async () => {
    const { id, address } = await noticed(-1)
    const over = await htmlOf(await citizen.get(address))
    for (const shown of [answer, objectionWords.public.over, words.public.results.noticed])
      expect(over).toContain(shown)
    expect(over).not.toContain('name="contact"')
    const ended = { ended_by: await idOf('supervisor'), ended_at: new Date() }
    await connection.db
      .updateTable('honour_application')
      .set({ ...ended, state: 'awarded', batch: '第一批', awarded_by: '示例办', awarded_on: dayFromNow(0) })
      .where('id', '=', id)
      .execute()
    const decided = await citizen.get(address)
    expect(decided.status).toBe(200)
    const html = await htmlOf(decided)
    for (const shown of [answer, words.public.results.awarded]) expect(html).toContain(shown)
  })

  test('gives an objection that comes a day late back to who wrote it, and says why', async () => {
    const [open, over] = [await noticed(5), await noticed(-1)]
    const { fields } = formIn(await htmlOf(await citizen.get(open.address)), open.address)
    const late = await citizen.post(over.address, { ...fields, ...said })
    expect(late.status).toBe(409)
    const html = await htmlOf(late)
    for (const shown of [objectionWords.public.over, said.words, said.name, said.contact]) expect(html).toContain(shown)
    expect((await citizen.post(open.address, { ...fields, ...said })).status).toBe(303)
  })

  test('takes so many objections of one phone a day as suggestions, and gives the next one back', async () => {
    const { address } = await noticed(5)
    const { phoneWrites } = createRateLimits(connection.pool, createPersonalData(dataKey))
    const contact = '13900005004'
    while (await phoneWrites.take(contact));
    const { fields } = formIn(await htmlOf(await citizen.get(address)), address)
    const refused = await citizen.post(address, { ...fields, ...said, contact })
    expect(refused.status).toBe(429)
    const html = await htmlOf(refused)
    for (const shown of [objectionWords.public.tooMany, said.words]) expect(html).toContain(shown)
    expect((await citizen.post(address, { ...fields, ...said })).status).toBe(303)
  })

  test('of a contest does the same', async () => {
    const { id } = await connection.db
      .selectFrom('contest')
      .select('id')
      .where('state', '=', 'awarded')
      .executeTakeFirstOrThrow()
    const address = `/participate/contests/${id}/objection`
    expect(wordsIn(await htmlOf(await citizen.get(address)), 'main')).toContain(objectionWords.public.over)
    expect(await htmlOf(await citizen.get(`/participate/contests/${id}`))).toContain(address)
    const late = await citizen.post(address, { ...said, request_key: randomUUID() })
    expect([late.status, (await htmlOf(late)).includes(said.words)]).toEqual([409, true])
  })
})
