import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { report } from '#assessment/tasks/moves/report.ts'
import { taskWords as words } from '#assessment/tasks/words.ts'
import { dayOf } from '#calendar/lishui.ts'
import { keptLabel } from '#forms/kept.ts'
import { isOverdue, sayState, taskStates, tasks } from '#publishing/types/task.ts'
import { elementsIn, formIn, htmlOf, linksIn, valueIn, wordsIn } from '../support/html.ts'
import { type Portal, workersPortal } from '../support/portal.ts'
import { signedIn, type Visitor, visitor } from '../support/visitor.ts'

const id = '2026-doorstep-contracts'
const address = `/desk/tasks/${id}`
const review = `/admin/reviews/tasks/${id}`
const said = { unit: 'zonghe-zhifa', progress: 'running', done_on: '', words: '背街小巷又签了三百户，名单贴在社区。' }

let server: Portal
const people: Record<string, Visitor> = {}
beforeAll(async () => {
  server = await workersPortal()
  const logins = ['officer', 'officer-2', 'clerk', 'supervisor', 'contributor', 'reviewer', 'reviewer-2', 'publisher']
  for (const login of logins) people[login] = await signedIn(server.address, server.accounts[login])
  people.citizen = visitor(server.address)
})
afterAll(() => server.stop())

const page = async (who: string, path: string) => htmlOf(await people[who]!.get(path))
async function press(who: string, move: string, data: Record<string, string>) {
  const { action, fields } = formIn(await page(who, `${address}?move=${move}`), `${address}/${move}`)
  const answer = await people[who]!.post(action, { ...fields, ...data })
  return { status: answer.status, to: answer.headers.get('location'), html: await htmlOf(answer) }
}

describe('a task at the desk', () => {
  test('stands in the list of the units that lead it or help, and of the office', async () => {
    const listed = async (who: string) =>
      linksIn(await page(who, '/desk/tasks'), '/desk/tasks/2026').map(({ href }) => href)
    expect(await listed('officer')).toContain(address)
    expect(await listed('officer-2')).toEqual(['/desk/tasks/2026-compounds-without-managers'])
    expect((await listed('clerk')).length).toBeGreaterThan(10)
    const isLate = isOverdue({ state: 'running', due: '2026-12-31' } as never, dayOf(new Date()))
    expect((await page('clerk', '/desk/tasks?view=late')).includes(address)).toBe(isLate)
    const landmarks = elementsIn(await page('clerk', '/desk/tasks'), 'nav').map(nav => nav.attribs['aria-label'])
    expect(landmarks).toContain(words.views)
    expect(landmarks).toEqual([...new Set(landmarks)])
  })

  test('is there for them alone', async () => {
    expect((await people['officer-2']!.get(address)).status).toBe(404)
    expect((await people.contributor!.get(address)).status).toBe(403)
    for (const path of ['/desk/tasks/nothing', `${address}/nothing`])
      expect([path, (await people.supervisor!.get(path)).status]).toEqual([path, 404])
    expect((await people.officer!.get(`${address}/report`)).status).toBe(405)
  })

  test('is reported with every error at its field and what was typed kept', async () => {
    const { status, html } = await press('officer', 'report', {
      ...said,
      progress: 'done',
      words: '短',
      evidence: '见附件',
    })
    const tooShort = report.form.shape.words.safeParse('短').error!.issues[0]!.message
    expect([status, html.includes(words.fields.doneOnMissing), html.includes(tooShort)]).toEqual([422, true, true])
    expect(html).toContain('见附件')
  })

  test('is given back, reported anew and accepted; the list changes once three others have passed its draft', async () => {
    expect((await press('officer', 'report', said)).to).toBe(`${address}?done=report`)
    const form = formIn(await page('supervisor', `${address}?move=return`), `${address}/return`)
    const given = form.fields.report
    const early = { reason: '请写签了多少户、还差多少。' }
    expect((await press('supervisor', 'return', early)).to).toBe(`${address}?done=return`)
    expect(await page('officer', address)).toContain(early.reason)

    // Who gave it back at the same moment reads what they wrote.
    const stale = { report: '999999', reason: '我也看过，名单要盖章，写清楚日期。' }
    const late = await people.supervisor!.post(`${address}/return`, stale)
    expect(late.status).toBe(422)
    const second = await people.supervisor!.post(`${address}/return`, { ...stale, report: given! })
    const secondPage = wordsIn(await htmlOf(second), 'main')
    expect(second.status).toBe(409)
    for (const word of [words.decided, keptLabel, stale.reason]) expect(secondPage).toContain(word)

    const evidence = `${server.address}/notices/praise-third-quarter`
    const done = { ...said, progress: 'done', done_on: '2026-11-20', words: '应签的 7 060 户签了 6 800 户。', evidence }
    expect((await press('officer', 'report', done)).to).toBe(`${address}?done=report`)
    expect(await page('supervisor', '/desk/tasks?view=waiting')).toContain(address)
    expect((await press('supervisor', 'acceptance', {})).to).toBe(`${address}?done=acceptance`)
    expect(wordsIn(await page('citizen', `${tasks.address}${id}`), 'main')).not.toContain(done.words)

    // Who accepted it is its author: others pass it.
    expect(await page('reviewer', '/admin/reviews')).toContain(review)
    for (const [login, move] of [
      ['reviewer', 'first-review'],
      ['reviewer-2', 'second-review'],
      ['publisher', 'publication'],
    ] as const) {
      const head = valueIn(await page(login, review), 'head')!
      expect([move, (await people[login]!.post(`${review}/${move}`, { head })).status]).toEqual([move, 303])
    }
    const shown = wordsIn(await page('citizen', `${tasks.address}${id}`), 'main')
    for (const word of [done.words, taskStates.done, '2026年11月20日']) expect(shown).toContain(word)
    const links = linksIn(await page('citizen', `${tasks.address}${id}`), '/notices/').map(({ href }) => href)
    expect(links).toEqual(['/notices/winter-doorstep-action', '/notices/praise-third-quarter'])
    expect(linksIn(await page('officer', address), `${address}?move=`)).toEqual([])
  })
})

test('a task that is late is called so on its own page as in the list', async () => {
  const late = sayState({ state: 'running', due: '2026-10-31' } as never, '2026-11-01').text
  const html = await page('citizen', `${tasks.address}2026-crossings-near-schools`)
  expect([html.includes(late), html.includes(`>${taskStates.running}<`)]).toEqual([true, false])
})
