import type { Browser, Page } from '@playwright/test'
import type { RunningServer } from '../support/server.ts'
import { fairRulesWords } from '#volunteering/fair-rules.ts'
import { objection } from '#volunteering/sign-ups/moves/objection.ts'
import { nearWords } from '#pages/volunteer/activities/_words.ts'
import { consentRefusals } from '#volunteering/sign-ups/refusals.ts'
import { endedReasons } from '#volunteering/sign-ups/words.ts'
import { guardianRefusals } from '#volunteering/volunteers/refusals.ts'
import { guardianWords } from '#volunteering/volunteers/words.ts'
import { bornYearsAgo, typedRegistration } from '../support/garden.ts'
import { expect, expectAccessible, expectNoSidewaysScroll, provePhone, signIn, test } from './portal.ts'

/** An administrator makes no difference between day and night, so that a place goes on at whatever hour the test runs. */
async function forgetNight(portal: RunningServer, browser: Browser): Promise<void> {
  const admin = await (await browser.newContext({ baseURL: portal.address })).newPage()
  await signIn(admin, portal, 'admin')
  await admin.goto('/desk/volunteers/rules')
  await admin.locator('input[name=night_from]').fill('00:00')
  await admin.locator('input[name=night_until]').fill('00:00')
  await admin.getByRole('button', { name: fairRulesWords.submit }).click()
  await expect(admin.getByText(fairRulesWords.done)).toBeVisible()
  await admin.context().close()
}

/** Registers the sample person of that role as a volunteer, through the form. */
async function register(page: Page, portal: RunningServer, role: string): Promise<void> {
  await signIn(page, portal, role)
  await page.goto('/volunteer')
  await page.getByRole('link', { name: '登记做小园丁' }).click()
  await page.getByLabel('姓名').fill(`${role}（示例）`)
  await page.getByLabel('出生日期').fill('1990-05-06')
  await page.getByLabel('周六上午').check()
  await page.getByRole('button', { name: '登记' }).click()
  await page.getByRole('link', { name: '请阅读并勾选同意，才能注册' }).click()
  await page.getByLabel('我同意上面的话').check()
  await page.getByRole('button', { name: '登记' }).click()
  await expect(page.getByText('登记好了，欢迎')).toBeVisible()
}

