import { creation } from '#pages/creation/_words.ts'
import { expect, expectAccessible, expectNoSidewaysScroll, test } from './portal.ts'
import { lowTargets } from './targets.ts'

const pages = [
  '/',
  '/news',
  '/news/ten-small-courtesies',
  '/topics/etiquette',
  '/notices',
  '/notices/praise-third-quarter',
  '/notices/call-for-bright-ideas-2027',
  '/role-models',
  '/role-models?honour=moral-model',
  '/role-models?honour=nothing-of-the-kind',
  '/role-models/lei-changqing',
  '/exposure',
  '/exposure/tactile-paving-blocked',
  '/exposure/accessible-toilet-out-of-use',
  '/exposure/riverside-rubble',
  '/exposure/repeated-riverside-dumping',
  '/psa',
  '/psa?theme=courtesy',
  '/psa/a-step-aside',
  '/creation',
  '/creation/responsibility',
  '/creation/places',
  '/creation/places?q=nowhere',
  '/creation/places?view=map',
  '/creation/places?view=map&county=331102',
  '/creation/near?place=解放街',
  '/creation/organization',
  '/participate',
  '/participate/figures',
  '/suggestions',
  '/suggestions/map',
  '/volunteer',
  '/about',
  '/privacy',
  '/accessibility',
  '/sitemap',
  '/search',
  '/search?q=盲道',
  '/search?q=鑫淼焱垚',
  '/there/is/no/such/page',
]

for (const path of pages) {
  // The phone looks at the elder mode, the desk at the light and the dark one: together every page in every mode, once.
  test(`${path} is accessible and never scrolls sideways`, async ({ page, context, baseURL, isMobile }) => {
    if (isMobile) await context.addCookies([{ name: 'elder', value: '1', url: baseURL! }])
    await page.goto(path)
    await expectAccessible(page)
    if (isMobile) {
      await expect(page.locator('html')).toHaveAttribute('data-elder')
    } else {
      await page.emulateMedia({ colorScheme: 'dark' })
      await expectAccessible(page)
    }
    for (const width of [320, 390, 768, 1280]) {
      await page.setViewportSize({ width, height: 900 })
      await expectNoSidewaysScroll(page)
    }
  })
}

test('no page breaks the content security policy or asks another host', async ({ page, baseURL }) => {
  const complaints: string[] = []
  page.on('console', message => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('request', request => {
    if (!request.url().startsWith(baseURL!)) complaints.push(request.url())
  })
  for (const path of [
    '/',
    '/role-models',
    '/exposure/tactile-paving-blocked',
    '/notices/praise-third-quarter',
    '/creation/organization',
    '/privacy',
  ]) {
    await page.goto(path, { waitUntil: 'networkidle' })
  }
  expect(complaints).toEqual([])
})

test('the skip link is the first thing a key reaches and leads to the text', async ({ page }) => {
  await page.goto('/role-models')
  await page.keyboard.press('Tab')
  const skip = page.getByRole('link', { name: '跳到正文' })
  await expect(skip).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.locator('main')).toBeFocused()
})

test('on a phone the navigation opens from the menu and closes with Escape', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto('/')
  const link = page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '曝光整改' })
  await expect(link).toBeHidden()
  await page.getByRole('button', { name: '菜单' }).click()
  await expect(link).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(link).toBeHidden()
  await page.getByRole('button', { name: '菜单' }).click()
  await link.click()
  await expect(page).toHaveURL(/\/exposure$/)
})

test('before and after are compared with a slider that keys move', async ({ page }) => {
  await page.goto('/exposure/tactile-paving-blocked')
  const slider = page.getByRole('slider')
  await slider.focus()
  await page.keyboard.press('ArrowRight')
  await expect(slider).toHaveValue('51')
  await page.keyboard.press('End')
  await expect(slider).toHaveAttribute('aria-valuetext', '整改前占 100%')
})

