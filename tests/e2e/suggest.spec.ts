import { phonePhoto } from '../support/pictures.ts'
import { meWords } from '#people/me-words.ts'
import { publicWords } from '#record/words.ts'
import { tracking } from '#suggestions/words.ts'
import { typedSuggestion } from '../support/suggestion.ts'
import { expect, expectAccessible, expectNoSidewaysScroll, test } from './portal.ts'

const photo = async (size: { width: number; height: number }) => ({
  name: '盲道.jpg',
  mimeType: 'image/jpeg',
  buffer: await phonePhoto(size),
})

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('a problem with a photo goes in, comes back with a code, and is found again by it', async ({ page }) => {
    await page.goto('/participate')
    await page.getByRole('link', { name: '反映问题' }).click()
    await expect(page.getByLabel('反映问题')).toBeChecked()
    await page.getByLabel('一句话说明').fill('大猷街盲道上停满电动车')
    await page.getByLabel('说清楚些').fill('早高峰七点到八点半，盲道整段被占。')
    await page.getByLabel('属于哪一类').selectOption('非机动车停放')
    await page.getByLabel('照片').setInputFiles(await photo({ width: 300, height: 200 }))
    await page.getByLabel('手机号或座机').fill('12345')
    await page.getByRole('button', { name: '提交' }).click()

    await expect(page).toHaveTitle(/^有错误：/)
    await page.getByRole('link', { name: '请写一下在哪里' }).click()
    await expect(page).toHaveURL(/#place$/)
    await expect(page.getByLabel('留下第 1 张')).toBeChecked()
    await expect(page.getByRole('img', { name: '已收到的照片' })).toBeVisible()
    await expect(page.getByLabel('说清楚些')).toHaveValue('早高峰七点到八点半，盲道整段被占。')
    await page.getByLabel('县（市、区）').selectOption('莲都区')
    await page.getByLabel('具体地点').fill('大猷街与解放街路口')
    await page.getByLabel('手机号或座机').fill('138 0000 0001')
    await page.getByLabel('我已看过并同意').check()
    await page.getByRole('button', { name: '提交' }).click()
    // A sample says the same.
    await expect(page.getByRole('heading', { name: publicWords.similar.before })).toBeVisible()
    await page.getByRole('button', { name: publicWords.similar.none }).click()

    await expect(page).toHaveURL(/\/participate\/track\/[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\?done=sent$/)
    await expect(page.getByRole('heading', { level: 1, name: tracking.sent.title })).toBeVisible()
    await expect(page.getByRole('status').filter({ hasText: '和 1 张照片已经送到' })).toBeVisible()
    await expect(page.getByText('下班前看完')).toBeVisible()
    const address = page.url().replace(/\?.*/, '')
    const code = address.split('/').at(-1)!

    await page.goto('/participate/track')
    await page.getByLabel(tracking.code.label).fill(code.toLowerCase().replaceAll('-', ' '))
    await page.getByRole('button', { name: '查进度' }).click()
    await expect(page).toHaveURL(address)
    await expect(page.getByRole('heading', { name: '大猷街盲道上停满电动车' })).toBeVisible()
  })

  test('an address is asked for where e-mail is chosen', async ({ page }) => {
    await page.goto('/participate/suggest')
    const address = page.getByLabel(meWords.telling.email, { exact: true })
    await expect(address).toBeHidden()
    await page.getByLabel(meWords.telling.options.email).check()
    await expect(address).toBeVisible()
    await page.getByLabel(meWords.telling.options.sms).check()
    await expect(address).toBeHidden()
  })

  test('a wrong code says what to do, with the code still there', async ({ page }) => {
    await page.goto('/participate/track/8F3K-7QWD-2M9T')
    await expect(page.getByLabel(tracking.code.label)).toHaveValue('8F3K-7QWD-2M9T')
    await expect(page.getByText('可能抄错或漏了一位').first()).toBeVisible()
  })
})

