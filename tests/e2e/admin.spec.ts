import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from '@playwright/test'
import sharp from 'sharp'
import { gatewayWords } from '#publishing/decap/words.ts'
import { adminText } from '#publishing/drafts/words.ts'
import type { RunningServer } from '../support/server.ts'
import { choose, field, openDecap, pressSave, save, upload, write } from './decap.ts'
import { expect, expectAccessible, signIn, test } from './portal.ts'

// Decap is made for a desk.
test.skip(({ isMobile }) => isMobile, 'editors write at a desk, not on a phone')

/** A browser of their own for another person. */
async function another(browser: Browser, portal: RunningServer, login: string, address = '/'): Promise<Page> {
  const context = await browser.newContext({ baseURL: portal.address, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
  const page = await context.newPage()
  page.on('dialog', dialog => dialog.accept())
  await openDecap(page, portal, login, address)
  return page
}

/** Fills in what a role model must have, but for the picture. */
async function writeRoleModel(page: Page, name: string): Promise<void> {
  await write(page, '姓名或集体名称', name)
  await choose(page, '个人或集体', '个人')
  await choose(page, '荣誉', '身边好人')
  await write(page, '年度', '2026')
  await choose(page, '县（市、区）', '庆元县')
  await write(page, '一句话事迹', '每天清晨清理村口溪道，十一年没有断过。')
}

test('the editors’ page is in Chinese, small, and asks nothing of any other host', async ({ page, portal }) => {
  const hosts = new Set<string>()
  page.on('request', request => void (request.url().startsWith('http') && hosts.add(new URL(request.url()).host)))
  await signIn(page, portal, 'publisher')
  const network = await page.context().newCDPSession(page)
  await network.send('Network.enable')
  let bytes = 0
  network.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength))

  await page.goto('/admin')
  await expect(page.getByRole('heading', { name: '栏目' })).toBeVisible()
  await expect(page.getByText('蓝春梅').first()).toBeVisible()
  expect(bytes).toBeLessThan(1_300_000)
  bytes = 0
  await page.reload()
  await expect(page.getByText('蓝春梅').first()).toBeVisible()
  expect(bytes).toBeLessThan(60_000)

  await page.goto('/admin#/workflow')
  await expect(page.getByText('待签发').first()).toBeVisible()
  await page.goto('/admin#/collections/exposures/new')
  await page
    .getByRole('button', { name: '图片和文件' })
    .or(page.getByRole('button', { name: '添加图片' }).first())
    .first()
    .click()
  await page.getByRole('button', { name: '选择图片' }).first().click()
  await expect(page.getByText('上传', { exact: true })).toBeVisible()
  expect([...hosts]).toEqual([new URL(portal.address).host])
})

