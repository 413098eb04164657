import type { Page } from '@playwright/test'
import { numberOn } from '../support/suggesting.ts'
import type { RunningServer } from '../support/server.ts'
import { expect, expectAccessible, expectNoSidewaysScroll, provePhone, signIn, test } from './portal.ts'

/** Sends a suggestion through the form and stands on its page. */
async function suggest(page: Page, phone = ''): Promise<string> {
  await page.goto('/participate/suggest?kind=advice&county=331102&place=大猷街')
  await page.getByLabel('一句话说明').fill('大猷街的路灯能不能早点亮')
  await page.getByLabel('说清楚些').fill('冬天五点半就天黑了，路灯六点半才亮。')
  await page.getByLabel('属于哪一类').selectOption('公共设施')
  await expect(page.getByLabel('具体地点')).toHaveValue('大猷街')
  if (phone) await page.getByLabel('手机号或座机').fill(phone)
  await page.getByLabel('我已看过并同意').check()
  await page.getByRole('button', { name: '提交' }).click()
  await expect(page).toHaveURL(/\/participate\/track\/[0-9A-Z-]{14}\?done=sent$/)
  return page.url().replace(/\?.*/, '')
}

/** The desk accepts it and answers it by itself. */
async function answer(page: Page, address: string): Promise<void> {
  await page.goto(address)
  const number = numberOn(await page.content())
  const origin = new URL(address).origin
  for (const [move, form] of [
    ['acceptance', {}],
    [
      'answer',
      { body: '结论：已调整。依据现场查看，已安排路灯从12月1日起提前一小时亮，联系电话 0578-0000000（示例）。' },
    ],
  ] as const) {
    const response = await page.request.post(`/desk/suggestions/${number}/${move}`, {
      form: { ...form, request_key: crypto.randomUUID() },
      headers: { Origin: origin },
      maxRedirects: 0,
    })
    expect(response.status()).toBe(303)
  }
}

/** Says that nothing has been solved. */
async function rate(page: Page): Promise<void> {
  await page.getByLabel('不满意', { exact: true }).check()
  await page.getByLabel('没有解决').check()
  await page.getByLabel('想说的话').fill('昨天还是六点半才亮。')
  await page.getByRole('button', { name: '提交评价' }).click()
}

/** Signs in and stands on /me. */
async function signInByPhone(page: Page, portal: RunningServer, phone: string): Promise<void> {
  await page.goto('/me')
  await provePhone(page, portal, phone)
  await expect(page).toHaveURL(/\/me$/)
}

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('a citizen adds to it, reads the answer, is not satisfied, and it is taken up again', async ({
    page,
    browser,
    portal,
  }) => {
    const address = await suggest(page)
    await page.getByText('补充情况').click()
    await page.getByLabel('补充的内容').fill('中山街也是这样。')
    await page.getByRole('button', { name: '提交补充' }).click()
    await expect(page.getByText('补充的内容收到了。')).toBeVisible()
    await expect(page.getByText('你补充了情况')).toBeVisible()

    const desk = await (await browser.newContext({ baseURL: portal.address, javaScriptEnabled: true })).newPage()
    await signIn(desk, portal, 'clerk')
    await answer(desk, address)
    await desk.context().close()

    const other = await page.context().newPage()
    await other.goto(address)
    await page.goto(address)
    await expect(page.getByText('结论：已调整。')).toBeVisible()
    await page.getByRole('button', { name: '提交评价' }).click()
    await expect(page).toHaveTitle(/^有错误：/)
    await page.getByRole('link', { name: '请选满意、基本满意或者不满意' }).click()
    await rate(page)
    await expect(page.getByText('已经交回原来的单位重新办理').first()).toBeVisible()

    // The same form in another window, once more: it stands as it was given.
    await rate(other)
    await expect(other.getByText('已经交回原来的单位重新办理').first()).toBeVisible()
    await page.goto(address)
    await expect(page.getByRole('button', { name: '提交评价' })).toHaveCount(0)
    await expect(page.getByText('你的评价：不满意，没有解决').first()).toBeVisible()
  })

  test('a citizen withdraws it, after being asked once more', async ({ page }) => {
    const address = await suggest(page)
    await page.getByRole('link', { name: '撤回这件事' }).click()
    await page.getByRole('link', { name: '不撤回，回到进度页' }).click()
    await expect(page).toHaveURL(address)
    await page.getByRole('link', { name: '撤回这件事' }).click()
    await page.getByRole('button', { name: '撤回' }).click()
    await expect(page.getByText('已经撤回了。')).toBeVisible()
    await expect(page.getByText('你撤回了这件事')).toBeVisible()
  })

  test('a phone signs in by the code of its SMS and finds its suggestions', async ({ page, portal }) => {
    await suggest(page, '13800000777')
    await signInByPhone(page, portal, '138 0000 0777')
    await expect(page.getByRole('link', { name: '大猷街的路灯能不能早点亮' })).toBeVisible()
    await page.getByLabel('发短信').check()
    await page.getByRole('button', { name: '保存' }).click()
    await expect(page.getByText('以后这样告诉你')).toBeVisible()
    await page.getByRole('button', { name: '退出登录' }).click()
    await expect(page.getByText('已退出登录。')).toBeVisible()
  })
})

test('its pages are accessible and never scroll sideways', async ({ page, browser, portal }) => {
  const address = await suggest(page, '13800000888')
  const desk = await (await browser.newContext({ baseURL: portal.address })).newPage()
  await signIn(desk, portal, 'clerk')
  await answer(desk, address)
  await desk.context().close()
  for (const path of [`${address}?done=sent`, address, `${address}/withdrawal`, '/me/sign-in', '/me']) {
    if (path === '/me') await signInByPhone(page, portal, '13800000888')
    await page.goto(path)
    for (const summary of await page.locator('summary').all()) await summary.click()
    await expectAccessible(page)
    await page.emulateMedia({ colorScheme: 'dark' })
    await expectAccessible(page)
    await page.emulateMedia({ colorScheme: 'light' })
    const { width, height } = page.viewportSize()!
    for (const narrow of [320, 390, 768, 1280]) {
      await page.setViewportSize({ width: narrow, height: 900 })
      await expectNoSidewaysScroll(page)
    }
    await page.setViewportSize({ width, height })
  }
})
