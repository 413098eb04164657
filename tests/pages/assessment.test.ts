import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { packWords } from '#assessment/pack/words.ts'
import { assessmentWords as words, publicAssessmentWords } from '#assessment/words.ts'
import { type Connection, connect } from '#db/connect.ts'
import { keptLabel } from '#forms/kept.ts'
import { addDays } from '#calendar/work-calendar.ts'
import { dayOf } from '#calendar/lishui.ts'
import { aKey, schemeOfYear } from '../support/assessing.ts'
import { elementsIn, htmlOf, linksIn, valueIn, wordsIn } from '../support/html.ts'
import { isOpenToTests, type Portal, workersPortal } from '../support/portal.ts'
import { publishAt } from '../support/publishing.ts'
import { signedIn, visitor, type Visitor } from '../support/visitor.ts'

describe.skipIf(!isOpenToTests())('the assessment of the units', () => {
  const year = Number(dayOf(new Date()).slice(0, 4)) - 1
  const address = `/desk/assessment/${year}`
  const own = `${address}/units/zonghe-zhifa`
  let server: Portal
  let connection: Connection
  let staff: Record<string, Visitor>
  let reader: Visitor
  beforeAll(async () => {
    server = await workersPortal()
    connection = await connect({ databaseUrl: server.databaseUrl!, dataDir: '' })
    const logins = [
      'supervisor',
      'clerk',
      'officer',
      'officer-2',
      'publisher',
      'admin',
      'contributor',
      'reviewer',
    ] as const
    const visitors = await Promise.all(logins.map(login => signedIn(server.address, server.accounts[login])))
    staff = Object.fromEntries(logins.map((login, at) => [login, visitors[at]!]))
    reader = visitor(server.address)
    await publishAt(server, await schemeOfYear(year))
  })
  afterAll(async () => {
    await connection.close()
    await server.stop()
  })
  const press = async (who: string, path: string, fields: Record<string, string> = {}) => {
    const answer = await staff[who]!.post(path, fields)
    return { status: answer.status, to: answer.headers.get('location'), page: await htmlOf(answer) }
  }
  const page = async (who: string, path: string) => htmlOf(await staff[who]!.get(path))

  test('a supervisor begins it by a published scheme, and every number leads to its rows', async () => {
    expect((await press('clerk', '/desk/assessment', { scheme: `scheme-${year}`, ...aKey() })).status).toBe(403)
    const unknown = await press('supervisor', '/desk/assessment', { scheme: 'nothing', ...aKey() })
    expect([unknown.status, elementsIn(unknown.page, 'p', { class: 'field__error' }).length]).toEqual([422, 1])
    const begun = await press('supervisor', '/desk/assessment', { scheme: `scheme-${year}`, ...aKey() })
    expect([begun.status, begun.to]).toEqual([303, `${address}?done=begun`])
    expect((await press('supervisor', '/desk/assessment', { scheme: `scheme-${year}`, ...aKey() })).status).toBe(409)
    const unit = await page('supervisor', own)
    for (const { href, words: number } of linksIn(unit, '/desk/suggestions?')) {
      const rows = elementsIn(await page('supervisor', href), 'tbody').flatMap(body => elementsIn(body, 'tr'))
      expect([href, rows.length]).toEqual([href, Number(number)])
    }
    expect(linksIn(unit, '/desk/suggestions?').length).toBeGreaterThanOrEqual(8)
    expect((await staff.supervisor!.get(`${address}/table.xlsx`)).headers.get('content-type')).toContain(
      'spreadsheetml',
    )
  })

  test('who answers for a unit is told why they do not judge it, and is not offered it', async () => {
    const { id } = await connection.db
      .selectFrom('person')
      .select('id')
      .where('login', '=', server.accounts.supervisor!.login)
      .executeTakeFirstOrThrow()
    await connection.db.insertInto('liaison').values({ person_id: id, unit: 'zonghe-zhifa' }).execute()
    const theirs = await page('supervisor', own)
    expect(wordsIn(theirs, 'main')).toContain(words.ownUnit)
    expect(elementsIn(theirs, 'form', { action: `${own}/judging` })).toEqual([])
    const refused = await press('supervisor', `${own}/judging`, { criterion: 'standing', points: '100' })
    expect([refused.status, wordsIn(refused.page, 'main').includes(words.ownUnit)]).toEqual([403, true])
    expect((await press('supervisor', `${address}/voiding`, { reason: '对我们不利' })).status).toBe(403)
    expect(wordsIn(await page('supervisor', address), 'main')).toContain(words.assessedThemselves)
    await connection.db.deleteFrom('liaison').where('person_id', '=', id).execute()
    expect(elementsIn(await page('supervisor', own), 'form', { action: `${own}/judging` })).toHaveLength(1)
  })

  test('a unit sees nothing of it while it is a draft, then its own alone; readers see nothing until somebody publishes', async () => {
    expect((await staff.officer!.get(address)).status).toBe(404)
    expect((await staff.contributor!.get(address)).status).toBe(403)
    const early = await press('supervisor', `${address}/opening`, { until: addDays(dayOf(new Date()), 5) })
    expect([early.status, early.page.includes('没有打满两次')]).toEqual([409, true])
    const units = await connection.db.selectFrom('assessment_unit').select('unit').execute()
    for (const { unit } of units)
      for (const who of ['clerk', 'admin'])
        expect(
          (await press(who, `${address}/units/${unit}/judging`, { criterion: 'standing', points: '80' })).status,
        ).toBe(303)
    const soon = await press('supervisor', `${address}/opening`, { until: dayOf(new Date()) })
    expect([soon.status, wordsIn(soon.page, 'main').includes(words.untilTooSoon)]).toEqual([422, true])
    expect((await press('supervisor', `${address}/opening`, { until: addDays(dayOf(new Date()), 5) })).status).toBe(303)
    expect(linksIn(await page('officer', address), `${address}/units/`).some(({ href }) => !href.startsWith(own))).toBe(
      false,
    )
    expect((await staff.officer!.get(`${address}/units/jianshe`)).status).toBe(404)
    expect((await staff.officer!.get(`${address}/table.xlsx`)).status).toBe(404)
    expect((await staff['officer-2']!.get(address)).status).toBe(404)
    for (const path of ['/desk/assessment/2019', '/desk/assessment/x', `${address}/units/nobody`, `${own}/nothing`])
      expect([path, (await staff.supervisor!.get(path)).status]).toEqual([path, 404])
    expect((await staff.supervisor!.get(`${address}/opening`)).status).toBe(405)
    expect(wordsIn(await htmlOf(await reader.get('/creation/assessment')), 'main')).toContain(
      publicAssessmentWords.none,
    )
  })

  test('the unit objects, a supervisor decides, the result is published by somebody else and readers see it', async () => {
    const form = { criterion: 'standing', words: '那天正在抢修，路面没有来得及清。', ...aKey() }
    const empty = await press('officer', `${own}/objection`, { ...form, criterion: '', words: '' })
    expect([empty.status, elementsIn(empty.page, 'p', { class: 'field__error' }).length]).toEqual([422, 2])
    expect((await press('officer', `${own}/objection`, form)).to).toBe(`${own}?done=objection`)
    const { id } = await connection.db.selectFrom('assessment_objection').select('id').executeTakeFirstOrThrow()
    const decided = { objection: String(id), upheld: 'yes', words: '看过照片，理由成立。' }
    expect((await press('supervisor', `${own}/decision`, decided)).status).toBe(422)
    expect((await press('supervisor', `${own}/decision`, { ...decided, share: '90' })).status).toBe(303)
    expect(wordsIn(await page('officer', own), 'main')).toContain(decided.words)
    expect((await press('supervisor', `${address}/conclusion`)).status).toBe(409)
    const past = new Date(Date.now() - 7 * 86_400_000)
    await connection.db
      .updateTable('assessment')
      .set({ opened_at: past, objections_until: new Date(past.getTime() + 4 * 86_400_000) })
      .execute()
    const late = { ...form, ...aKey(), words: '还有一条：另一处也已经清理干净了。' }
    const after = await press('officer', `${own}/objection`, late)
    expect(after.status).toBe(409)
    for (const word of [words.objectionLate, keptLabel, late.words]) expect(wordsIn(after.page, 'main')).toContain(word)
    expect((await press('supervisor', `${address}/conclusion`)).status).toBe(303)
    expect(wordsIn(await htmlOf(await reader.get('/creation/assessment')), 'main')).toContain(
      publicAssessmentWords.none,
    )
    expect((await press('supervisor', `${address}/publication`)).status).toBe(403)
    expect((await press('publisher', `${address}/publication`)).status).toBe(303)
    await expect
      .poll(async () => wordsIn(await htmlOf(await reader.get('/creation/assessment')), 'main'))
      .toContain(publicAssessmentWords.caption(year))
    expect((await reader.post('/creation/assessment', {})).status).toBe(405)

    // A scheme that is changed afterwards says so beside what was counted by it.
    const read = async () => wordsIn(await htmlOf(await reader.get('/creation/assessment')), 'main')
    expect(await read()).not.toContain(words.schemeChanged)
    const scheme = await schemeOfYear(year)
    const heavier = (text: string) => text.replace('weight: 25', 'weight: 15').replace('weight: 10', 'weight: 20')
    await publishAt(server, Object.fromEntries(Object.entries(scheme).map(([path, text]) => [path, heavier(text)])))
    await expect.poll(read).toContain(words.schemeChanged)
    expect(await read()).toContain('按时答复 25')
    expect(wordsIn(await page('supervisor', address), 'main')).toContain(words.schemeChanged)
  })

  test('out of the result a supervisor makes a notice that others review, once', async () => {
    const form = { kind: 'praise', said: '全年上门核实三十件建言，件件有回音，两处老旧路口改好了灯。' }
    expect((await staff.clerk!.get(`${own}/notice`)).status).toBe(403)
    expect((await staff.supervisor!.get(`${address}/units/nobody/notice`)).status).toBe(404)
    const empty = await press('supervisor', `${own}/notice`, { kind: 'other', said: '好' })
    expect([empty.status, elementsIn(empty.page, 'p', { class: 'field__error' }).length]).toEqual([422, 2])
    expect((await press('supervisor', `${own}/notice`, form)).to).toBe(`${own}?done=handed-in`)
    // The same again is the same, other words are none beside it.
    expect((await press('supervisor', `${own}/notice`, form)).to).toBe(`${own}?done=handed-in`)
    const others = { ...form, said: `${form.said}还有别的。` }
    const beside = await press('supervisor', `${own}/notice`, others)
    const said = [words.notice.exists, others.said].map(word => beside.page.includes(word))
    expect([beside.status, ...said]).toEqual([409, true, true])
    const { id: assessed } = await connection.db
      .selectFrom('assessment')
      .select('id')
      .where('year', '=', year)
      .executeTakeFirstOrThrow()
    const notice = `assessed-${assessed}-zonghe-zhifa-praise`
    const reviews = await page('reviewer', '/admin/reviews')
    expect(wordsIn(reviews, 'main')).toContain(`${year} 年度创建工作予以通报表扬`)
    const { href } = linksIn(reviews, new RegExp(`${notice}$`))[0]!
    const review = await page('reviewer', href)
    expect(review).toContain(form.said)
    const head = valueIn(review, 'head')!
    expect((await staff.reviewer!.post(`${href}/first-review`, { head })).status).toBe(303)
    expect((await reader.get(`/notices/${notice}`)).status).toBe(404)
  })

  test('the evidence pack is made by a job and comes as PDF to the office alone', async () => {
    expect((await staff.officer!.get(`${own}/pack`)).status).toBe(404)
    expect((await staff.supervisor!.get(`${own}/pack.pdf`)).status).toBe(404)
    expect((await press('supervisor', `${own}/pack`)).status).toBe(303)
    await expect
      .poll(async () => wordsIn(await page('supervisor', `${own}/pack`), 'main'), { timeout: 120_000, interval: 1000 })
      .toContain(packWords.download)
    const pdf = await staff.supervisor!.get(`${own}/pack.pdf`)
    expect([pdf.status, pdf.headers.get('content-type')]).toEqual([200, 'application/pdf'])
    expect(
      Buffer.from(await pdf.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-')
    expect((await staff.officer!.get(`${own}/pack.pdf`)).status).toBe(404)
  }, 180_000)

  test('what was drafted out of a result that fell is named, and the year may have another', async () => {
    expect((await press('publisher', `${address}/withdrawal`)).status).toBe(303)
    expect((await press('supervisor', `${address}/voiding`, { reason: '统计错了，重新来过' })).status).toBe(303)
    const list = await page('supervisor', '/desk/assessment')
    expect(wordsIn(list, 'main')).toContain(words.notice.fallen)
    expect(linksIn(list, /assessed-\d+-zonghe-zhifa-praise$/)).toHaveLength(1)
    expect((await press('supervisor', '/desk/assessment', { scheme: `scheme-${year}`, ...aKey() })).status).toBe(303)
  })
})