test('a county of the map is reached and opened by keyboard, and keeps the filters', async ({ page }) => {
  await page.goto('/role-models?view=map&honour=moral-model')
  const county = page.locator('.city-map svg a').first()
  await county.focus()
  await expect(county).toBeFocused()
  const name = /^(.+)：/.exec((await county.getAttribute('aria-label'))!)![1]!
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/honour=moral-model/)
  await expect(page).toHaveURL(/county=\d{6}/)
  await expect(page.getByLabel('县（市、区）').locator('option:checked')).toHaveText(name)
})

test.describe('with a position', () => {
  test.use({ permissions: ['geolocation'], geolocation: { latitude: 28.0746, longitude: 119.1331, accuracy: 12 } })

  test('what is near comes first after a press, and the position goes nowhere', async ({ page }) => {
    const sent: string[] = []
    page.on('request', request => sent.push(request.url() + (request.postData() ?? '')))
    await page.goto('/creation/near')
    await page.getByRole('button', { name: creation.near.use }).click()
    await expect(page.getByText(creation.near.found)).toBeVisible()
    await expect(page.getByRole('heading', { level: 2 }).first()).toHaveText(creation.near.sorted)
    // Of 龙泉, where this reader is.
    await expect(page.locator('.shift').first()).toContainText('龙泉')
    expect(sent.filter(one => /28\.07|119\.13/.test(one))).toEqual([])
  })
})

test('filters go into the address and stay when another is chosen', async ({ page }) => {
  await page.goto('/role-models')
  await page.getByRole('link', { name: /^道德模范/ }).click()
  await expect(page).toHaveURL(/honour=moral-model/)
  await page.getByLabel('年度').selectOption('2025')
  await page.getByRole('button', { name: '筛选' }).click()
  await expect(page).toHaveURL(/honour=moral-model/)
  await expect(page).toHaveURL(/year=2025/)
  await expect(page.getByRole('heading', { name: '陈雅琴' })).toBeVisible()
  await expect(page.locator('.portrait')).toHaveCount(1)
})

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('before and after are two pictures', async ({ page }) => {
    await page.goto('/exposure/tactile-paving-blocked')
    await expect(page.locator('.before-after img')).toHaveCount(2)
    await expect(page.getByRole('slider')).toHaveCount(0)
  })

  test('the elder mode is switched by a link, comes back to the same page and is kept', async ({ page }) => {
    await page.goto('/exposure?state=overdue')
    await page.getByRole('link', { name: '长辈版' }).click()
    await expect(page).toHaveURL(/\/exposure\?state=overdue$/)
    await expect(page.locator('html')).toHaveAttribute('data-elder')
    await page.goto('/about')
    await expect(page.locator('html')).toHaveAttribute('data-elder')
    await page.locator('header').getByRole('link', { name: '标准版' }).click()
    await expect(page.locator('html')).not.toHaveAttribute('data-elder')
  })

  test('the elder mode writes nothing smaller than 18 px, and what one taps is 60 px high', async ({
    page,
    context,
    baseURL,
  }) => {
    await context.addCookies([{ name: 'elder', value: '1', url: baseURL! }])
    for (const path of [...pages, '/participate/suggest', '/participate/track', '/me/sign-in', '/login']) {
      await page.goto(path)
      const small = await page.locator('body *:not(svg *)').evaluateAll(elements =>
        elements
          .filter(element => [...element.childNodes].some(node => node.nodeType === 3 && node.textContent?.trim()))
          .filter(element => parseFloat(getComputedStyle(element).fontSize) < 18)
          .map(element => element.outerHTML.slice(0, 80)),
      )
      expect.soft([path, small]).toEqual([path, []])
      expect.soft([path, await lowTargets(page)]).toEqual([path, []])
    }
  })

  test('every flow of reading is links: from home to a story and back to its county', async ({ page }) => {
    await page.goto('/')
    await page.getByRole('link', { name: '全部榜样' }).click()
    await page.getByRole('link', { name: '雷长青' }).click()
    await expect(page.getByRole('heading', { level: 1, name: '雷长青' })).toBeVisible()
    await page.getByRole('navigation', { name: '当前位置' }).getByRole('link', { name: '榜样' }).click()
    await expect(page).toHaveURL(/\/role-models$/)
  })
})
