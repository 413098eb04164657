import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text as textOf } from 'node:stream/consumers'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Connection, connect } from '#db/connect.ts'
import { createLog } from '#process/log.ts'
import { formatCode } from '#suggestions/code.ts'
import { isOpenToTests, ownPortal, type Portal } from '../support/portal.ts'
import { rawly } from '../support/raw.ts'
import { dataKey } from '../support/server.ts'
import { trackedBy } from '../support/suggesting.ts'
import { typedSuggestion } from '../support/suggestion.ts'
import { type Visitor, visitor } from '../support/visitor.ts'

const origin = 'https://portal.example.cn'
const own = { Origin: origin }
/** What is typed here and must be in no line. */
const typed = {
  name: '不该进日志的名字',
  body: '不该进日志的正文，写得够长够清楚',
  phone: '13900005799',
  email: 'not-in-the-log@example.cn',
  password: 'wrong-password-not-in-the-log',
  words: '不该进日志的搜索',
}

test('a line of the log holds nothing that ends a line, colours a terminal or turns the words around', () => {
  const lines: string[] = []
  const spy = vi.spyOn(console, 'error').mockImplementation(line => void lines.push(line as string))
  const strange = 'a\r\nb\u001b[31m\u007f\u009b31m\u0085\u2028\u2029\u202e\u2066\u200f"}{'
  createLog(true)('error', strange, { path: strange, error: new Error(strange) })
  spy.mockRestore()
  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatch(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+$/u)
  expect(JSON.parse(lines[0]!)).toMatchObject({ message: strange, path: strange })
})

