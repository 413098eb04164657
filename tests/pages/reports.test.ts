import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { periodsBefore, sayPeriod, spanOf } from '#assessment/reports/periods.ts'
import { publicReportWords, reportWords as words } from '#assessment/reports/words.ts'
import { type Connection, connect } from '#db/connect.ts'
import { dayOf } from '#calendar/lishui.ts'
import { instantInLishui } from '#calendar/work-calendar.ts'
import { elementsIn, htmlOf, linksIn, wordsIn } from '../support/html.ts'
import { isOpenToTests, type Portal, workersPortal } from '../support/portal.ts'
import { signedIn, visitor, type Visitor } from '../support/visitor.ts'
import { aPdf } from '../support/waiting.ts'

describe.skipIf(!isOpenToTests())('the reports of the units', () => {
  const unit = 'zonghe-zhifa'
  const [period] = periodsBefore(dayOf(new Date()), 'half-year', 1)
  const address = `/desk/reports/${unit}/${period}`
  let server: Portal
  let connection: Connection
  let staff: Record<string, Visitor>
  beforeAll(async () => {
    server = await workersPortal()
    connection = await connect({ databaseUrl: server.databaseUrl!, dataDir: '' })
    // One of the unit's suggestions came in the period.
    await sql`
      UPDATE suggestion SET received_at = ${instantInLishui(spanOf(period!).begins, '08:00')}
      WHERE id = (SELECT min(id) FROM suggestion WHERE lead_unit = ${unit})`.execute(connection.db)
    const logins = ['officer', 'officer-2', 'clerk', 'organiser'] as const
    const visitors = await Promise.all(logins.map(login => signedIn(server.address, server.accounts[login])))
    staff = Object.fromEntries(logins.map((login, at) => [login, visitors[at]!]))
  })
  afterAll(async () => {
    await connection.close()
    await server.stop()
  })

  const numbers = { led: '3', in_time: '2', late: '1', reopened: '0', rectified: '1', inspections: '4' }
  const report = (fields: Record<string, string> = {}, paper?: Blob) => {
    const form = new FormData()
    const said = { done: '上门核实了三十件建言。', problems: '停车位不够。', next: '明年再划一批。', ...numbers }
    for (const [name, value] of Object.entries({ ...said, request_key: randomUUID(), ...fields }))
      form.append(name, value)
    if (paper) form.append('documents', paper, '清单.pdf')
    return form
  }
  const inputOf = (page: string, name: string) => elementsIn(page, 'input', { name })[0]!.attribs.value

  test('an officer sees their own unit, the office sees all, nobody else comes in', async () => {
    const own = linksIn(await htmlOf(await staff.officer!.get('/desk/reports')), '/desk/reports/')
    expect(own.map(({ href }) => href)).toEqual([address])
    expect(linksIn(await htmlOf(await staff.clerk!.get('/desk/reports')), '/desk/reports/').length).toBeGreaterThan(9)
    expect((await staff.organiser!.get('/desk/reports')).status).toBe(403)
    expect((await staff['officer-2']!.get(address)).status).toBe(404)
    for (const path of [
      `/desk/reports/${unit}/2026`,
      `/desk/reports/nobody/${period}`,
      `${address}/documents/1`,
      `${address}/nothing`,
    ])
      expect([path, (await staff.officer!.get(path)).status]).toEqual([path, 404])
    expect((await staff.officer!.get(`${address}/filing`)).status).toBe(405)
    expect((await staff.clerk!.post(`${address}/filing`, report())).status).toBe(403)
  })

  test('the button fills in what the system counts, files nothing and keeps what was typed', async () => {
    const answer = await staff.officer!.post(
      `${address}/filing`,
      report({ fill: 'yes', led: '', done: '短', inspections: '7' }),
    )
    const page = await htmlOf(answer)
    expect(answer.status).toBe(200)
    expect(wordsIn(page, 'main')).toContain(words.filledIn)
    expect(Number(inputOf(page, 'led'))).toBeGreaterThan(0)
    expect(inputOf(page, 'inspections')).toBe('7')
    expect(wordsIn(page, 'textarea', { name: 'done' })).toBe('短')
    expect(elementsIn(page, 'input', { name: 'fill' })).toEqual([])
    expect(wordsIn(page, 'main')).toContain(words.fill)
  })

  test('all that is wrong is said at once, what was typed stays, and a paper is kept', async () => {
    const answer = await staff.officer!.post(`${address}/filing`, report({ done: '短', led: '-1' }, new Blob([aPdf])))
    const page = await htmlOf(answer)
    expect(answer.status).toBe(422)
    expect(elementsIn(page, 'p', { class: 'field__error' }).length).toBeGreaterThanOrEqual(2)
    expect(inputOf(page, 'led')).toBe('-1')
    expect(elementsIn(page, 'input', { name: 'documents', type: 'checkbox' })).toHaveLength(1)
  })

  test('is filed late, read by the office with its paper, corrected, and seen by readers as filed late', async () => {
    const reader = visitor(server.address)
    const before = await reader.get('/creation/reports')
    expect([before.status, wordsIn(await htmlOf(before), 'main')]).toEqual([
      200,
      expect.stringContaining(sayPeriod(period!)),
    ])
    const filed = await staff.officer!.post(`${address}/filing`, report({}, new Blob([aPdf])))
    expect([filed.status, filed.headers.get('location')]).toEqual([303, `${address}?done=filing`])
    const again = await staff.officer!.post(`${address}/filing`, report())
    expect([again.status, (await again.text()).includes(words.alreadyFiled)]).toEqual([409, true])
    const page = await htmlOf(await staff.clerk!.get(address))
    expect(wordsIn(page, 'main')).toContain(words.late)
    const paper = linksIn(page, `${address}/documents/`)[0]!.href
    expect((await staff.clerk!.get(paper)).headers.get('content-type')).toBe('application/pdf')
    expect((await staff['officer-2']!.get(paper)).status).toBe(404)
    const unsaid = await staff.officer!.post(`${address}/correction`, report())
    expect(unsaid.status).toBe(422)
    const corrected = await staff.officer!.post(`${address}/correction`, report({ reason: '少写了两件', led: '5' }))
    expect(corrected.headers.get('location')).toBe(`${address}?done=correction`)
    expect(wordsIn(await htmlOf(await staff.clerk!.get(address)), 'main')).toContain(words.versionOf(2))
    await expect
      .poll(async () => wordsIn(await htmlOf(await reader.get('/creation/reports')), 'main'))
      .toContain(words.late)
    expect((await reader.post('/creation/reports', {})).status).toBe(405)
    expect(wordsIn(await htmlOf(await reader.get('/creation/reports')), 'h1')).toContain(publicReportWords.title)
  })
})
