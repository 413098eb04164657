import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Locator, Page } from '@playwright/test'
import sharp from 'sharp'
import { filesWords } from '#publishing/files/words.ts'
import type { RunningServer } from '../support/server.ts'
import { choose, openDecap, save, upload, write } from './decap.ts'
import { expect, expectAccessible, expectNoSidewaysScroll, signIn, test } from './portal.ts'

// Decap is made for a desk.
test.skip(({ isMobile }) => isMobile, 'editors write at a desk, not on a phone')

const { picker: words } = filesWords

let directory: string
test.beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'files-'))
})
test.afterAll(() => rm(directory, { recursive: true }))

/** A page of their own for another person. */
async function pageOf(browser: Browser, portal: RunningServer, login: string, script = true): Promise<Page> {
  const context = await browser.newContext({ baseURL: portal.address, locale: 'zh-CN', javaScriptEnabled: script })
  const page = await context.newPage()
  page.on('dialog', dialog => dialog.accept())
  await signIn(page, portal, login)
  return page
}

/** Hands in the draft that is open and has it reviewed and published by three others. */
async function passReviews(page: Page, browser: Browser, portal: RunningServer, title: string): Promise<void> {
  await page.getByText('状态：草稿').click()
  await page.getByText('审核中', { exact: true }).last().click()
  await expect(page.getByText('状态已更新')).toBeVisible()
  for (const [login, button] of [
    ['reviewer', '初审通过'],
    ['reviewer-2', '复审通过'],
    ['publisher-2', '终审通过并发布'],
  ] as const) {
    const reviewer = await pageOf(browser, portal, login, false)
    await reviewer.goto('/admin/reviews')
    await reviewer.getByRole('link', { name: title }).first().click()
    await reviewer.getByRole('button', { name: button }).click()
    await expect(reviewer.getByRole('status').first()).toBeVisible()
    await reviewer.context().close()
  }
}

const widthOf = (picture: Locator): Promise<number> =>
  picture.evaluate((image: HTMLImageElement) =>
    image.decode().then(
      () => image.naturalWidth,
      () => 0,
    ),
  )

test('two people whose pictures have one name both publish, and the form shows each its picture after a reload', async ({
  browser,
  portal,
}) => {
  const shown: string[] = []
  for (const [login, name, background] of [
    ['contributor', '梁小溪', '#4f8f7f'],
    ['publisher', '柳大港', '#8f4f5f'],
  ] as const) {
    const photo = join(directory, '合影 image.png')
    await sharp({ create: { width: 800, height: 880, channels: 3, background } })
      .png()
      .toFile(photo)
    const page = await pageOf(browser, portal, login)
    await openDecapSignedIn(page, '/collections/role-models/new')
    await write(page, '姓名或集体名称', name)
    await choose(page, '个人或集体', '个人')
    await choose(page, '荣誉', '身边好人')
    await write(page, '年度', '2026')
    await choose(page, '县（市、区）', '庆元县')
    await write(page, '一句话事迹', '每天清晨清理村口溪道，十一年没有断过。')
    await upload(page, photo)
    await write(page, '替代文字', '在溪边')
    await save(page)
    await write(page, '身份', '护林人')
    await save(page)
    await page.reload()
    const picture = page.locator('#nc-root img[src*="/media/role-models/"], #nc-root img[src^="blob:"]').first()
    await expect(picture).toBeVisible()
    expect(await widthOf(picture)).toBe(800)
    await passReviews(page, browser, portal, name)
    const id = page.url().split('/').at(-1)!
    const reader = await browser.newPage({ baseURL: portal.address })
    await reader.goto(`/role-models/${id}`)
    const portrait = reader.getByAltText('在溪边')
    expect(await widthOf(portrait)).toBeGreaterThan(0)
    const address = (await portrait.getAttribute('src'))!
    const { headers } = await fetch(new URL(address, portal.address))
    expect(headers.get('content-disposition')).toContain(encodeURIComponent('合影-image.webp'))
    shown.push(address)
    await page.context().close()
    await reader.close()
  }
  expect(shown[0]).not.toBe(shown[1])
})

/** The editors' page for somebody who is signed in. */
async function openDecapSignedIn(page: Page, address: string): Promise<void> {
  await page.goto(`/admin#${address}`)
  await expect(page.getByRole('button', { name: '账户' })).toBeVisible()
}

test('the form of a published entry shows its picture, and so does its text', async ({ page, portal }) => {
  await openDecap(page, portal, 'contributor', '/collections/role-models')
  await page.getByText('蓝春梅').first().click()
  const pictures = page.locator('#nc-root img[src*="/media/"]')
  await expect(pictures.first()).toBeVisible()
  for (const picture of await pictures.all()) expect(await widthOf(picture)).toBeGreaterThan(0)
})

