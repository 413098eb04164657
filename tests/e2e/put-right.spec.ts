import type { Page } from '@playwright/test'
import { numberOn } from '../support/suggesting.ts'
import { progress, tracking } from '#suggestions/words.ts'
import type { ShownMove } from '#forms/move.ts'
import { acceptance } from '#suggestions/moves/acceptance.ts'
import { answer } from '#suggestions/moves/answer.ts'
import { appealDecision } from '#suggestions/moves/appeal-decision.ts'
import { appeal } from '#suggestions/moves/appeal.ts'
import { declination } from '#suggestions/moves/declination.ts'
import { handOver } from '#suggestions/moves/hand-over.ts'
import { merger } from '#suggestions/moves/merger.ts'
import { parting } from '#suggestions/moves/parting.ts'
import { rating } from '#suggestions/moves/rating.ts'
import { reRouting } from '#suggestions/moves/re-routing.ts'
import { signature } from '#suggestions/moves/signature.ts'
import { verification } from '#suggestions/moves/verification.ts'
import { expect, expectNoSidewaysScroll, test } from './portal.ts'
import { portalOnPostgres, sitDown } from './portal-on-postgres.ts'

/** A matter that goes wrong three times, in the browsers of those who do it and put it right. */
test.use({ actionTimeout: 15_000 })
test.skip(({ isMobile }) => isMobile, 'told once: its citizen has a phone, its staff have desks')

const said =
  '结论：情况属实，已清出通道。\n依据：《浙江省消防条例》。\n措施：施划禁停线，早高峰派人值守。\n日期：今天起。\n联系：0578-0000024（示例）。'

const portal = portalOnPostgres('right')

test('a matter is declined, merged and handed over by mistake, each time put right, and in the end answered and rated', async ({
  browser,
}) => {
  const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }
  const citizen = await browser.newPage({ baseURL: portal.server.address, javaScriptEnabled: false, ...phone })
  const clerk = await sitDown(browser, portal.server, 'clerk')
  const officer = await sitDown(browser, portal.server, 'officer-2')
  const supervisor = await sitDown(browser, portal.server, 'supervisor')

  const suggest = async (title: string, place: string) => {
    await citizen.goto('/participate/suggest?kind=advice')
    await citizen.getByLabel('一句话说明').fill(title)
    await citizen.getByLabel('说清楚些').fill('每天早上七点到九点，整条通道停满电动车，走不过去。')
    await citizen.getByLabel('属于哪一类').selectOption('非机动车停放')
    await citizen.getByLabel('县（市、区）').selectOption('莲都区')
    await citizen.getByLabel('具体地点').fill(place)
    await citizen.getByLabel('我已看过并同意').check()
    await citizen.getByRole('button', { name: '提交' }).click()
    await expect(citizen.getByRole('heading', { name: tracking.sent.title })).toBeVisible()
    return { address: citizen.url().replace(/\?.*/, ''), number: numberOn(await citizen.content()) }
  }
  const other = await suggest('菜市场门口的通道停满电动车', '灯塔路菜市场')
  const { address, number } = await suggest('小区门口的通道停满电动车', '灯塔路 33 号小区正门')

  const open = (page: Page, { name }: ShownMove & { name: string }) =>
    page.goto(`/desk/suggestions/${number}?move=${name}`)
  const press = async (page: Page, { submit, done }: ShownMove) => {
    await page.getByRole('region', { name: '下一步' }).getByRole('button', { name: submit, exact: true }).click()
    if (done) await expect(page.getByRole('status').filter({ hasText: done })).toBeVisible()
  }
  /** The citizen looks at their page: where it stands, and what it says. */
  const citizenReads = async (state: keyof typeof progress, ...sentences: (string | RegExp)[]) => {
    await citizen.goto(address)
    for (const sentence of [progress[state].now, ...sentences])
      await expect(citizen.getByText(sentence).first()).toBeVisible()
    await expectNoSidewaysScroll(citizen)
  }

  await test.step('Wrong: a clerk does not take it on. Its author appeals, and a supervisor brings it back', async () => {
    await open(clerk, declination)
    await clerk.locator('#form select[name=reason]').selectOption('not-ours')
    await clerk.locator('#form textarea[name=words]').fill('小区里面的事请找物业，不归这里办。')
    await press(clerk, declination)
    await citizenReads('declined', '小区里面的事请找物业，不归这里办。')
    await citizen.getByText(appeal.title).click()
    await citizen.locator('textarea[name=body]').last().fill('通道在小区外面，是公共的路。')
    await citizen.getByRole('button', { name: appeal.submit }).click()
    await expect(citizen.getByText(appeal.done!).first()).toBeVisible()
    await open(supervisor, appealDecision)
    await supervisor.locator('#form input[name=decision][value=upheld]').check()
    await supervisor.locator('#form textarea[name=words]').fill('通道属公共道路，应当受理。')
    await press(supervisor, appealDecision)
    await citizenReads('received', '申诉成立', '通道属公共道路，应当受理。')
  })

  await test.step('Wrong: it is merged into the matter of another place. The clerk parts them', async () => {
    await open(clerk, merger)
    await clerk.locator('#form input[name=into]').fill(other.number)
    await press(clerk, merger)
    await citizenReads('merged')
    await open(clerk, parting)
    await clerk.locator('#form textarea[name=words]').fill('不是同一个地方。')
    await press(clerk, parting)
    await citizenReads('received', '不再和另一件合在一起')
    await expect(citizen.getByText('不是同一个地方')).toHaveCount(0)
  })

  await test.step('Wrong: it goes to a unit that has nothing to do with it. The clerk gives it to the right one', async () => {
    await open(clerk, acceptance)
    await press(clerk, acceptance)
    await open(clerk, handOver)
    await clerk.locator('#form select[name=lead]').selectOption('zonghe-zhifa')
    await press(clerk, handOver)
    await citizenReads('handed-over', '市综合执法局')
    await open(clerk, reRouting)
    await clerk.locator('#form select[name=lead]').selectOption('zijin-jiedao')
    await clerk.locator('#form textarea[name=reason]').fill('这条路由街道管。')
    await press(clerk, reRouting)
    await citizenReads('handed-over', '改由紫金街道牵头去办')
    await expect(citizen.getByText('这条路由街道管')).toHaveCount(0)
  })

  await test.step('The right unit answers, the clerk verifies, and its author is satisfied', async () => {
    await open(officer, signature)
    await press(officer, signature)
    await open(officer, answer)
    await officer.locator('#form textarea[name=body]').fill(said)
    await press(officer, answer)
    await open(clerk, verification)
    await press(clerk, verification)
    await citizenReads('revisit', '已清出通道')
    await citizen.getByLabel('满意', { exact: true }).check()
    await citizen.getByLabel('解决了', { exact: true }).check()
    await citizen.getByRole('button', { name: rating.submit }).click()
    await citizenReads('closed', '你的评价：满意，解决了')
  })
})
