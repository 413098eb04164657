import sharp from 'sharp'
import { tracking } from '#suggestions/words.ts'
import { phonePhoto } from '../support/pictures.ts'
import { expect, test } from './portal.ts'

/** A photo that cannot be pressed together, of about so many kilobytes. */
const heavy = async (kilobytes: number, name: string) => {
  const side = Math.round(Math.sqrt(kilobytes * 1024 * 2.2))
  const noise = { type: 'gaussian' as const, mean: 128, sigma: 40 }
  const buffer = await sharp({ create: { width: side, height: side, channels: 3, background: '#888', noise } })
    .jpeg({ quality: 80 })
    .toBuffer()
  return { name, mimeType: 'image/jpeg', buffer }
}
const light = async (name: string) => ({ name, mimeType: 'image/jpeg', buffer: await phonePhoto() })

test('on 400 kbit/s photos go one after another, survive a broken connection, a reload and a closed tab, and one is removed', async ({
  page,
  context,
}) => {
  await page.goto('/participate/suggest')
  const network = await context.newCDPSession(page)
  const slow = { latency: 100, downloadThroughput: 50_000, uploadThroughput: 50_000 }
  await network.send('Network.enable')
  await network.send('Network.emulateNetworkConditions', { offline: false, ...slow })
  const big = await heavy(500, '大的.jpg')
  expect(big.buffer.length).toBeGreaterThan(300_000)
  await page.getByLabel('照片').setInputFiles(await light('一.jpg'))
  await page.getByLabel('照片').setInputFiles(await light('二.jpg'))
  await page.getByLabel('照片').setInputFiles(big)
  await expect(page.getByText('已收到 2 张，还有 1 张在传')).toBeVisible()
  await expect(page.getByRole('progressbar', { name: '正在传 大的.jpg' })).toBeVisible()

  await network.send('Network.emulateNetworkConditions', { offline: true, ...slow })
  await expect(page.getByText('网络不通')).toBeVisible()
  await network.send('Network.emulateNetworkConditions', { offline: false, ...slow })
  await expect(page.getByText('已收到 3 张')).toBeVisible({ timeout: 60_000 })

  await page.reload()
  await expect(page.getByText('已收到 3 张')).toBeVisible()
  await page.close()
  const again = await context.newPage()
  await again.goto('/participate/suggest?kind=idea')
  // The next person at a shared computer is somebody else.
  await expect(again.getByText('上次传的 3 张照片还在')).toBeVisible()
  await expect(again.getByRole('img', { name: '大的.jpg' })).toHaveCount(0)
  await again.getByRole('button', { name: '接着用' }).click()
  await expect(again.getByRole('img', { name: '大的.jpg' })).toBeVisible()
  await again.getByRole('button', { name: '去掉 一.jpg' }).click()
  await expect(again.getByText('已收到 2 张')).toBeVisible()

  // Somebody who sends the form before its photo has arrived waits for it, and an error loses nothing.
  await again.getByLabel('一句话说明').fill('照片都到了')
  await again.getByLabel('照片').setInputFiles(await heavy(200, '晚到.jpg'))
  await again.getByRole('button', { name: '提交' }).click()
  await expect(again).toHaveTitle(/^有错误：/)
  await expect(again.getByText('已收到 3 张')).toBeVisible()
  await again.getByLabel('说清楚些').fill('三张照片。')
  await again.getByLabel('属于哪一类').selectOption('公共设施')
  await again.getByLabel('县（市、区）').selectOption('龙泉市')
  await again.getByLabel('我已看过并同意').check()
  await again.getByRole('button', { name: '提交' }).click()
  await expect(again.getByText(tracking.sent.arrived('照片都到了', 3))).toBeVisible()

  await again.goto('/participate/suggest')
  await expect(again.getByRole('img', { name: '大的.jpg' })).toHaveCount(0)
})

test('a file that is empty, or no photo, is named at once; the form goes on without it', async ({ page }) => {
  await page.goto('/participate/suggest')
  await page
    .getByLabel('照片')
    .setInputFiles([
      { name: '空.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(0) },
      { name: '文字.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('不是照片') },
      await light('好.jpg'),
    ])
  await expect(page.getByRole('alert').filter({ hasText: '空.jpg' })).toContainText('文字.jpg')
  await expect(page.getByText('已收到 1 张')).toBeVisible()
})
