import { chromium, type Page } from '@playwright/test'
import { tracking } from '#suggestions/words.ts'
import { expect, test } from './portal.ts'

const path = '/participate/suggest'
const title = '大猷街的路灯不亮'
const body = '从路口到菜场一共五盏，晚上看不见台阶。'

async function write(page: Page): Promise<void> {
  await page.goto(path)
  await page.getByLabel('反映问题').check()
  await page.getByLabel('一句话说明').fill(title)
  await page.getByLabel('说清楚些').fill(body)
  await page.getByLabel('具体地点').fill('大猷街 8 号')
  await page.getByLabel('怎么称呼你').fill('吴女士')
  await page.getByLabel('手机号或座机').fill('13800000001')
  await expect(page.getByText('暂存在这台设备上')).toBeVisible()
}

async function send(page: Page): Promise<void> {
  await page.getByLabel('属于哪一类').selectOption('公共设施')
  await page.getByLabel('县（市、区）').selectOption('莲都区')
  await page.getByLabel('我已看过并同意').check()
  await page.getByRole('button', { name: '提交' }).click()
}

test('what was typed is there again after a reload; a phone number is never kept', async ({ page }) => {
  await write(page)
  await page.reload()
  await expect(page.getByLabel('一句话说明')).toHaveValue(title)
  await expect(page.getByLabel('说清楚些')).toHaveValue(body)
  await expect(page.getByLabel('具体地点')).toHaveValue('大猷街 8 号')
  await expect(page.getByLabel('反映问题')).toBeChecked()
  const kept = await page.evaluate(() => JSON.stringify({ ...localStorage }))
  expect(kept).toContain(title)
  expect(kept).not.toMatch(/13800000001|吴女士/)
})

test('another tab is offered it and shows nothing before; one tap removes it', async ({ page, context }) => {
  await write(page)
  await page.close()
  const later = await context.newPage()
  await later.goto(path)
  await expect(later.getByText('写了没有提交的内容')).toBeVisible()
  await expect(later.getByLabel('说清楚些')).toHaveValue('')
  await later.getByRole('button', { name: '接着写' }).click()
  await expect(later.getByLabel('说清楚些')).toHaveValue(body)
  await later.getByRole('button', { name: '现在删掉' }).click()
  await later.reload()
  await expect(later.getByText('写了没有提交的内容')).toBeHidden()
  await expect(later.getByLabel('说清楚些')).toHaveValue('')
})

test('Back after a refused form shows the text; sent, it is kept no longer', async ({ page }) => {
  await write(page)
  await page.getByRole('button', { name: '提交' }).click()
  await expect(page).toHaveTitle(/^有错误/)
  await page.goBack()
  await expect(page.getByLabel('说清楚些')).toHaveValue(body)
  await page.getByLabel('手机号或座机').fill('')
  await send(page)
  await expect(page.getByRole('heading', { name: tracking.sent.title })).toBeVisible()
  await page.goto(path)
  await expect(page.getByText('写了没有提交的内容')).toBeHidden()
  await expect(page.getByLabel('说清楚些')).toHaveValue('')
})

test('sent, gone back to, changed and sent again with the back-forward cache on, both are there', async ({
  baseURL,
}) => {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
    // Playwright switches the cache off.
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  })
  try {
    const page = await (await browser.newContext({ baseURL: baseURL!, locale: 'zh-CN' })).newPage()
    await write(page)
    await page.getByLabel('手机号或座机').fill('')
    await send(page)
    const first = page.url()
    // Playwright waits in vain for a page that comes out of the cache to load.
    await page.evaluate(() => history.back())
    await expect(page.getByLabel('一句话说明')).toHaveValue(title)
    // Names are in no draft: only a page out of the cache still has one.
    await expect(page.getByLabel('怎么称呼你')).toHaveValue('吴女士')
    await page.getByLabel('一句话说明').fill('另外一件事：井盖松了')
    await send(page)
    await expect(page.getByRole('heading', { name: '另外一件事：井盖松了' })).toBeVisible()
    expect(page.url()).not.toBe(first)
    await page.goto(first)
    await expect(page.getByRole('heading', { name: title })).toBeVisible()
  } finally {
    await browser.close()
  }
})
