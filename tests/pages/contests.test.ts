import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contestDeskWords as deskWords } from '#contests/desk-words.ts'
import { contestWords as words } from '#contests/words.ts'
import { type Connection, connect } from '#db/connect.ts'
import { sampleCall, sampleEntries } from '#demo/sample-contest.ts'
import { coverWords } from '#suggestions/redaction/words.ts'
import { objectionWords } from '#objections/words.ts'
import { elementsIn, formIn, htmlOf, linksIn, wordsIn } from '../support/html.ts'
import { isOpenToTests, type Portal, workersPortal } from '../support/portal.ts'
import { inParts, readPage, suggestPath, trackedBy } from '../support/suggesting.ts'
import { typedSuggestion } from '../support/suggestion.ts'
import { signedIn, type Visitor, visitor } from '../support/visitor.ts'

const list = '/participate/contests'
/** The calls of the starter content: one that is open, one that was awarded. */
const openId = 'doorstep-ideas-2027'
const overId = sampleCall.id

describe.skipIf(!isOpenToTests())('contests of ideas', () => {
  let server: Portal
  let connection: Connection
  let people: Record<'clerk' | 'supervisor' | 'admin' | 'officer' | 'reviewer' | 'contributor' | 'organiser', Visitor>
  let citizen: Visitor
  beforeAll(async () => {
    server = await workersPortal()
    const { accounts, address } = server
    connection = await connect({ databaseUrl: server.databaseUrl!, dataDir: '' })
    const names = ['clerk', 'supervisor', 'admin', 'officer', 'reviewer', 'contributor', 'organiser'] as const
    people = Object.fromEntries(
      await Promise.all(names.map(async name => [name, await signedIn(address, accounts[name])] as const)),
    ) as typeof people
    citizen = visitor(address)
  })
  afterAll(async () => {
    await connection.close()
    await server.stop()
  })
  const page = async (who: Visitor, path: string) => htmlOf(await who.get(path))
  const idOf = async (login: string) =>
    (await connection.db.selectFrom('person').select('id').where('login', '=', login).executeTakeFirstOrThrow()).id

  const secret = '周桂香'
  const typed = (more: Record<string, string> = {}) =>
    typedSuggestion({
      kind: 'idea',
      title: `弄堂口装一面转角镜${randomUUID().slice(0, 4)}`,
      body: `弄堂口看不见来车，装一面转角镜。我叫${secret}，电话 13912340077。`,
      name: secret,
      publish_consent: 'yes',
      contest: openId,
      ...more,
    })
  let address = ''
  let track = ''
  const sent = typed()

  test('are listed, those that are open first, and lead to the form with the contest filled in', async () => {
    const html = await page(citizen, list)
    expect(linksIn(html, `${list}/`).map(({ href }) => href)).toEqual([`${list}/${openId}`, `${list}/${overId}`])
    const call = await page(citizen, `${list}/${openId}`)
    expect(wordsIn(call, 'main')).toContain(words.page.how(3, 10, 5))
    const { href } = linksIn(call, suggestPath).find(link => link.words === words.page.take)!
    const form = await readPage(await citizen.get(href))
    expect(form.value('contest')).toBe(openId)
    expect(elementsIn(form.html, 'input', { name: 'kind', value: 'idea' })[0]!.attribs.checked).toBeDefined()
    expect(await page(citizen, '/participate')).toContain(`href="${list}"`)
  })

  test('the awarded one says who won what, what came of it, and leads nobody to its form', async () => {
    const html = await page(citizen, `${list}/${overId}`)
    const main = wordsIn(html, 'main')
    for (const { title, grade, adopted } of sampleEntries) {
      expect(main.includes(title)).toBe(grade !== undefined)
      if (adopted) expect(main).toContain(adopted)
    }
    expect(main).toContain(words.page.carriedOut('2026年11月20日'))
    expect(linksIn(html, suggestPath).filter(link => link.words === words.page.take)).toEqual([])
    expect((await citizen.get(`${suggestPath}?contest=${overId}`)).headers.get('location')).toBe(`${list}/${overId}`)
  })

  test('a suggestion takes part while its contest is open, once, and its author sees where it stands', async () => {
    const response = await citizen.post(suggestPath, inParts(sent))
    expect(response.status).toBe(303)
    track = trackedBy(response).address
    expect(trackedBy(await citizen.post(suggestPath, inParts(sent))).address).toBe(track)
    const own = wordsIn(await page(citizen, track), 'main')
    expect(own).toContain(`${words.number(1)}，${words.own.waits}`)
    await expect.poll(async () => wordsIn(await page(citizen, list), 'main')).toContain(words.page.entries(1))
  })

  test('what came too late keeps all that was typed, and goes as an ordinary suggestion', async () => {
    const late = typed({ contest: overId })
    const back = await readPage(await citizen.post(suggestPath, inParts(late)))
    expect(back.status).toBe(409)
    expect(back.html).toContain(words.taking.closed(sampleCall.title))
    expect([back.value('title'), back.value('name')]).toEqual([late.title, secret])
    // Nothing says any more that it takes part.
    expect(elementsIn(back.html, 'input', { name: 'contest' })).toEqual([])
    expect(back.html).toContain(words.taking.asOrdinary)
    const again = await citizen.post(suggestPath, inParts({ ...late, contest: '' }))
    expect(again.status).toBe(303)
    expect(await page(citizen, trackedBy(again).address)).not.toContain(words.own.title)
    const { entries } = await connection.db
      .selectFrom('contest')
      .select('entries')
      .where('id', '=', overId)
      .executeTakeFirstOrThrow()
    expect(entries).toBe(sampleEntries.length)
  })

  test('staff who are signed in take part in nothing, are told so before they type, and lose nothing', async () => {
    const asked = await readPage(await people.officer.get(`${suggestPath}?contest=${openId}`))
    expect(asked.html).toContain(words.taking.staff)
    expect(elementsIn(asked.html, 'input', { name: 'contest' })).toEqual([])
    const own = typed()
    const back = await readPage(await people.officer.post(suggestPath, inParts(own)))
    expect([back.status, back.value('title')]).toEqual([403, own.title])
    expect(back.html).toContain(words.taking.staff)
  })

  test('a contest that is not there is said so, with what was typed; other faults are said first', async () => {
    const gone = await readPage(await citizen.post(suggestPath, inParts(typed({ contest: 'no-such-one' }))))
    expect([gone.status, gone.html.includes(words.taking.unknown)]).toEqual([409, true])
    const empty = await readPage(await citizen.post(suggestPath, inParts(typed({ title: '' }))))
    expect([empty.status, empty.value('contest')]).toEqual([422, openId])
  })

  test('the clerk reads it as judges will, covers who wrote it, and lets it in', async () => {
    const desk = await page(people.clerk, `/desk/contests/${openId}`)
    address = linksIn(desk, `/desk/contests/${openId}/entries/`)[0]!.href
    const opened = await page(people.clerk, `${address}?move=admission`)
    expect(wordsIn(opened, 'form', { id: 'form' })).toContain(deskWords.moves.admission.submit)
    // Nothing goes to judges that nobody has looked at.
    expect((await people.clerk.post(`${address}/admission`, {})).status).toBe(422)
    const form = elementsIn(opened, 'form', { id: 'form' })[0]!
    const body = new FormData()
    for (const { attribs } of elementsIn(form, 'input'))
      if (attribs.type !== 'checkbox' || attribs.checked !== undefined) body.append(attribs.name!, attribs.value ?? '')
    const done = await people.clerk.post(`${address}/admission`, body)
    expect(done.headers.get('location')).toBe(`${address}?done=admission`)
    expect(wordsIn(await page(citizen, track), 'main')).toContain(words.own.admitted)
    // At the desk the suggestion says that it takes part.
    const { matter } = await connection.db
      .selectFrom('contest_entry')
      .innerJoin('suggestion', 'suggestion.id', 'suggestion_id')
      .select('suggestion.number as matter')
      .where('contest_id', '=', openId)
      .executeTakeFirstOrThrow()
    expect(linksIn(await page(people.clerk, `/desk/suggestions/${matter}`), address)).toHaveLength(1)
    expect((await people.clerk.post(`${address}/rejection`, { words: '不是点子。' })).status).toBe(409)
  })

  test('judges are named by those who supervise, and see nothing before it is judged', async () => {
    const judge = String(await idOf('officer'))
    expect((await people.clerk.post(`/desk/contests/${openId}/judge`, { judge })).status).toBe(403)
    expect((await people.officer.get(`/desk/contests/${openId}`)).status).toBe(404)
    for (const login of ['officer', 'reviewer'])
      expect(
        (await people.admin.post(`/desk/contests/${openId}/judge`, { judge: String(await idOf(login)) })).status,
      ).toBe(303)
    const clerk = String(await idOf('clerk'))
    expect((await people.admin.post(`/desk/contests/${openId}/judge`, { judge: clerk })).status).toBe(422)
    expect(await page(people.officer, '/desk/contests')).toContain(`/desk/contests/${openId}`)
    const before = wordsIn(await page(people.officer, `/desk/contests/${openId}`), 'main')
    expect([before.includes(deskWords.notYetForJudges), before.includes(deskWords.noEntries)]).toEqual([true, false])
    expect((await people.officer.get(address)).status).toBe(404)
    expect((await people.clerk.post(`/desk/contests/${openId}/judging`, {})).status).toBe(409)
  })

  test('a judge reads what is covered, declares, gives points, and only then sees those of others', async () => {
    const call = await page(citizen, `${list}/${openId}`)
    expect(call).not.toContain(secret)
    await connection.db
      .updateTable('contest')
      .set({
        state: 'judging',
        criteria: JSON.stringify(sampleCall.criteria),
        grades: JSON.stringify(sampleCall.grades),
        short_list: 1,
        least_judges: 2,
        notice_days: 5,
      })
      .where('id', '=', openId)
      .execute()
    // Its call is open for months: it is over all the same, and says so.
    for (const path of [`${list}/${openId}`, list])
      await expect.poll(async () => wordsIn(await page(citizen, path), 'main')).toContain(words.states.judging)
    const takes = linksIn(await page(citizen, `${list}/${openId}`), suggestPath)
    expect(takes.filter(link => link.words === words.page.take)).toEqual([])
    expect((await citizen.get(`${suggestPath}?contest=${openId}`)).status).toBe(303)
    const late = await readPage(await citizen.post(suggestPath, inParts(typed())))
    expect([late.status, late.html.includes(words.taking.asOrdinary)]).toEqual([409, true])
    const points = { points_useful: '80', points_doable: '70', points_new: '60' }
    for (const name of ['officer', 'reviewer'] as const) {
      const html = await page(people[name], address)
      for (const hidden of [secret, '13912340077']) expect(html).not.toContain(hidden)
      expect(html).toContain(deskWords.hiddenScores)
      expect(wordsIn(html, 'main')).not.toContain('73 分')
      expect((await people[name].post(`${address}/scoring`, points)).status).toBe(409)
      expect((await people[name].post(`${address}/declaration`, {})).status).toBe(422)
      expect((await people[name].post(`${address}/declaration`, { conflict: 'no' })).status).toBe(303)
      const wrong = await people[name].post(`${address}/scoring`, { ...points, points_new: '101' })
      expect([wrong.status, (await htmlOf(wrong)).includes('value="80"')]).toEqual([422, true])
      expect((await people[name].post(`${address}/scoring`, points)).status).toBe(303)
    }
    const shown = wordsIn(await page(people.officer, address), 'main')
    expect(shown).toContain('73 分')
    expect(await page(people.supervisor, `/desk/contests/${openId}`)).toContain('73')
  })

  test('the short list is on notice with what its author agreed to, is objected to by anybody, and named by nobody', async () => {
    expect((await people.clerk.post(`/desk/contests/${openId}/short-list`, {})).status).toBe(403)
    const desk = `/desk/contests/${openId}`
    // Who fixes the list has what becomes public before them, and what was covered in it.
    expect((await people.supervisor.post(`${desk}/short-list`, {})).status).toBe(422)
    const asked = await page(people.supervisor, `${desk}?move=short-list`)
    const read = wordsIn(asked, 'section', { id: 'seen' })
    expect(read).toContain(sent.title!)
    expect(read).toContain(coverWords.cover('mobile'))
    expect(read).toContain(deskWords.coveredWords([]).slice(0, 3))
    expect(read).toContain(secret)
    const toSend = formIn(asked, `${desk}/short-list`)
    expect((await people.supervisor.post(toSend.action, toSend.fields)).status).toBe(303)
    expect(wordsIn(await page(people.supervisor, desk), 'section', { 'aria-labelledby': 'public' })).toContain(
      sent.title!,
    )
    const objection = `${list}/${openId}/objection`
    expect((await citizen.get(objection)).status).toBe(404)
    const until = new Date(Date.now() + 25 * 86_400_000).toISOString().slice(0, 10)
    expect((await people.clerk.post(`/desk/contests/${openId}/notice`, { until })).status).toBe(303)
    await expect.poll(async () => page(citizen, `${list}/${openId}`)).toContain(sent.title!)
    const shown = await page(citizen, `${list}/${openId}`)
    for (const hidden of [secret, '13912340077']) expect(shown).not.toContain(hidden)
    const { action, fields } = formIn(await page(citizen, objection), objection)
    const empty = await citizen.post(action, fields)
    expect([empty.status, (await htmlOf(empty)).includes('请填写你的姓名')]).toEqual([422, true])
    const said = { words: '第一号和去年隔壁县的做法一样。', name: '示例居民乙', contact: '13900005002' }
    expect((await citizen.post(action, { ...fields, ...said })).headers.get('location')).toBe(`${objection}?done`)
    expect(await page(citizen, `${objection}?done`)).toContain(objectionWords.public.done)
    expect(await page(people.clerk, `/desk/contests/${openId}`)).toContain(said.name)
    expect(await page(people.officer, `/desk/contests/${openId}`)).not.toContain(said.name)
    expect((await people.supervisor.post(`/desk/contests/${openId}/award`, { grade_1: '一等奖' })).status).toBe(409)
    expect(wordsIn(await page(citizen, track), 'main')).toContain(words.own.title)
  })

  test('what stands in a text and should not is taken down at once; the number stays, with the reason', async () => {
    const down = `/desk/contests/${openId}/taking-down`
    const reason = { entry: '1', words: '写到了邻居家的事。' }
    expect((await people.admin.post(down, reason)).status).toBe(403)
    expect((await people.clerk.post(down, { ...reason, entry: '7' })).status).toBe(422)
    expect((await people.clerk.post(down, reason)).status).toBe(303)
    await expect.poll(async () => page(citizen, `${list}/${openId}`)).toContain(reason.words)
    for (const path of [`${list}/${openId}`, `${list}/${openId}/objection`]) {
      const shown = await page(citizen, path)
      expect(shown).toContain(words.number(1))
      expect(shown).not.toContain(sent.title!)
    }
    expect(wordsIn(await page(citizen, track), 'main')).toContain(reason.words)
  })

  test.each([
    `${list}/no-such-one`,
    `${list}/no-such-one/objection`,
    '/desk/contests/no-such-one',
    `/desk/contests/${overId}/entries/0`,
    `/desk/contests/${overId}/entries/99`,
    `/desk/contests/${overId}/nothing`,
    `/desk/contests/${overId}/entries/1/nothing`,
  ])('%s is not there', async path => {
    expect((await people.clerk.get(path)).status).toBe(404)
  })

  test('a move is posted, a page is read, and organisers have no business here', async () => {
    expect((await people.clerk.get(`/desk/contests/${overId}/notice`)).status).toBe(405)
    expect((await citizen.post(`${list}/${openId}`, {})).status).toBe(405)
    expect((await people.organiser.get('/desk/contests')).status).toBe(403)
    expect((await citizen.get('/desk/contests')).headers.get('location')).toMatch(/^\/login/)
    expect(await page(people.contributor, '/desk/contests')).toContain(deskWords.none)
  })
})
