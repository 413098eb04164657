import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Connection, connect } from '#db/connect.ts'
import { meWords as words } from '#people/me-words.ts'
import { authorWords } from '#suggestions/author-words.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { hashCode } from '#suggestions/code.ts'
import { wordsBefore } from '../support/told.ts'
import { isOpenToTests, type Portal, workersPortal } from '../support/portal.ts'
import { codeSent, lastMessage, signInByPhone } from '../support/phone-account.ts'
import { dataKey } from '../support/server.ts'
import { numberOn, trackedBy } from '../support/suggesting.ts'
import { typedSuggestion } from '../support/suggestion.ts'
import { createRateLimits } from '#web/rate-limit.ts'
import { signedIn, visitor } from '../support/visitor.ts'

// The code that came by SMS is read in the outbox: that takes a database that the test can open beside the server.
describe.skipIf(!isOpenToTests())('a citizen’s account', () => {
  let connection: Connection
  let server: Portal
  beforeAll(async () => {
    server = await workersPortal()
    connection = await connect({ databaseUrl: server.databaseUrl, dataDir: '' })
  })
  afterAll(async () => {
    await connection.close()
    await server.stop()
  })

  let numbers = 0
  const newPhone = () => `138${String((numbers += 1)).padStart(8, '0')}`
  const from = () => ({ 'X-Forwarded-For': `198.51.100.${(numbers % 200) + 1}` })
  const suggest = async (phone: string, more: Record<string, string> = {}) =>
    trackedBy(
      await visitor(server.address).post('/participate/suggest', typedSuggestion({ phone, name: '吴女士', ...more })),
    ).address

  const rowAt = (address: string) =>
    connection.db
      .selectFrom('suggestion')
      .selectAll()
      .where('code_hash', '=', hashCode(createPersonalData(dataKey), address.split('/').at(-1)!.replaceAll('-', '')))
      .executeTakeFirstOrThrow()

  /** What the author of a suggestion was told. */
  const toldOf = async (id: number) =>
    (
      await connection.db
        .selectFrom('message')
        .select('template')
        .where('about_kind', '=', 'suggestion')
        .where('about_id', '=', String(id))
        .where('to_person_id', 'is', null)
        .orderBy('id')
        .execute()
    ).map(({ template }) => template)

  const signedInBy = (phone: string) => signInByPhone(server.address, connection, phone, from())

  test('is opened by the code that comes by SMS, and holds all that was sent with that phone', async () => {
    const phone = newPhone()
    const address = await suggest(phone, { title: '路灯不亮' })
    await suggest(newPhone(), { title: '别人的事' })
    const person = await signedInBy(phone)
    const page = await (await person.get('/me')).text()
    expect(page).toContain('路灯不亮')
    expect(page).toContain(address)
    for (const other of ['别人的事', phone, '吴女士']) expect(page).not.toContain(other)
  })

  test('says of each suggestion by which day its next step comes', async () => {
    const phone = newPhone()
    await suggest(phone)
    expect(await (await (await signedInBy(phone)).get('/me')).text()).toMatch(new RegExp(`\\d月\\d+日${words.due('')}`))
  })

  test('leads to what its citizen wrote, added and showed, which the code opens too', async () => {
    const phone = newPhone()
    const body = '第一行：晚上七点。\n第二行：<b>很暗</b>𠮷。'
    const address = await suggest(phone, { title: '路灯不亮', body })
    await visitor(server.address).post(`${address}/addition`, {
      body: '中山街也是这样。',
      request_key: crypto.randomUUID(),
    })
    const page = await (await (await signedInBy(phone)).get(address)).text()
    for (const written of ['第二行：&lt;b&gt;很暗&lt;/b&gt;𠮷。', '中山街也是这样。']) expect(page).toContain(written)
    expect(page).not.toContain('吴女士')
    expect(await (await visitor(server.address).get(address)).text()).toContain('中山街也是这样。')
  })

  test('cannot be used to find out whether a phone is known', async () => {
    const known = newPhone()
    await suggest(known)
    await signedInBy(known)
    const unknown = newPhone()
    await connection.db.deleteFrom('one_time_code').execute()
    const answers = await Promise.all(
      [known, unknown].map(async phone => {
        const asked = await visitor(server.address).post('/me/sign-in', { phone }, from())
        const wrong = await visitor(server.address).post('/me/session', { phone, code: '000000' }, from())
        return [asked.status, scrub(await asked.text(), phone), wrong.status, scrub(await wrong.text(), phone)]
      }),
    )
    expect(answers[0]).toEqual(answers[1])
  })

  test('refuses a wrong code, a code used before and one asked for too soon, with words', async () => {
    const phone = newPhone()
    const person = visitor(server.address)
    const before = await lastMessage(connection)
    await person.post('/me/sign-in', { phone }, from())
    const code = await codeSent(connection, before)
    const soon = await person.post('/me/sign-in', { phone }, from())
    expect(await soon.text()).toContain(wordsBefore(words.signIn.tooSoon))
    const wrong = await person.post('/me/session', { phone, code: code === '111111' ? '222222' : '111111' }, from())
    expect(wrong.status).toBe(422)
    expect(await wrong.text()).toContain(words.signIn.refused)
    expect((await person.post('/me/session', { phone, code: '' }, from())).status).toBe(422)
    expect((await person.post('/me/session', { phone, code }, from())).status).toBe(303)
    expect((await visitor(server.address).post('/me/session', { phone, code }, from())).status).toBe(422)
  })

  test.each([
    ['', words.signIn.phoneWrong],
    ['12345', words.signIn.phoneWrong],
    ['"><script>', words.signIn.phoneWrong],
    ['0578-2090000', words.signIn.phoneUnreached],
    ['+39 347 123 4567', words.signIn.phoneUnreached],
  ])('asks for a mobile number of the mainland, not “%s”', async (phone, fault) => {
    const response = await visitor(server.address).post('/me/sign-in', { phone }, from())
    expect(response.status).toBe(422)
    const page = await response.text()
    expect(page).toContain(fault)
    expect(page).not.toContain('"><script>')
  })

  test.each(['/me', '/me/telling', '/me/erasure'])('%s is for who is signed in', async path => {
    const response = await visitor(server.address).get(path)
    expect([response.status, response.headers.get('location')]).toEqual([
      303,
      `/me/sign-in?next=${encodeURIComponent(path)}`,
    ])
    expect((await visitor(server.address).send('DELETE', path)).status).toBe(405)
  })

  test('opens no door to the staff', async () => {
    const person = await signedInBy(newPhone())
    expect((await person.get('/desk/suggestions')).status).toBe(403)
    expect((await person.get('/admin')).status).not.toBe(200)
  })

  test('chooses for all that is under way how one is told', async () => {
    const phone = newPhone()
    const address = await suggest(phone)
    const person = await signedInBy(phone)
    const choose = (fields: Record<string, string>) => person.post('/me/telling', fields)
    expect((await choose({ tell_by: 'email', email: 'nobody' })).status).toBe(422)
    expect((await choose({ tell_by: 'pigeon', email: '' })).status).toBe(422)
    expect((await choose({ tell_by: 'sms', email: '' })).headers.get('location')).toBe('/me?done=telling')
    expect(await (await person.get(address)).text()).toContain(authorWords.chosen(words.telling.options.sms))
    expect((await choose({ tell_by: 'email', email: 'xiaoxi@example.cn' })).status).toBe(303)
    const page = await (await person.get(address)).text()
    expect(page).toContain(authorWords.chosen(words.telling.options.email))
    expect(page).not.toContain('xiaoxi@example.cn')
  })

  test('gets an SMS, which holds the code, only after the phone was proven; the page says so and leads there and back', async () => {
    const phone = newPhone()
    const address = await suggest(phone, { tell_by: 'sms' })
    const { id, number } = await rowAt(address)
    const clerk = await signedIn(server.address, server.accounts.clerk)
    const desk = `/desk/suggestions/${number}`
    await clerk.post(`${desk}/acceptance`, {})
    expect(await toldOf(id)).toEqual([])
    // Another phone is signed in here: it changes nothing, and the way to prove this one stays open.
    const other = await signedInBy(newPhone())
    const page = await (await other.get(address)).text()
    expect(page).toContain(authorWords.proof.words)
    const way = `/me/sign-in?other&next=${address}`
    expect(page.replaceAll('&amp;', '&')).toContain(`href="${way}"`)
    expect(await (await other.get(way)).text()).toContain(`value="${address}"`)
    await signedInBy(phone)
    expect(await (await other.get(address)).text()).not.toContain(authorWords.proof.words)
    await clerk.post(`${desk}/answer`, {
      body: '结论：我们自己答复，请放心，谢谢。',
      as_it_is: 'yes',
      request_key: crypto.randomUUID(),
    })
    expect(await toldOf(id)).toEqual(['suggestion-answered'])
  })

  test('without an account the code of a suggestion chooses too; a land line gets no SMS', async () => {
    const address = await suggest('0578-2090000')
    const anyone = visitor(server.address)
    const refused = await anyone.post(`${address}/telling`, { tell_by: 'sms', email: '', confirm: '0578-2090000' })
    expect(refused.status).toBe(422)
    expect(await refused.text()).toContain(words.telling.noMobile)
    const chosen = { tell_by: 'email', email: 'xiaoxi@example.cn' }
    for (const [confirm, said] of [
      ['', words.telling.confirmMissing],
      ['0578-2090001', words.telling.confirmWrong],
    ] as const) {
      const unproven = await anyone.post(`${address}/telling`, { ...chosen, confirm })
      expect([unproven.status, (await unproven.text()).includes(said)]).toEqual([422, true])
    }
    const confirmed = await anyone.post(`${address}/telling`, { ...chosen, confirm: '（0578）2090000' })
    expect(confirmed.headers.get('location')).toBe(`${address}?done=telling`)
    const byEmail = { tell_by: 'none', email: '', confirm: 'xiaoxi＠example.cn' }
    expect((await anyone.post(`${address}/telling`, byEmail)).status).toBe(303)
  })

  test('lists what was agreed to and stands; taken back there, a consent to publish is gone at once', async () => {
    const phone = newPhone()
    const open = await suggest(phone, { title: '可以公开的', publish_consent: 'yes' })
    await suggest(phone, { title: '不公开的' })
    const person = await signedInBy(phone)
    const page = await (await person.get('/me/consents')).text()
    expect(page).toContain(words.consents.kept)
    expect(page.split(words.consents.published)).toHaveLength(2)
    const taken = /action="([^"]+\/publishing)"/.exec(page)![1]!
    expect((await person.post(taken, { publish: 'no' })).status).toBe(303)
    expect(await (await person.get('/me/consents')).text()).not.toContain(words.consents.published)
    expect(await rowAt(open)).toMatchObject({ publish_consent: false, name_sealed: expect.anything() })
    // The code alone does not take away who sent it; the phone does.
    const others = await visitor(server.address).post(`${open}/forgetting`, { confirm: '13900000000' })
    expect([others.status, (await others.text()).includes(words.telling.confirmWrong)]).toEqual([422, true])
    expect((await person.post(`${open}/forgetting`, {})).status).toBe(303)
    expect(await rowAt(open)).toMatchObject({ name_sealed: null, phone_sealed: null, phone_hash: null, tell_by: null })
    expect(await (await person.get('/me/consents')).text()).not.toContain('可以公开的')
    expect((await visitor(server.address).get('/me/consents')).headers.get('location')).toContain('/me/sign-in')
  })

  test('erased, it leaves nothing that says who it was; the suggestion goes on under its code', async () => {
    const phone = newPhone()
    const person = await signedInBy(phone)
    const address = await suggest(phone, { tell_by: 'sms' })
    const clerk = await signedIn(server.address, server.accounts.clerk)
    const desk = `/desk/suggestions/${numberOn(await (await clerk.get(address)).text())}`
    await clerk.post(`${desk}/acceptance`, {})
    await clerk.post(`${desk}/note`, { note: '电话里说住在 3 幢', request_key: crypto.randomUUID() })
    const { id } = await rowAt(address)
    const left = async () => ({
      notes: await connection.db.selectFrom('private_note').select('body').where('suggestion_id', '=', id).execute(),
      told: await toldOf(id),
    })
    expect(await left()).toEqual({
      notes: [expect.anything()],
      told: ['suggestion-received', 'suggestion-accepted'],
    })
    expect(await (await person.get('/me/erasure')).text()).toContain(words.erase.lead)
    expect((await person.post('/me/erasure', {})).headers.get('location')).toBe('/me/sign-in?erased')
    expect((await person.get('/me')).status).toBe(303)
    expect((await person.get(address)).status).toBe(200)
    expect(await left()).toEqual({ notes: [], told: [] })
    const phoneHash = createPersonalData(dataKey).lookup(phone, 'phone')
    const { rows } = await sql`
      SELECT id FROM message WHERE about_id = ${phoneHash} UNION ALL SELECT id FROM event WHERE object_id = ${phoneHash}
    `.execute(connection.db)
    expect(rows).toEqual([])
    expect(await rowAt(address)).toMatchObject({
      name_sealed: null,
      phone_sealed: null,
      phone_hash: null,
      email_sealed: null,
      tell_by: null,
    })
    await connection.db.deleteFrom('one_time_code').execute()
    expect(await (await (await signedInBy(phone)).get('/me')).text()).toContain(words.none)
  })

  test('signed out, comes back to its own door', async () => {
    const person = await signedInBy(newPhone())
    const response = await person.post('/logout', {})
    expect(response.headers.get('location')).toBe('/me/sign-in?signed-out')
    expect((await person.get('/me')).status).toBe(303)
  })

  test('sends codes to a whole city behind one address, and not to a machine', async () => {
    const ask = () =>
      visitor(server.address).post('/me/sign-in', { phone: newPhone() }, { 'X-Forwarded-For': '203.0.113.5' })
    const { codes } = createRateLimits(connection.pool, createPersonalData(dataKey))
    for (let time = 0; time < 299; time += 1) await codes.take('203.0.113.5')
    expect((await ask()).status).toBe(200)
    const refused = await ask()
    expect([refused.status, (await refused.text()).includes(words.signIn.tooMany)]).toEqual([429, true])
  })
})

/** A page without what differs by the phone that was typed. */
function scrub(page: string, phone: string): string {
  return page.replaceAll(phone, '').replaceAll(`${phone.slice(0, 3)}****${phone.slice(7)}`, '')
}
