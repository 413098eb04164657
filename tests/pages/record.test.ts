import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Connection, connect } from '#db/connect.ts'
import { recordViews } from '#record/matter.ts'
import { preparation } from '#record/moves/preparation.ts'
import { publication } from '#record/moves/publication.ts'
import { publicWords, recordWords } from '#record/words.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { formatCode, openCode } from '#suggestions/code.ts'
import { makeMove } from '#suggestions/course.ts'
import { publishing } from '#suggestions/moves/publishing.ts'
import { coverWords } from '#suggestions/redaction/words.ts'
import { formatSuggestionNumber } from '#forms/typed/suggestion-number.ts'
import { createRateLimits } from '#web/rate-limit.ts'
import { addColleagues, bringTo } from '../support/course.ts'
import { elementsIn, htmlOf, linksIn, linkTo, valueIn, wordsIn } from '../support/html.ts'
import { isOpenToTests, type Portal, workersPortal } from '../support/portal.ts'
import { dataKey } from '../support/server.ts'
import { signedIn, visitor, type Visitor } from '../support/visitor.ts'
import { signInByPhone } from '../support/phone-account.ts'
import { inParts } from '../support/suggesting.ts'
import { typedSuggestion } from '../support/suggestion.ts'
import { waitingPhoto } from '../support/waiting.ts'

