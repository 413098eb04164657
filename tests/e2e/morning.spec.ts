import type { Locator } from '@playwright/test'
import { deputyWords } from '#suggestions/deputy-words.ts'
import { queueWords } from '#suggestions/desk-words.ts'
import { handOverWords } from '#suggestions/list-words.ts'
import { siteWords } from '#web/site-words.ts'
import { receive } from '../support/course.ts'
import { expect, signIn, test } from './portal.ts'
import { portalOnPostgres } from './portal-on-postgres.ts'

/** A clerk's morning: thirty ordinary suggestions, each read, accepted and handed over, with every click counted. */
test.skip(({ isMobile }) => isMobile, 'a clerk works at a desk')

const portal = portalOnPostgres('morning')

const count = 30
const mostClicks = 45

for (const javaScriptEnabled of [true, false]) {
  test(`thirty ordinary suggestions take at most ${mostClicks} clicks, JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, async ({
    browser,
  }) => {
    const word = `早上${javaScriptEnabled ? '开' : '关'}`
    const numbers: string[] = []
    for (let at = 0; at < count; at++) numbers.push(await receive(portal.db, new Date()))
    await portal.db.updateTable('suggestion').set({ title: word }).where('number', 'in', numbers).execute()

    const context = await browser.newContext({
      baseURL: portal.server.address,
      javaScriptEnabled,
      viewport: { width: 1280, height: 900 },
    })
    const page = await context.newPage()
    await signIn(page, portal.server, 'clerk')
    let clicks = 0
    const click = async (what: Locator) => {
      await what.click()
      clicks += 1
    }
    await click(page.getByRole('link', { name: /^待受理/ }))
    await expect(page.getByRole('link', { name: /^待受理/ })).toHaveAttribute('aria-current', 'page')
    await page.getByRole('searchbox').fill(word)
    await page.getByRole('searchbox').press('Enter')
    await expect(page.getByRole('row')).toHaveCount(count + 1)
    await click(page.getByRole('row').getByRole('link', { name: word }).first())
    for (let at = 0; at < count; at++) {
      await expect(page.getByText('早高峰七点到八点半').first()).toBeVisible()
      await click(page.getByRole('button', { name: '受理', exact: true }))
    }
    await expect(page.getByText(queueWords.none)).toBeVisible()
    await click(page.getByRole('link', { name: /^待交办/ }))
    await click(page.getByRole('link', { name: queueWords.chooseAll }))
    await expect(page.getByRole('link', { name: queueWords.chooseNone })).toBeVisible()
    await click(page.getByRole('button', { name: queueWords.handOverChosen }))
    // The unit that is proposed has no officer.
    await click(page.getByLabel(deputyWords.confirmAll))
    await click(page.getByRole('button', { name: handOverWords.submit(count) }))
    await expect(page.getByText(handOverWords.done, { exact: true })).toHaveCount(count)
    await click(page.getByRole('link', { name: queueWords.caption }))
    await expect(page.getByText(queueWords.none)).toBeVisible()

    const rows = await portal.db
      .selectFrom('suggestion')
      .select(['state', 'lead_unit'])
      .where('number', 'in', numbers)
      .execute()
    expect(rows.filter(({ state, lead_unit }) => state === 'handed-over' && lead_unit)).toHaveLength(count)
    expect(clicks).toBeLessThanOrEqual(mostClicks)
    await context.close()
  })
}

test('two Tab stops lead from signing in to the first matter', async ({ browser }) => {
  const page = await browser.newPage({ baseURL: portal.server.address })
  await signIn(page, portal.server, 'clerk')
  let stops = 0
  do {
    await page.keyboard.press('Tab')
    stops += 1
  } while (stops < 10 && (await page.locator(':focus').innerText()) !== siteWords.skipToFirst)
  await page.keyboard.press('Enter')
  await expect(page.locator('#first')).toBeFocused()
  expect(stops).toBeLessThanOrEqual(2)
  await page.close()
})

test('on a phone the filters are folded and the first matter is on the first screen', async ({ browser }) => {
  const context = await browser.newContext({
    baseURL: portal.server.address,
    viewport: { width: 390, height: 844 },
    isMobile: true,
  })
  const page = await context.newPage()
  await signIn(page, portal.server, 'clerk')
  await expect(page.locator('#first')).toBeInViewport({ ratio: 1 })
  await expect(page.getByLabel(queueWords.category)).toBeHidden()
  await page.getByText(queueWords.more).click()
  await expect(page.getByLabel(queueWords.category)).toBeVisible()
  await context.close()
})