test.describe('with a position', () => {
  test.use({ permissions: ['geolocation'], geolocation: { latitude: 28.0746, longitude: 119.1331, accuracy: 12 } })

  test('what is nearest comes first after a tap, and the position goes nowhere', async ({ page }) => {
    const sent: string[] = []
    page.on('request', request => sent.push(request.url() + (request.postData() ?? '')))
    await page.goto('/volunteer/activities')
    await page.getByRole('link', { name: nearWords.link }).click()
    await expect(page.getByRole('heading', { level: 2 }).first()).toBeVisible()
    expect((await page.locator('[data-distance]').allTextContents()).join('')).toBe('')
    await page.getByRole('button', { name: nearWords.use }).click()
    await expect(page.getByText(nearWords.found)).toBeVisible()
    const kilometres = (await page.locator('[data-distance]').allTextContents())
      .filter(Boolean)
      .map(text => Number(/\d+/.exec(text)?.[0]))
    expect(kilometres.length).toBeGreaterThan(1)
    expect(kilometres).toEqual(kilometres.toSorted((a, b) => a - b))
    expect(sent.filter(one => /28\.07|119\.13/.test(one))).toEqual([])
    expect(page.url()).not.toMatch(/28\.07|119\.13/)
    expect(await page.evaluate(() => JSON.stringify([localStorage, sessionStorage, document.cookie]))).not.toContain(
      '28.07',
    )
    await expectAccessible(page)
    await expectNoSidewaysScroll(page)
  })
})

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('register, find a shift, sign up, and say 来不了 with one tap', async ({ page, portal, isMobile }) => {
    test.skip(!isMobile, 'volunteers have a phone in their hand')
    await register(page, portal, 'publisher')
    await page.goto('/volunteer/activities')
    await page.getByLabel('做什么').selectOption('文明交通')
    await page.getByRole('button', { name: '筛选' }).click()
    await expect(page).toHaveURL(/kind=traffic/)
    await page.getByRole('link', { name: '文明交通劝导' }).first().click()
    await expect(page.getByText('路口车多')).toBeVisible()
    await page.getByRole('button', { name: '报名' }).click()
    await expect(page.getByText('报上了，到时见。')).toBeVisible()
    await page.goto('/me/volunteer')
    await page.getByRole('button', { name: '来不了' }).click()
    await expect(page.getByText('名额让给下一位')).toBeVisible()
    await expect(page.getByText('还没有报名的班次')).toBeVisible()
  })

  test('a parent signs up with a child', async ({ page, portal, isMobile }) => {
    test.skip(!isMobile, 'volunteers have a phone in their hand')
    // Registered, with a phone of their own: an account without one answers for nobody.
    await signIn(page, portal, 'volunteer')
    await page.goto('/me/volunteer')
    await page.getByRole('link', { name: '给孩子登记' }).click()
    await page.getByLabel('孩子的姓名').fill('小苗（示例）')
    await page.getByLabel('孩子的出生日期').fill(bornYearsAgo(8))
    await page.getByLabel('你是孩子的').selectOption('父亲')
    await page.getByLabel('我是孩子的监护人').check()
    await page.getByLabel('我代孩子同意').check()
    await page.getByRole('button', { name: '登记' }).click()
    await page.goto('/volunteer/activities?kind=environment')
    await page.getByRole('link', { name: '古堰画乡清河道' }).first().click()
    await page.getByLabel('（我）').uncheck()
    await page.getByLabel('小苗（示例）').check()
    await page.getByRole('button', { name: '报名' }).click()
    await expect(page.getByText('要求监护人陪同').first()).toBeVisible()
    await page.getByLabel('（我）').check()
    await page.getByRole('button', { name: '报名' }).click()
    await expect(page.getByText('报上了，到时见。')).toBeVisible()
    await expect(page.getByRole('button', { name: '来不了' })).toHaveCount(2)
  })
})

test('a full shift has a waiting list, and who is next confirms the place offered', async ({
  page,
  portal,
  browser,
  isMobile,
}) => {
  test.skip(!isMobile, 'volunteers have a phone in their hand')
  await forgetNight(portal, browser)
  await page.goto('/volunteer/activities?kind=minors')
  const shift = (await page.getByRole('link', { name: '四点半作业陪伴' }).last().getAttribute('href'))!
  const others: Page[] = []
  for (const role of ['contributor', 'supervisor', 'reviewer-2']) {
    const other = await (await browser.newContext({ baseURL: portal.address })).newPage()
    await signIn(other, portal, role)
    await other.request.post('/volunteer/register', { form: typedRegistration(), headers: { Origin: portal.address } })
    await other.goto(shift)
    await other.getByRole('button', { name: '报名' }).click()
    await expect(other.getByText('报上了')).toBeVisible()
    others.push(other)
  }
  await signIn(page, portal, 'volunteer')
  await page.goto(shift)
  await expect(page.getByText('已满，可候补')).toBeVisible()
  await page.getByRole('button', { name: '排候补' }).click()
  await expect(page.getByText('排在候补第一位')).toBeVisible()
  await others[0]!.getByRole('button', { name: '来不了' }).click()
  await page.goto('/me/volunteer')
  await expect(page.getByText('轮到了，来吗？')).toBeVisible()
  await page.getByRole('button', { name: '我来' }).click()
  await expect(page.getByText('确认了，到时见。')).toBeVisible()
})

