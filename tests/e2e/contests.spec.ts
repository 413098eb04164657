import { contestWords as words } from '#contests/words.ts'
import { expect, expectAccessible, expectNoSidewaysScroll, test } from './portal.ts'

const title = '在弄堂口装一面看得见来车的镜子'

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('one finds a call for ideas, takes part, and sees where the idea stands', async ({ page }) => {
    await page.goto('/participate')
    await page.getByRole('main').getByRole('link', { name: '金点子征集' }).click()
    await expect(page.getByRole('heading', { level: 2 }).first()).toHaveText('家门口的好主意（2027 年度金点子）')
    await expectNoSidewaysScroll(page)
    await page.getByRole('link', { name: '家门口的好主意' }).click()
    await expectNoSidewaysScroll(page)
    await page.getByRole('link', { name: words.page.take, exact: true }).click()
    await expect(page.getByText('参加“家门口的好主意')).toBeVisible()
    await expect(page.getByLabel('金点子')).toBeChecked()
    await page.getByLabel('一句话说明').fill(title)
    await page.getByLabel('说清楚些').fill('弄堂口看不见来车，装一面转角镜。')
    await page.getByLabel('属于哪一类').selectOption('非机动车停放')
    await page.getByLabel('县（市、区）').selectOption('莲都区')
    await page.getByRole('button', { name: '提交' }).click()
    // A fault at a field keeps the contest.
    await expect(page.getByRole('alert')).toBeVisible()
    await page.getByLabel('我已看过并同意').check()
    await page.getByRole('button', { name: '提交' }).click()
    await expect(page).toHaveURL(/\/participate\/track\/.*done=sent$/)
    await expect(page.getByRole('heading', { name: words.own.title })).toBeVisible()
    await expect(page.getByText(words.own.waits)).toBeVisible()
    await expectNoSidewaysScroll(page)
  })
})

test('who won a contest, and what came of it, stands on its page', async ({ page }) => {
  await page.goto('/participate/contests/doorstep-ideas-2027')
  await expectAccessible(page)
  await page.goto('/participate/contests/benches-and-crossings-2026')
  await expect(page.getByRole('heading', { name: words.page.winners })).toBeVisible()
  await expect(page.getByText('一等奖')).toBeVisible()
  await page.getByText(words.page.read).first().click()
  await expect(page.getByText('中岸公园一段每天傍晚老人很多')).toBeVisible()
  await expectNoSidewaysScroll(page)
  await expectAccessible(page)
})
