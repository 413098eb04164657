import type { Browser, Page } from '@playwright/test'
import { assessmentWords, publicAssessmentWords } from '#assessment/words.ts'
import { periodsBefore } from '#assessment/reports/periods.ts'
import { reportWords } from '#assessment/reports/words.ts'
import { type Connection, connect } from '#db/connect.ts'
import { dayOf } from '#calendar/lishui.ts'
import { addDays } from '#calendar/work-calendar.ts'
import { schemeOfYear } from '../support/assessing.ts'
import { createDatabase, postgresAddress } from '../support/postgres.ts'
import { publishAt } from '../support/publishing.ts'
import { type RunningServer, startServer } from '../support/server.ts'
import { expect, expectAccessible, expectNoSidewaysScroll, signIn, test } from './portal.ts'

// A year is assessed once it is over.
const year = Number(dayOf(new Date()).slice(0, 4)) - 1

/** A year in the life, in short: a report, the assessment of its year, an objection, a result and its notice. */
// It has a portal of its own, whose database it opens: the one of the worker is not started.
test.use({ actionTimeout: 20_000, baseURL: '' })
test.skip(({ isMobile }) => isMobile, 'told once, at desks')

let server: RunningServer
let connection: Connection
let close: () => Promise<void>
test.beforeAll(async () => {
  const postgres = await postgresAddress()
  test.skip(postgres === undefined, 'no PostgreSQL answers')
  const { databaseUrl, drop } = await createDatabase(postgres!, 'year')
  server = await startServer({ DATABASE_URL: databaseUrl, DEMO: '1' })
  connection = await connect({ databaseUrl, dataDir: '' })
  await publishAt({ ...server, databaseUrl }, await schemeOfYear(year))
  close = async () => {
    await connection.close()
    await server.stop()
    await drop()
  }
})
test.afterAll(() => close?.())

/** axe wants a context of its own. */
const open = async (browser: Browser, width: number): Promise<Page> =>
  (await browser.newContext({ baseURL: server.address, viewport: { width, height: 900 } })).newPage()

async function sitDown(browser: Browser, login: string): Promise<Page> {
  const page = await open(browser, 1280)
  await signIn(page, server, login)
  return page
}
/** What the page says was done; a form has a status of its own, of the words that are left. */
const saidOn = (page: Page) => page.locator('p.note[role=status]')
const shot = (page: Page, name: string) => page.screenshot({ path: `test-results/year-${name}.png`, fullPage: true })