describe.skipIf(!isOpenToTests())('what of the matters is public', () => {
  const phone = '13912345678'
  const now = new Date()
  let server: Portal
  let connection: Connection
  let staff: Record<string, Visitor>
  let reader: Visitor
  let number: string
  beforeAll(async () => {
    server = await workersPortal()
    connection = await connect({ databaseUrl: server.databaseUrl!, dataDir: '' })
    reader = visitor(server.address)
    const logins = ['clerk', 'reviewer', 'supervisor', 'officer', 'organiser']
    const visitors = await Promise.all(logins.map(login => signedIn(server.address, server.accounts[login])))
    staff = Object.fromEntries(logins.map((login, at) => [login, visitors[at]!]))
    const { db } = connection
    number = await bringTo(db, 'revisit', await addColleagues(db), now)
    await db
      .updateTable('suggestion')
      .set({ body: `请打${phone}。` })
      .where('number', '=', number)
      .execute()
    const { id } = await db.selectFrom('suggestion').select('id').where('number', '=', number).executeTakeFirstOrThrow()
    await waitingPhoto(db, server.dataDir, now)
    const photo = await db
      .deleteFrom('waiting_photo')
      .where('token_hash', '=', eb =>
        eb.selectFrom('waiting_photo').select('token_hash').orderBy('received_at', 'desc').limit(1),
      )
      .returning(['file', 'width', 'height'])
      .executeTakeFirstOrThrow()
    await db
      .insertInto('suggestion_photo')
      .values({ suggestion_id: id, position: 1, ...photo })
      .execute()
    const looked = { suggestion_id: id, source: 'suggestion' as const, source_id: id, position: 1 }
    const clerk = await db.selectFrom('person').select('id').where('name', '=', '受理员甲').executeTakeFirstOrThrow()
    await db
      .insertInto('unit_photo')
      .values({ ...looked, file: photo.file, boxes: '[]', passed_by: clerk.id, passed_at: now })
      .execute()
  })
  afterAll(async () => {
    await connection.close()
    await server.stop()
  })

  /** The open form as the page has it, with every picture ticked. */
  async function formOn(someone: Visitor, path: string): Promise<{ action: string; body: FormData }> {
    const form = elementsIn(await htmlOf(await someone.get(path)), 'form').find(({ attribs }) => attribs.id === 'form')!
    const body = new FormData()
    for (const { attribs } of elementsIn(form, 'input'))
      if (attribs.type !== 'checkbox' || attribs.checked !== undefined || attribs.name === 'show')
        body.append(attribs.name!, attribs.value ?? '')
    return { action: form.attribs.action!, body }
  }
  const publicAddresses = () => [
    '/',
    '/suggestions',
    `/suggestions/${number}`,
    '/suggestions/feed.xml',
    '/suggestions/list.csv',
    '/suggestions/list.json',
    '/suggestions?county=331102&kind=advice&solved=',
    `/suggestions?q=${encodeURIComponent('盲道 大猷街')}`,
    `/search?q=${encodeURIComponent('盲道 大猷街')}`,
    `/participate/similar?title=${encodeURIComponent('大猷街盲道上停满电动车')}`,
  ]

  test('a clerk makes it ready, a reviewer reads it, and readers have it at every address, covered', async () => {
    const address = `/desk/record/${number}`
    expect((await staff.reviewer!.get(address)).status).toBe(404)
    expect(await (await staff.supervisor!.get(address)).text()).toContain(recordWords.notPrepared)
    const ready = await formOn(staff.clerk!, address)
    const kept = await staff.clerk!.post(ready.action, ready.body)
    expect([kept.status, kept.headers.get('location')]).toEqual([303, `${address}?done=preparation`])
    expect((await reader.get(`/suggestions/${number}`)).status).toBe(404)
    expect((await reader.get(`/suggestions/${number}/1-640.webp`)).status).toBe(404)

    const page = await htmlOf(await staff.reviewer!.get(address))
    expect(wordsIn(page, 'main')).toContain(coverWords.cover('mobile'))
    expect(wordsIn(page, 'main')).not.toContain(phone)
    expect((await staff.reviewer!.get(`${address}/pictures/draft-0.webp`)).status).toBe(200)
    const offered = (ready.body.get('show') as string) ?? ''
    expect((await staff.clerk!.get(`${address}/pictures/${offered}.webp`)).status).toBe(200)
    expect((await staff.reviewer!.get(`${address}/pictures/${offered}.webp`)).status).toBe(404)

    const read = await formOn(staff.reviewer!, address)
    expect((await staff.reviewer!.post(read.action, read.body)).status).toBe(303)
    for (const path of publicAddresses()) {
      const response = await reader.get(path)
      const text = await response.text()
      expect([path, response.status, text.includes(phone)]).toEqual([path, 200, false])
      if (path !== '/suggestions/list.csv') expect(text).toContain(number)
    }
    expect((await reader.get(`/suggestions/${number}/1-640.webp`)).headers.get('content-type')).toBe('image/webp')
    expect((await reader.get(`/suggestions/${number}/2-640.webp`)).status).toBe(404)

    const { code_sealed } = await connection.db
      .selectFrom('suggestion')
      .select('code_sealed')
      .where('number', '=', number)
      .executeTakeFirstOrThrow()
    const own = await reader.get(`/participate/track/${formatCode(openCode(createPersonalData(dataKey), code_sealed))}`)
    expect(linkTo(await htmlOf(own), publicWords.asReadersSee)).toBe(`/suggestions/${number}`)
  })

  test('the walk over the addresses finds a secret that is not covered', async () => {
    const planted = '未遮住的秘密'
    const { db } = connection
    const record = await db.selectFrom('record').selectAll().where('number', '=', number).executeTakeFirstOrThrow()
    const say = (answer: string) =>
      db
        .updateTable('record')
        .set({ answer, folded: record.folded, title: answer.slice(0, 6) })
        .where('id', '=', record.id)
        .execute()
    await say(`${planted}：${record.answer}`)
    for (const path of publicAddresses())
      await expect.poll(async () => (await reader.get(path)).text()).toContain(planted)
    await db
      .updateTable('record')
      .set({ answer: record.answer, title: record.title })
      .where('id', '=', record.id)
      .execute()
  })

  test('who is about to say the same is shown it once, and what they typed is kept', async () => {
    const typed = typedSuggestion({ seen_similar: '', body: '这是我写的。' })
    const asked = await reader.post('/participate/suggest', inParts(typed))
    const html = await htmlOf(asked)
    expect([asked.status, linksIn(html, `/suggestions/${number}/support`).length]).toEqual([200, 1])
    expect(wordsIn(html, 'form', { id: 'form' })).toContain(publicWords.similar.before)
    expect(valueIn(html, 'title')).toBe(typed.title)
    expect(html).toContain(typed.body)
    const again = { ...typed, seen_similar: valueIn(html, 'seen_similar')! }
    expect((await reader.post('/participate/suggest', inParts(again))).status).toBe(303)
  })

  test('a proven phone stands behind it, once, and takes it back; staff, strangers and wrong words do not', async () => {
    const address = `/suggestions/${number}/support`
    const words = publicWords.support
    expect((await reader.get(address)).headers.get('location')).toMatch(/^\/me\/sign-in\?next=/)
    const citizen = await signInByPhone(server.address, connection, '13800005782')
    expect(wordsIn(await htmlOf(await citizen.get(address)), 'main')).toContain(words.none)
    const counted = async () => wordsIn(await htmlOf(await citizen.get(address)), 'main')
    for (let turn = 0; turn < 2; turn += 1) {
      const response = await citizen.post(address, { wish: 'support' })
      expect([response.status, response.headers.get('location')]).toEqual([303, `${address}?done=support`])
    }
    expect(await counted()).toContain(words.count(1))
    await expect.poll(async () => (await reader.get(`/suggestions/${number}`)).text()).toContain(words.count(1))
    expect(linksIn(await htmlOf(await citizen.get('/me')), address)).toHaveLength(1)
    const wrong = await citizen.post(address, { wish: 'other' })
    expect([wrong.status, (await wrong.text()).includes(words.missing)]).toEqual([422, true])
    const office = await staff.clerk!.post(address, { wish: 'support' })
    expect([office.status, (await office.text()).includes(words.staff)]).toEqual([403, true])
    for (const path of ['/suggestions/2099-1/support', '/suggestions/x/support'])
      expect([path, (await citizen.get(path)).status]).toEqual([path, 404])
    expect((await citizen.post(address, { wish: 'withdrawal' })).status).toBe(303)
    expect(await counted()).toContain(words.none)
    // An address alone says nothing that is not so.
    expect(wordsIn(await htmlOf(await citizen.get(`${address}?done=support`)), 'main')).not.toContain(
      words.done.support,
    )
    await citizen.post(address, { wish: 'support' })
    // Who has sent all that one may in an hour takes it back all the same. The server remembers who that was, and other
    // files of tests have people with small numbers on it.
    await sql`SELECT setval(pg_get_serial_sequence('person', 'id'), 900000)`.execute(connection.db)
    const busy = await signInByPhone(server.address, connection, '13800005783')
    expect((await busy.post(address, { wish: 'support' })).status).toBe(303)
    const { id } = await connection.db
      .selectFrom('person')
      .select('id')
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow()
    const limits = createRateLimits(connection.pool, createPersonalData(dataKey))
    while (await limits.personWrites.take(id));
    expect((await busy.post(address, { wish: 'support' })).status).toBe(429)
    const back = await busy.post(address, { wish: 'withdrawal' })
    expect([back.status, back.headers.get('location')]).toEqual([303, `${address}?done=withdrawal`])
    expect((await citizen.post('/me/erasure', {})).status).toBe(303)
    const standing = await connection.db.selectFrom('support').select('id').where('state', '=', 'standing').execute()
    expect(standing).toEqual([])
  })

  test('has one address, however its number was typed; what is none leads nowhere', async () => {
    const [year, count] = number.split('-')
    const wide = [...number].map(sign => String.fromCharCode(sign.charCodeAt(0) + 0xfee0)).join('')
    for (const typed of [`${year}-0${count}`, encodeURIComponent(wide)]) {
      const response = await reader.get(`/suggestions/${typed}`)
      expect([typed, response.status, response.headers.get('location')]).toEqual([typed, 301, `/suggestions/${number}`])
    }
    expect((await reader.get('/suggestions/2001-01')).status).toBe(404)
  })

  test('the desk has its lists: those that a clerk goes on from are for clerks alone', async () => {
    const listed = async (who: Visitor, view: string) => {
      const page = await htmlOf(await who.get(`/desk/record?view=${view}`))
      return linksIn(page, '/desk/record?view=').map(({ href }) => href.split('=')[1])
    }
    for (const view of recordViews) expect([view, await listed(staff.clerk!, view)]).toEqual([view, [...recordViews]])
    expect(await listed(staff.reviewer!, 'renewed')).toEqual(['waiting', 'returned', 'public'])
    expect(await htmlOf(await staff.clerk!.get('/desk/record?view=renewed'))).toContain(recordWords.empty.renewed)
    expect((await staff.officer!.get('/desk/record?view=renewed')).status).toBe(403)
  })

  test('is found first by its number, however that is written', async () => {
    for (const typed of [number, formatSuggestionNumber(number)]) {
      const page = await htmlOf(await reader.get(`/search?${new URLSearchParams({ q: typed })}`))
      expect([typed, linksIn(page, /^\/suggestions\/\d/)[0]?.href]).toEqual([typed, `/suggestions/${number}`])
    }
  })

  test('says that signs alone were not looked for; the map keeps the words, and nobody can type too many', async () => {
    for (const path of ['/suggestions', '/suggestions/map']) {
      const page = await htmlOf(await reader.get(`${path}?${new URLSearchParams({ q: "'; --" })}`))
      expect(wordsIn(page, 'main')).toContain(publicWords.nothingLookedFor("'; --"))
      expect(valueIn(await htmlOf(await reader.get(`${path}?q=${encodeURIComponent('盲道')}`)), 'q')).toBe('盲道')
    }
    for (const path of ['/search', '/suggestions?q=x'])
      expect(await htmlOf(await reader.get(path))).toMatch(/<input[^>]*name="q"[^>]*maxlength="60"/)
    const long = await fetch(`${server.address}/search?q=${encodeURIComponent('灯'.repeat(3000))}`)
    expect([long.status, await long.text()]).toEqual([414, expect.stringContaining('60 个字以内')])
  })

  test('what is asked for while one writes says nothing of odd questions', async () => {
    for (const query of ['', 'title=%00', 'title=abc', 'county=%27&title=%27%27%27%27', `title=${'x'.repeat(3000)}`]) {
      const response = await reader.get(`/participate/similar?${query}`)
      expect([query, response.status, (await response.text()).trim()]).toEqual([query, 200, ''])
    }
    expect((await reader.post('/participate/similar', {})).status).toBe(405)
  })

  test('what has changed since it was read comes back with words, and so does what is somebody else’s to do', async () => {
    const { action, body } = await formOn(staff.clerk!, `/desk/record/${number}?move=preparation`)
    body.set('seen', 'other')
    const again = await staff.clerk!.post(action, body)
    expect([again.status, (await again.text()).includes(recordWords.lookAgain)]).toEqual([422, true])
    const own = await staff.clerk!.post(`/desk/record/${number}/${publication.name}`, {})
    expect([own.status, (await own.text()).includes(recordWords.notYours)]).toEqual([403, true])
    expect((await staff.reviewer!.post(`/desk/record/${number}/${preparation.name}`, {})).status).toBe(403)
  })

  test('nobody else comes in, wrong addresses are none, and reading is not writing', async () => {
    for (const login of ['officer', 'organiser'])
      for (const path of ['/desk/record', `/desk/record/${number}`, `/desk/record/${number}/pictures/draft-0.webp`])
        expect([login, path, (await staff[login]!.get(path)).status]).toEqual([login, path, 403])
    for (const path of ['/desk/record/2099-1', '/desk/record/x', `/desk/record/${number}/nothing`])
      expect([path, (await staff.clerk!.get(path)).status]).toEqual([path, 404])
    for (const path of ['/suggestions/2099-1', '/suggestions/x', '/suggestions/list.xml', '/suggestions?page=0'])
      expect([path, (await reader.get(path)).status]).toEqual([path, 404])
    expect((await reader.post('/suggestions', {})).status).toBe(405)
    expect((await staff.clerk!.get(`/desk/record/${number}/${preparation.name}`)).status).toBe(405)
  })

  test('who takes the consent back is gone from every address at the next look', async () => {
    for (const path of publicAddresses()) await reader.get(path)
    await makeMove(connection.db, publishing, number, { publish: 'no' }, 'author', new Date())
    const read = async (path: string) => (await reader.get(path)).text()
    // The database tells the page cache: that is a moment later.
    await expect.poll(() => read('/')).not.toContain(`/suggestions/${number}`)
    for (const path of publicAddresses()) {
      const text = await read(path)
      if (path.endsWith(number)) expect(text).toContain(publicWords.removedByAuthor)
      else expect([path, text.includes(number)]).toEqual([path, false])
      expect([path, text.includes(`请打${coverWords.cover('mobile')}`)]).toEqual([path, false])
    }
    expect((await reader.get(`/suggestions/${number}/1-640.webp`)).status).toBe(404)
  })
})