test('a print file of 12 MB becomes a download of a public-service ad through the reviews, under its Chinese name', async ({
  page,
  portal,
  browser,
}) => {
  page.on('dialog', dialog => dialog.accept())
  const poster = join(directory, '公益海报（六十乘九十）.pdf')
  await writeFile(poster, Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(12 * 1024 * 1024, 7)]))
  await openDecap(page, portal, 'contributor', '/collections/public-service-ads')
  await page.getByText('门前三尺净').first().or(page.locator('a[href*="a-clean-doorstep"]')).first().click()
  await page.getByRole('button', { name: /添加一种尺寸/ }).click()
  const download = page.getByRole('button', { name: words.choose }).last()
  await download.click()
  const library = page.getByRole('dialog')
  await library.getByLabel(words.upload).setInputFiles(poster)
  await expect(library).toBeHidden({ timeout: 60_000 })
  const link = page.getByRole('link', { name: '公益海报（六十乘九十）.pdf' })
  await expect(link).toBeVisible()
  const address = (await link.getAttribute('href'))!
  await page.getByLabel(/^名称/).last().fill('整幅印刷')
  await page.getByLabel(/^用途/).last().click()
  await page.locator('[class*=-option]').filter({ hasText: '60×90 厘米印刷' }).click()
  await save(page)
  const reader = await browser.newPage({ baseURL: portal.address })
  expect((await reader.request.get(address)).status()).toBe(404)

  await page.reload()
  await expect(link).toBeVisible()
  const title = await page.getByLabel(/^标题/).first().inputValue()
  await passReviews(page, browser, portal, title)
  await reader.goto(`/psa/${page.url().split('/').at(-1)}`)
  const offered = reader.getByRole('link', { name: /整幅印刷/ })
  await expect(offered).toContainText('12.0 MB')
  const got = await reader.request.get((await offered.getAttribute('href'))!)
  expect([got.status(), (await got.body()).length]).toEqual([200, 12 * 1024 * 1024 + 9])
  expect(got.headers()['content-disposition']).toContain(encodeURIComponent('公益海报（六十乘九十）.pdf').slice(0, 20))
  await reader.close()
})

test('a file is found by its name with keys alone, on a narrow screen, and put into the text as a link', async ({
  page,
  portal,
  browser,
}) => {
  page.on('dialog', dialog => dialog.accept())
  await signIn(page, portal, 'contributor')
  await page.goto('/admin/files')
  await page.locator('input[type=file]').setInputFiles({
    name: '办事指南.pdf',
    mimeType: 'application/pdf',
    buffer: Buffer.from('%PDF-1.7 指南'),
  })
  await page.getByRole('button', { name: filesWords.submit }).click()
  await expect(page.getByText(filesWords.stored)).toBeVisible()
  const address = (await page.locator('#address').textContent())!
  await expectAccessible(page)
  await page.goto('/admin/files')
  await expectAccessible(page)
  await page.setViewportSize({ width: 390, height: 800 })
  await expectNoSidewaysScroll(page)

  await openDecapSignedIn(page, '/collections/notices/entries/2026/call-for-bright-ideas-2027')
  await page.getByRole('button', { name: words.change }).first().click()
  const library = page.getByRole('dialog')
  await expect(library.getByLabel(filesWords.search)).toBeFocused()
  await page.keyboard.type('指南')
  await expect(library.getByRole('listitem')).toHaveCount(1)
  await expectAccessible(page)
  for (const target of await library.locator('button, input').all())
    expect((await target.boundingBox())!.height).toBeGreaterThanOrEqual(44)
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(library).toBeHidden()
  await expect(page.getByRole('link', { name: '办事指南.pdf' })).toBeVisible()

  await page.setViewportSize({ width: 1280, height: 900 })
  await page.getByRole('button', { name: '插入' }).click()
  await page.getByText(words.label, { exact: true }).click()
  await page.getByLabel(words.text).fill('看指南')
  await page.getByRole('button', { name: words.choose }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /办事指南/ })
    .click()
  // Somebody types the link as Markdown, where brackets are letters.
  await page.locator('[contenteditable=true]').first().click()
  await page.keyboard.press('Control+Home')
  await page.keyboard.type(`请看 [另见指南](${address}) `, { delay: 20 })
  await save(page)
  const preview = await pageOf(browser, portal, 'contributor')
  await preview.goto('/admin/preview/notices/call-for-bright-ideas-2027')
  for (const name of ['看指南', '另见指南'])
    await expect(preview.getByRole('link', { name })).toHaveAttribute('href', address)
  await expect(preview.locator('a.file[href^="/files/"]')).toHaveAttribute('href', address)
  await preview.context().close()
})