test('a contributor writes a role model with a photo, two reviewers and a publisher pass it, and a reader sees it', async ({
  page,
  portal,
  browser,
}) => {
  const directory = await mkdtemp(join(tmpdir(), 'photo-'))
  const photo = join(directory, '微信图片_20261122.jpg')
  await sharp({ create: { width: 1600, height: 1760, channels: 3, background: '#4f8f7f' } })
    .jpeg()
    .withMetadata({ exif: { IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '28/1 27/1 0/1' } } })
    .toFile(photo)
  page.on('dialog', dialog => dialog.accept())

  await openDecap(page, portal, 'contributor', '/collections/role-models')
  await page.getByRole('link', { name: '新建榜样' }).or(page.getByText('新建榜样')).first().click()
  await writeRoleModel(page, '梁小溪')
  await upload(page, photo)
  await save(page)
  await page.getByText('状态：草稿').click()
  await page.getByText('审核中', { exact: true }).last().click()
  const missing = page.getByRole('dialog')
  await expect(missing).toContainText(adminText.dialog.unfinished(1))
  await missing.getByRole('button', { name: /请填写替代文字/ }).click()
  await expect(field(page, '替代文字')).toBeFocused()
  await write(page, '替代文字', '梁小溪站在溪边，手里拿着竹耙')
  await save(page)
  await expect(page).toHaveURL(/#\/collections\/role-models\/entries\/\d{4}\/\d{8}-\d{6}$/)
  const id = page.url().split('/').at(-1)!
  expect((await page.request.get(`/role-models/${id}`)).status()).toBe(404)

  const preview = await page.context().newPage()
  await preview.goto((await page.getByRole('link', { name: '预览这一篇' }).getAttribute('href'))!)
  await expect(preview.getByRole('heading', { level: 1 })).toHaveText('梁小溪')
  await expect(preview.getByText('未发布')).toBeVisible()
  const portrait = preview.getByAltText('梁小溪站在溪边，手里拿着竹耙')
  expect(
    await portrait.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth)),
  ).toBeGreaterThan(0)
  const stranger = await browser.newContext({ baseURL: portal.address })
  const draftPicture = new URL((await portrait.getAttribute('src'))!, portal.address).href
  expect((await stranger.request.get(draftPicture)).status()).toBe(404)
  expect((await stranger.request.get(`/admin/preview/role-models/${id}`, { maxRedirects: 0 })).status()).toBe(303)

  await page.getByText('状态：草稿').click()
  await page.getByText('审核中', { exact: true }).last().click()
  await expect(page.getByText('状态已更新')).toBeVisible()

  for (const [login, button, done] of [
    ['reviewer', '初审通过', '等待复审'],
    ['reviewer-2', '复审通过', '等待终审'],
  ] as const) {
    const context = await browser.newContext({ baseURL: portal.address, javaScriptEnabled: false })
    const reviewer = await context.newPage()
    await signIn(reviewer, portal, login)
    await reviewer.goto('/admin/reviews')
    await reviewer.getByRole('link', { name: '梁小溪' }).click()
    await reviewer.getByRole('button', { name: button }).click()
    await expect(reviewer.getByText(done)).toBeVisible()
    await context.close()
  }

  const publisher = await another(browser, portal, 'publisher', '/workflow')
  await publisher
    .getByRole('link', { name: '梁小溪（2026）' })
    .or(publisher.getByText('梁小溪（2026）'))
    .first()
    .click()
  await publisher.getByText('终审', { exact: true }).click()
  await publisher.getByText('终审通过并发布').click()
  await expect(publisher.getByRole('dialog')).toContainText(gatewayWords.unopened)
  await publisher.getByRole('dialog').getByRole('button', { name: '关闭' }).click()
  const opened = await publisher.context().newPage()
  await opened.goto(`/admin/reviews/role-models/${id}`)
  await expect(opened.getByRole('img')).not.toHaveCount(0)
  await opened.close()
  await publisher.getByText('终审', { exact: true }).click()
  await publisher.getByText('终审通过并发布').click()
  await expect(publisher.getByText('已发布，读者现在就能看到')).toBeVisible()

  const reader = await stranger.newPage()
  await reader.goto(`/role-models/${id}`)
  await expect(reader.getByRole('heading', { level: 1 })).toHaveText('梁小溪')
  await expect(reader.getByText('未发布')).toBeHidden()
  const shown = reader.getByAltText('梁小溪站在溪边，手里拿着竹耙')
  const bytes = await (
    await stranger.request.get(new URL((await shown.getAttribute('src'))!, portal.address).href)
  ).body()
  expect(await sharp(bytes).metadata()).toMatchObject({ format: 'webp' })
  expect((await sharp(bytes).metadata()).exif).toBeUndefined()
  await rm(directory, { recursive: true })
})

test('of two people who edit the same entry the second is told who changed it and when, and loses nothing', async ({
  page,
  portal,
  browser,
}) => {
  page.on('dialog', dialog => dialog.accept())
  await openDecap(page, portal, 'publisher', '/collections/role-models')
  await page.getByText('周鹤鸣').click()
  await expect(field(page, '身份')).toBeVisible()
  const second = await another(browser, portal, 'reviewer', '/collections/role-models')
  await second.getByText('周鹤鸣').click()
  await expect(field(second, '身份')).toBeVisible()

  await write(page, '身份', '先改的')
  await save(page)
  await write(second, '身份', '后改的')
  await pressSave(second)
  const dialog = second.getByRole('dialog')
  await expect(dialog).toContainText('别人改过这一篇')
  await expect(dialog).toContainText(/叶知远（示例）.*\d{1,2}月\d{1,2}日.*\d{2}:\d{2}/)
  await expect(field(second, '身份')).toHaveValue('后改的')
  const theirs = await second.context().newPage()
  await theirs.goto((await dialog.getByRole('link', { name: '查看现在的版本' }).getAttribute('href'))!)
  await expect(theirs.getByText('先改的')).toBeVisible()

  await dialog.getByRole('button', { name: '以我的为准' }).click()
  await second.getByRole('dialog').getByRole('button', { name: '关闭' }).click()
  await save(second)
  await page.reload()
  await expect(field(page, '身份')).toHaveValue('后改的')
})

