import { publicWords } from '#record/words.ts'
import { expect, expectAccessible, expectNoSidewaysScroll, provePhone, test } from './portal.ts'

const words = publicWords.similar
const title = '大猷街盲道上停满电动车'
const sample = `${title}（示例）`
// The other screen has another.
const phones = { true: '13800005611', false: '13800005612' }

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('one looks, finds what was said, and stands behind it instead of sending', async ({
    page,
    portal,
    isMobile,
  }) => {
    await page.goto('/search')
    await page.getByLabel('搜什么').fill('盲道')
    await page.getByRole('main').getByRole('button', { name: '搜索' }).click()
    await expect(page.getByRole('link', { name: sample }).first()).toBeVisible()

    await page.goto('/participate/suggest?kind=problem')
    await page.getByLabel('一句话说明').fill(title)
    await page.getByLabel('说清楚些').fill('早高峰盲道被占。')
    await page.getByLabel('属于哪一类').selectOption('非机动车停放')
    await page.getByLabel('县（市、区）').selectOption('莲都区')
    await page.getByLabel('具体地点').fill('大猷街')
    await page.getByLabel('我已看过并同意').check()
    await page.getByRole('button', { name: '提交' }).click()
    await expect(page.getByRole('heading', { name: words.before })).toBeVisible()
    await expect(page.getByLabel('说清楚些')).toHaveValue('早高峰盲道被占。')
    await expectNoSidewaysScroll(page)
    await page.getByRole('link', { name: words.support }).first().click()

    await provePhone(page, portal, phones[`${isMobile}`])
    await page.getByRole('main').getByRole('button', { name: publicWords.support.submit }).click()
    await expect(page.getByRole('status')).toHaveText(publicWords.support.done.support)
    await page.getByRole('link', { name: publicWords.support.back }).click()
    await expect(page.getByText(/\d 人附议/)).toBeVisible()
    await page.getByRole('link', { name: publicWords.support.open }).click()
    await page.getByRole('button', { name: publicWords.support.withdraw }).click()
    await expect(page.getByRole('status')).toHaveText(publicWords.support.done.withdrawal)
  })
})

test('while one writes, what was said stands under the title, and is not asked again', async ({ page }) => {
  await page.goto('/participate/suggest?kind=problem')
  await page.getByLabel('一句话说明').fill(title)
  await expect(page.getByRole('heading', { name: words.title })).toBeVisible()
  await expect(page.getByRole('link', { name: sample })).toBeVisible()
  await page.getByLabel('说清楚些').fill('早高峰盲道被占。')
  await page.getByLabel('属于哪一类').selectOption('非机动车停放')
  const answered = page.waitForResponse(
    response => response.url().includes('county=331102&') || /place=.+&county=331102/.test(response.url()),
  )
  await page.getByLabel('具体地点').fill('大猷街')
  await page.getByLabel('县（市、区）').selectOption('莲都区')
  await answered
  await expectNoSidewaysScroll(page)
  await expectAccessible(page)
  await page.getByLabel('我已看过并同意').check()
  await page.getByRole('button', { name: '提交' }).click()
  await expect(page).toHaveURL(/\/participate\/track\/.*done=sent$/)
})