// Half of it is what breaks when tables are away: that takes a database which the test can open beside the server.
describe.skipIf(!isOpenToTests())('the log of a portal in production', () => {
  let server: Portal
  let connection: Connection
  const secrets: Record<string, string> = {
    ...typed,
    'data key': dataKey.toString('base64'),
    'secret of the gateway': randomUUID(),
  }
  /** What the city's gateway was asked to send: in production nobody else gets a code to see. */
  const sms: { text: string }[] = []
  const gateway = createServer((request, response) => {
    void textOf(request).then(body => sms.push(JSON.parse(body) as { text: string }))
    response.end()
  })
  beforeAll(async () => {
    await new Promise<void>(resolve => gateway.listen(0, '127.0.0.1', resolve))
    server = await ownPortal({
      NODE_ENV: 'production',
      ORIGIN: origin,
      DEMO: '',
      SECOND_FACTOR: '0',
      SMS_WEBHOOK_URL: `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`,
      SMS_WEBHOOK_SECRET: secrets['secret of the gateway']!,
    })
    connection = await connect({ databaseUrl: server.databaseUrl, dataDir: '' })
  })
  afterAll(async () => {
    await connection.close()
    await server.stop()
    gateway.close()
  })

  const asVisitor = async (login: string): Promise<Visitor> => {
    const { password } = server.accounts[login]!
    secrets[`password of ${login}`] = password
    const person = visitor(server.address)
    const signed = await person.post('/login', { login, password }, own)
    expect(signed.status).toBe(303)
    secrets[`session of ${login}`] = /=([^;]+)/.exec(signed.headers.getSetCookie()[0]!)![1]!
    return person
  }

  /** A whole table is away while `during` runs. */
  async function without(table: string, during: () => Promise<unknown>): Promise<void> {
    await sql`ALTER TABLE ${sql.table(table)} RENAME TO ${sql.table(`${table}_away`)}`.execute(connection.db)
    try {
      await during()
    } finally {
      await sql`ALTER TABLE ${sql.table(`${table}_away`)} RENAME TO ${sql.table(table)}`.execute(connection.db)
    }
  }

  const suggest = (more = {}) =>
    visitor(server.address).post(
      '/participate/suggest',
      typedSuggestion({ name: typed.name, phone: typed.phone, body: typed.body, ...more }),
      own,
    )

  test('gets all that is secret through its hands', async () => {
    const [clerk, admin] = [await asVisitor('clerk'), await asVisitor('admin')]
    await visitor(server.address).post('/login', { login: typed.email, password: typed.password }, own)
    await visitor(server.address).post('/login', { login: 'clerk', password: typed.password }, own)

    const { address, code } = trackedBy(await suggest())
    secrets.code = code
    secrets['code in groups'] = formatCode(code)
    for (const asked of [
      address,
      `${address}/withdrawal`,
      `/participate/track?code=${code}`,
      `${address}/photos/1-640.webp`,
    ])
      await visitor(server.address).get(asked, own)
    await clerk.get(`/desk/suggestions?words=${encodeURIComponent(typed.words)}&phone=${typed.phone}`)

    const citizen = visitor(server.address)
    await citizen.post('/me/sign-in', { phone: typed.phone }, own)
    const codeIn = (text = '') => /验证码 (\d{6})/.exec(text)?.[1]
    await expect.poll(() => sms.map(({ text }) => codeIn(text)).find(Boolean)).toBeDefined()
    const oneTime = codeIn(sms.map(({ text }) => text).find(codeIn))!
    secrets['one-time code'] = oneTime
    const session = await citizen.post('/me/session', { phone: typed.phone, code: oneTime }, own)
    secrets['session of a citizen'] = /=([^;]+)/.exec(session.headers.getSetCookie()[0]!)![1]!
    const shown = await (await citizen.post('/me/volunteer/calendar', { shut: '' }, own)).text()
    const feed = /\/volunteer\/calendar\/([\w-]{20,})/.exec(shown)?.[1]
    secrets.feed = feed!
    await visitor(server.address).get(`/volunteer/calendar/${feed}.ics`)

    const people = await (await admin.get('/desk/people')).text()
    const id = /\/desk\/people\/(\d+)/.exec(people)![1]
    const invited = await (await admin.post(`/desk/people/${id}/invitation`, {}, own)).text()
    secrets.invitation = /\/invitation\/([\w-]{20,})/.exec(invited)![1]!
    await visitor(server.address).get(`/invitation/${secrets.invitation}`)
    secrets['photo token'] = randomUUID().replaceAll('-', '')
    await visitor(server.address).get(`/participate/photos/${secrets['photo token']}.webp`)
    expect(Object.keys(secrets).length).toBeGreaterThan(15)
  })

  test('and what breaks while they are there', async () => {
    const clerk = await signedInTo(server, 'clerk')
    const track = `/participate/track/${secrets['code in groups']}`
    await without('suggestion', async () => {
      for (const answer of [
        await suggest(),
        await visitor(server.address).get(track),
        await clerk.get('/desk/suggestions'),
      ])
        expect([500, 503]).toContain(answer.status)
    })
    await without('person', async () => {
      await visitor(server.address).post('/login', { login: 'clerk', password: secrets['password of clerk']! }, own)
      await visitor(server.address).post('/me/sign-in', { phone: typed.phone }, own)
    })
    await without('session', () => clerk.get('/desk'))
    await without('waiting_photo', () =>
      visitor(server.address).get(`/participate/photos/${secrets['photo token']}.webp`),
    )
    await without('one_time_code', () =>
      visitor(server.address).post('/me/session', { phone: typed.phone, code: '123456' }, own),
    )
  })

  test('and what would make two lines of one, or colour a terminal', async () => {
    const escapes = '\u001b[31m\u001b]0;planted\u0007'
    for (const path of [
      '/x%0d%0a%7b%22level%22:%22planted%22%7d',
      '/x%1b%5b31mplanted',
      '/x%e2%80%a8planted',
      '/desk%0aplanted',
      '/x%22,%22planted%22:%22',
    ])
      await visitor(server.address).get(path)
    for (const head of [
      `X-Forwarded-For: 1.2.3.4${escapes}`,
      'X-Forwarded-For: 1.2.3.4","planted":"',
      'X-Forwarded-For: \x80\xff\xfe',
      `Referer: http://x/${escapes}`,
      `User-Agent: ${escapes}`,
      `Cookie: session=${escapes}`,
    ])
      await rawly(
        server.address,
        Buffer.from(`GET /about HTTP/1.1\r\nHost: x\r\n${head}\r\nConnection: close\r\n\r\n`, 'latin1'),
      )
    await visitor(server.address).post('/login', { login: `a\r\n{"planted":1}${escapes}`, password: 'x\ny' }, own)
    await suggest({ title: `题\r\n${escapes}` })
  })

  test('is one JSON object a line, with time, level and words, without a control character and without a secret', async () => {
    // Lines are written a moment after their answer.
    await new Promise(resolve => setTimeout(resolve, 500))
    const lines = server.output().trimEnd().split('\n')
    expect(lines.length).toBeGreaterThan(40)
    for (const line of lines) {
      expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/)
      const entry = JSON.parse(line) as Record<string, unknown>
      expect(entry).toMatchObject({
        at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        level: expect.stringMatching(/^(?:info|warn|error)$/),
        message: expect.any(String),
      })
      expect(entry).not.toHaveProperty('planted')
    }
    expect(lines.some(line => line.includes('a page failed'))).toBe(true)
    const log = server.output()
    for (const [what, value] of Object.entries(secrets))
      for (const spelled of [
        value,
        encodeURIComponent(value),
        Buffer.from(value).toString('base64'),
        JSON.stringify(value).slice(1, -1),
      ])
        expect([what, log.includes(spelled)]).toEqual([what, false])
  })
})

async function signedInTo(server: Portal, login: string): Promise<Visitor> {
  const person = visitor(server.address)
  await person.post('/login', server.accounts[login]!, own)
  return person
}