test.describe('with JavaScript', () => {
  test('a text is counted while one types, and too much of it is told', async ({ page }) => {
    await page.goto('/participate/suggest')
    const title = page.getByLabel('一句话说明')
    await expect(page.locator('#title-hint')).toContainText('最多 60 个字')
    await expect(title).toHaveAccessibleDescription(/最多 60 个字/)
    await title.fill(' 路灯坏了𠮷 ')
    await expect(page.getByText('已写 5 字，还能写 55 字')).toBeVisible()
    await title.fill('𬱖家👨‍👩‍👧‍👦')
    await expect(page.getByText('已写 3 字，还能写 57 字')).toBeVisible()
    await title.fill('长'.repeat(62))
    await expect(page.getByText('已写 62 字，超过了 2 字')).toBeVisible()
    await expect(page.getByRole('status').filter({ hasText: '超过了 2 字' })).toHaveCount(1)
  })

  test.use({
    permissions: ['geolocation', 'clipboard-read', 'clipboard-write'],
    geolocation: { latitude: 28.451712, longitude: 119.922634, accuracy: 12 },
  })

  test('photos are shown and removed singly, the position is filled in, the code is copied', async ({ page }) => {
    await page.goto('/participate/suggest')
    await page
      .getByLabel('照片')
      .setInputFiles([await photo({ width: 4000, height: 3000 }), await photo({ width: 60, height: 40 })])
    await expect(page.getByText('已收到 2 张')).toBeVisible()
    await expect(page.getByRole('img', { name: '盲道.jpg' })).toHaveCount(2)
    await page.getByRole('button', { name: '去掉 盲道.jpg' }).first().click()
    await expect(page.getByText('已收到 1 张')).toBeVisible()

    await page.getByRole('button', { name: '用我现在的位置' }).click()
    await expect(page.getByText('误差约 12 米')).toBeVisible()
    await expect(page.getByLabel('纬度')).toHaveValue('28.45171')
    await expect(page.getByLabel('经度')).toHaveValue('119.92263')

    await page.getByLabel('金点子').check()
    await page.getByLabel('一句话说明').fill('在公交站装能坐的栏杆')
    await page.getByLabel('说清楚些').fill('老人等车时可以靠一靠。')
    await page.getByLabel('属于哪一类').selectOption('公共设施')
    await page.getByLabel('县（市、区）').selectOption('龙泉市')
    await page.getByLabel('我已看过并同意').check()
    await page.getByRole('button', { name: '提交' }).click()
    // A browser writes to the clipboard only from the window in front.
    await page.bringToFront()
    await page.getByRole('button', { name: tracking.keep.copy }).click()
    await expect(page.getByRole('button', { name: '已复制' })).toBeVisible()
    expect(page.url()).toContain(await page.evaluate(() => navigator.clipboard.readText()))
  })

  test('every page on the way is accessible in every mode and never scrolls sideways', async ({
    page,
    context,
    baseURL,
    isMobile,
  }) => {
    const check = async () => {
      await expectAccessible(page)
      for (const width of [320, 390, 768, 1280]) {
        await page.setViewportSize({ width, height: 900 })
        await expectNoSidewaysScroll(page)
      }
    }
    // As in public.spec.ts: the phone looks at the elder mode, the desk at the dark one.
    if (isMobile) await context.addCookies([{ name: 'elder', value: '1', url: baseURL! }])
    else await page.emulateMedia({ colorScheme: 'dark' })
    await page.goto('/participate/suggest')
    await check()
    await page.getByRole('button', { name: '提交' }).click()
    await expect(page.getByRole('alert')).toBeFocused()
    await check()
    await page.goto('/participate/track/0000-0000-0000')
    await check()
    const posted = await page.request.post('/participate/suggest', {
      form: typedSuggestion(),
      headers: { Origin: baseURL! },
    })
    await page.goto(posted.url())
    await expect(page.getByRole('heading', { level: 1, name: tracking.sent.title })).toBeVisible()
    await check()
  })

  test('the whole form can be filled in by keyboard', async ({ page, isMobile }) => {
    test.skip(isMobile, 'a phone has no Tab key')
    await page.goto('/participate/suggest')
    const reached = new Set<string>()
    for (let presses = 0; presses < 60; presses += 1) {
      await page.keyboard.press('Tab')
      reached.add(await page.evaluate(() => (document.activeElement as HTMLInputElement | null)?.name ?? ''))
    }
    for (const name of [
      'kind',
      'title',
      'body',
      'category',
      'county',
      'place',
      'photos',
      'name',
      'phone',
      'publish_consent',
      'privacy_consent',
    ])
      expect([...reached]).toContain(name)
  })
})