test('a unit reports, is assessed, objects, and the result is published by a person', async ({ browser }) => {
  test.setTimeout(400_000)
  const officer = await sitDown(browser, 'officer')
  const [period] = periodsBefore(dayOf(new Date()), 'half-year', 1)
  const report = `/desk/reports/zonghe-zhifa/${period}`
  await officer.goto(report)
  await officer.getByLabel(reportWords.parts.done).fill('上半年上门核实了三十件建言，修好路灯十二盏。')
  await officer.getByLabel(reportWords.parts.problems).fill('老小区停车位不够。')
  await officer.getByLabel(reportWords.parts.next).fill('下半年再划一批车位。')
  await officer.getByLabel('自己组织的检查（次）').fill('6')
  await officer.getByRole('button', { name: reportWords.fill }).click()
  await expect(officer.getByLabel('牵头办理的建言（件）')).not.toHaveValue('')
  await expect(officer.getByLabel(reportWords.parts.next)).toHaveValue('下半年再划一批车位。')
  await expectAccessible(officer)
  await shot(officer, 'report-form')
  await officer.getByRole('button', { name: reportWords.file }).click()
  await expect(saidOn(officer)).toContainText(reportWords.moves.filing.done)
  await shot(officer, 'report')

  const supervisor = await sitDown(browser, 'supervisor')
  await supervisor.goto('/desk/assessment')
  await supervisor.getByLabel(assessmentWords.scheme).selectOption(`scheme-${year}`)
  await supervisor.getByRole('button', { name: assessmentWords.submitBegin }).click()
  await expect(saidOn(supervisor)).toContainText(assessmentWords.begun)
  await expectAccessible(supervisor)
  await shot(supervisor, 'draft')

  // Two people judge: one unit by hand, the others as the form would.
  const clerk = await sitDown(browser, 'clerk')
  const address = `/desk/assessment/${year}`
  const own = `${address}/units/zonghe-zhifa`
  for (const [page, points] of [
    [clerk, '80'],
    [supervisor, '70'],
  ] as const) {
    await page.goto(own)
    await page.locator('select[name=criterion]').selectOption('standing')
    await page.getByLabel(assessmentWords.points100).fill(points)
    await page.getByRole('button', { name: assessmentWords.moves.judging.submit }).click()
    await expect(saidOn(page)).toContainText(assessmentWords.moves.judging.done)
  }
  const people = await connection.db
    .selectFrom('person')
    .select('id')
    .where('login', 'in', ['clerk', 'supervisor'])
    .orderBy('login')
    .execute()
  await connection.db
    .updateTable('assessment_line')
    .set({ first_by: people[0]!.id, first_points: 75, second_by: people[1]!.id, second_points: 85 })
    .where('measure', '=', 'judged')
    .where('first_by', 'is', null)
    .execute()
  await supervisor.goto(`${address}?move=opening#next`)
  await supervisor.getByLabel(assessmentWords.untilDay).fill(addDays(dayOf(new Date()), 5))
  await supervisor.getByRole('button', { name: assessmentWords.moves.opening.submit }).click()
  await expect(saidOn(supervisor)).toContainText(assessmentWords.moves.opening.done)

  await officer.goto(own)
  await officer.locator('select[name=criterion]').selectOption('standing')
  await officer.getByLabel(assessmentWords.objectionWords).fill('查看那天正在抢修水管，路面没有来得及清。')
  await officer.getByRole('button', { name: assessmentWords.moves.objection.submit }).click()
  await expect(saidOn(officer)).toContainText(assessmentWords.moves.objection.done)
  await expectAccessible(officer)
  await shot(officer, 'objection')

  // Who gave points does not decide: an administrator does.
  const admin = await sitDown(browser, 'admin')
  await admin.goto(own)
  await admin.getByLabel(assessmentWords.upheldChoices.yes).check()
  await admin.getByLabel(assessmentWords.revisedShare).fill('90')
  await admin.getByLabel(assessmentWords.decisionWords).fill('看过抢修单，理由成立。')
  await admin.getByRole('button', { name: assessmentWords.moves.decision.submit }).click()
  await expect(saidOn(admin)).toContainText(assessmentWords.moves.decision.done)

  const past = new Date(Date.now() - 7 * 86_400_000)
  await connection.db
    .updateTable('assessment')
    .set({ opened_at: past, objections_until: new Date(past.getTime() + 4 * 86_400_000) })
    .execute()
  await supervisor.goto(address)
  await supervisor.getByRole('button', { name: assessmentWords.moves.conclusion.submit }).click()
  await expect(saidOn(supervisor)).toContainText(assessmentWords.moves.conclusion.done)
  await supervisor.goto(own)
  await supervisor.getByRole('link', { name: assessmentWords.notice.title }).click()
  await supervisor.getByLabel(assessmentWords.notice.praise).check()
  await supervisor.getByLabel(assessmentWords.notice.said).fill('全年上门核实三十件建言，件件有回音，改好两处路灯。')
  await expectAccessible(supervisor)
  await shot(supervisor, 'notice')
  await supervisor.getByRole('button', { name: assessmentWords.notice.submit }).click()
  await expect(saidOn(supervisor)).toContainText(assessmentWords.notice.outcomes['handed-in'])
  await shot(supervisor, 'unit')
  await supervisor.goto(`${own}/pack`)
  await supervisor.getByRole('button', { name: '生成 PDF' }).click()
  await expect(supervisor.getByRole('link', { name: /下载 PDF/ })).toBeVisible({ timeout: 120_000 })
  await shot(supervisor, 'pack')

  const reader = await open(browser, 390)
  await reader.goto('/creation/assessment')
  await expect(reader.getByRole('main')).toContainText(publicAssessmentWords.none)
  const publisher = await sitDown(browser, 'publisher')
  await publisher.goto(`${address}?move=publication#next`)
  await publisher.getByRole('button', { name: assessmentWords.moves.publication.submit }).click()
  await expect(saidOn(publisher)).toContainText(assessmentWords.moves.publication.done)
  await expect(async () => {
    await reader.goto('/creation/assessment')
    await expect(reader.getByRole('main')).toContainText(publicAssessmentWords.caption(year), { timeout: 500 })
  }).toPass()
  await expectAccessible(reader)
  await expectNoSidewaysScroll(reader)
  await shot(reader, 'public-390')
  for (const [path, name] of [
    ['/creation/reports', 'public-reports'],
    [`/creation/schemes/scheme-${year}`, 'scheme'],
    ['/creation/index/survey', 'survey'],
    ['/notices/second-half-meeting', 'meeting'],
  ] as const) {
    await reader.setViewportSize({ width: 390, height: 844 })
    await reader.goto(path)
    await expectAccessible(reader)
    await expectNoSidewaysScroll(reader)
    await shot(reader, `${name}-390`)
    await reader.setViewportSize({ width: 1280, height: 900 })
    await shot(reader, `${name}-1280`)
  }
  await reader.goto('/creation/assessment')
  await shot(reader, 'public-1280')
  for (const [page, path, name] of [
    [officer, report, 'report'],
    [supervisor, address, 'assessment'],
    [supervisor, own, 'unit'],
    [supervisor, '/desk/reports', 'reports'],
    [supervisor, '/desk/surveys', 'surveys'],
  ] as const) {
    await page.setViewportSize({ width: 390, height: 844 })
    await page.goto(path)
    await expectNoSidewaysScroll(page)
    await shot(page, `desk-${name}-390`)
  }
})