test('a text whose session ended while it was written is saved after signing in beside it', async ({
  page,
  portal,
}) => {
  await openDecap(page, portal, 'contributor', '/collections/role-models')
  await page.getByText('季山红').click()
  await write(page, '身份', '写到一半')
  await page.context().clearCookies()
  await pressSave(page)
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('登录已过期')
  const [beside] = await Promise.all([
    page.waitForEvent('popup'),
    dialog.getByRole('link', { name: '在新窗口登录' }).click(),
  ])
  await beside.locator('input[name=login]').fill('contributor')
  await beside.locator('input[name=password]').fill(portal.accounts.contributor!.password)
  await beside.locator('main button[type=submit]').click()
  await expect(beside.getByText('可以关闭这一页')).toBeVisible()
  await beside.close()
  await page.evaluate(() => window.dispatchEvent(new Event('focus')))
  await expect(page.getByRole('dialog')).toContainText('梅一舟（示例）')
  await page.getByRole('dialog').getByRole('button', { name: '关闭' }).click()
  await expect(field(page, '身份')).toHaveValue('写到一半')
  await save(page)
})

test('a text that was not saved when the browser closed is offered again, and knows the version it began from', async ({
  page,
  portal,
  browser,
}) => {
  page.on('dialog', dialog => dialog.accept())
  await openDecap(page, portal, 'contributor', '/collections/role-models')
  await page.getByText('叶水根').click()
  await write(page, '身份', '没来得及保存')
  // Decap keeps it two seconds after the last change.
  await page.waitForTimeout(3000)
  await page.reload()
  await expect(field(page, '身份')).toHaveValue('没来得及保存')

  const other = await another(browser, portal, 'publisher', '/collections/role-models')
  await other.getByText('叶水根').click()
  await write(other, '身份', '别人抢先')
  await save(other)
  await pressSave(page)
  await expect(page.getByRole('dialog')).toContainText(/别人改过这一篇|没有办成/)
})

test('the pages beside Decap work with axe and by keyboard', async ({ page, portal }) => {
  await signIn(page, portal, 'reviewer')
  for (const address of ['/admin/reviews', '/admin/help', '/admin/signed-in']) {
    await page.goto(address)
    await expectAccessible(page)
  }
})

test('a draft comes back from review with the reason, and saving it in review says that the reviews start again', async ({
  page,
  portal,
  browser,
}) => {
  page.on('dialog', dialog => dialog.accept())
  await openDecap(page, portal, 'contributor', '/collections/role-models')
  await page.getByText('雷长青').click()
  await write(page, '身份', '守林人')
  await save(page)
  const submit = async () => {
    await page.getByText('状态：草稿').click()
    await page.getByText('审核中', { exact: true }).last().click()
    await expect(page.getByText('状态：审核中')).toBeVisible()
  }
  await submit()
  await write(page, '身份', '护林人')
  await pressSave(page)
  await expect(page.getByRole('dialog')).toContainText('审核重新开始')
  await page.getByRole('dialog').getByRole('button', { name: '关闭' }).click()
  await expect(page.getByText('状态：草稿')).toBeVisible()
  await submit()

  const context = await browser.newContext({ baseURL: portal.address, javaScriptEnabled: false })
  const reviewer = await context.newPage()
  await signIn(reviewer, portal, 'reviewer')
  await reviewer.goto('/admin/reviews')
  await reviewer.getByRole('link', { name: '雷长青' }).click()
  await expect(reviewer.getByRole('row', { name: /身份/ })).toContainText('护林人')
  await reviewer.getByText('退回…').click()
  await reviewer.getByRole('button', { name: '退回修改' }).click()
  await expect(reviewer.getByRole('link', { name: '请写明退回的理由' })).toBeVisible()
  await reviewer.getByLabel('退回的理由').fill('身份请写全称。')
  await reviewer.getByRole('button', { name: '退回修改' }).click()
  await expect(reviewer.getByText('已退回撰稿人')).toBeVisible()
  await context.close()

  await page.goto('/admin/reviews')
  await page.getByRole('link', { name: '雷长青' }).click()
  await expect(page.getByText('身份请写全称。')).toBeVisible()
  await expectAccessible(page)
})