test('a guardian on their own phone says yes, later no, and the place goes on', async ({
  page,
  portal,
  browser,
  isMobile,
}) => {
  test.skip(!isMobile, 'volunteers have a phone in their hand')
  await forgetNight(portal, browser)
  const phoneOf = async (phone: string) => {
    const theirs = await (await browser.newContext({ baseURL: portal.address })).newPage()
    await theirs.goto('/me/sign-in')
    await provePhone(theirs, portal, phone)
    await expect(theirs).toHaveURL(/\/me$/)
    return theirs
  }
  const minor = await phoneOf('13800000901')
  const parent = await phoneOf('13800000902')
  await minor.request.post('/volunteer/register', {
    form: typedRegistration({ birth_date: bornYearsAgo(16) }),
    headers: { Origin: portal.address },
  })
  await minor.goto('/me/volunteer/guardian')
  await minor.getByRole('button', { name: '要一个链接' }).click()
  const link = (await minor.locator('#address code').textContent())!
  await parent.goto(new URL(link).pathname)
  await parent.getByRole('button', { name: guardianWords.submit }).click()
  await expect(parent.getByText(guardianRefusals.relation.words).first()).toBeVisible()
  await expectAccessible(parent)
  await parent.getByLabel('你的姓名').fill('家长（示例）')
  await parent.getByLabel('你的出生日期').fill('1980-05-06')
  await parent.getByLabel('你是孩子的').selectOption('母亲')
  await parent.getByLabel('同意多久').selectOption('三个月')
  await parent.getByRole('button', { name: guardianWords.submit }).click()
  await expect(parent.getByText('你的同意记下了。')).toBeVisible()

  // Four places: the minor and three more have them, and one waits.
  await minor.goto('/volunteer/activities')
  const shift = (await minor.getByRole('link', { name: '青瓷展厅周末讲解' }).last().getAttribute('href'))!
  await minor.goto(shift)
  await minor.getByRole('button', { name: '报名' }).click()
  await expect(minor.getByText('报上了')).toBeVisible()
  let next = minor
  for (const role of ['contributor', 'supervisor', 'reviewer-2', 'officer']) {
    next = await (await browser.newContext({ baseURL: portal.address })).newPage()
    await signIn(next, portal, role)
    await next.request.post('/volunteer/register', { form: typedRegistration(), headers: { Origin: portal.address } })
    await next.goto(shift)
    await next.getByRole('button', { name: role === 'officer' ? '排候补' : '报名' }).click()
    await expect(next.getByText(role === 'officer' ? '排在候补第一位' : '报上了')).toBeVisible()
  }
  const told = () => portal.output().match(/\/volunteer\/objection\/[\w-]+/)?.[0]
  await expect.poll(told).toBeDefined()

  // Whoever holds the link taps once, without signing in.
  await page.goto(told()!)
  await expectAccessible(page)
  await page.getByRole('button', { name: objection.submit }).click()
  await expect(page.getByText(guardianWords.objected)).toBeVisible()
  await next.goto('/me/volunteer')
  await expect(next.getByText('轮到了，来吗？')).toBeVisible()
  await minor.goto('/me/volunteer')
  await expect(minor.getByText(endedReasons['guardian-refused'])).toBeVisible()
  await minor.goto(shift)
  // The place went on: what is left is the line.
  await minor.getByRole('button', { name: '排候补' }).click()
  await expect(minor.getByText(consentRefusals.refused.words).first()).toBeVisible()
  await expect(minor.getByRole('link', { name: guardianWords.askForThis })).toBeVisible()
})

test('every page on the way is accessible and never scrolls sideways', async ({
  page,
  portal,
  context,
  baseURL,
  isMobile,
}) => {
  if (isMobile) await context.addCookies([{ name: 'elder', value: '1', url: baseURL! }])
  else await page.emulateMedia({ colorScheme: 'dark' })
  await signIn(page, portal, 'volunteer')
  await page.goto('/volunteer/activities')
  const shift = await page.locator('a[href^="/volunteer/shifts/"]').first().getAttribute('href')
  await page.goto('/me/volunteer')
  const child = (await page.locator('a[href*="profile?child="]').first().getAttribute('href'))!
  for (const path of [
    '/volunteer',
    '/volunteer/activities',
    shift!,
    '/volunteer/register?for=child',
    '/volunteer/needs/new',
    '/volunteer/organisations',
    '/volunteer/organisations/new',
    '/me/volunteer',
    '/me/volunteer/profile',
    child,
    child.replace(/profile\?child=(\d+)/, 'minors/$1/consent'),
    '/me/volunteer/leaving',
  ]) {
    await page.goto(path)
    await expectAccessible(page)
    for (const width of [320, 1280]) {
      await page.setViewportSize({ width, height: 900 })
      await expectNoSidewaysScroll(page)
    }
  }
})
