import { recordWords } from '#record/words.ts'
import { photoCoverWords } from '#suggestions/redaction/words.ts'
import { expect, expectAccessible, expectNoSidewaysScroll, signIn, test } from './portal.ts'

const pages: Record<string, string[]> = {
  clerk: [
    '/desk',
    '/desk/account',
    '/desk/suggestions?state=all',
    '/desk/suggestions/new',
    '/desk/suggestions/by-person',
    '/desk/suggestions/filters?state=open',
    '/desk/figures',
    '/desk/figures/units',
    '/desk/hand-overs',
    '/desk/templates',
    '/desk/calendar',
    '/desk/messages',
  ],
  admin: [
    '/desk/people',
    '/desk/people/4',
    '/desk/events',
    '/desk/deadlines',
    '/desk/freshness',
    '/desk/faults',
    '/desk/system',
  ],
}
/** Samples in different states, by a word of their title, with who has something to do there. */
const suggestions: [login: string, word: string][] = [
  ['clerk', '音响'],
  ['clerk', '名牌'],
  ['clerk', '长椅'],
  ['clerk', '冲洗路面'],
  ['officer', '地砖'],
  ['officer', '泔水桶'],
  ['supervisor', '地砖'],
]

test.describe('every page of the desk is accessible and never scrolls sideways', () => {
  for (const login of ['clerk', 'officer', 'supervisor', 'admin']) {
    test(`as ${login}`, async ({ page, portal, context, baseURL, isMobile }) => {
      await signIn(page, portal, login)
      // As in public.spec.ts: the phone looks at the elder mode, the desk at the dark one.
      if (isMobile) await context.addCookies([{ name: 'elder', value: '1', url: baseURL! }])
      else await page.emulateMedia({ colorScheme: 'dark' })
      const paths = [...(pages[login] ?? [])]
      await page.goto('/desk/suggestions?state=all')
      for (const [, word] of suggestions.filter(([who]) => who === login))
        paths.push((await page.getByRole('link', { name: word }).getAttribute('href'))!)
      for (const path of paths) {
        await page.goto(path)
        for (const summary of await page.locator('main summary:visible').all()) await summary.click()
        await expectAccessible(page)
        await expectNoSidewaysScroll(page)
      }
    })
  }
})

test('on a phone the strip of places shows where one is, and without JavaScript can be moved there', async ({
  page,
  portal,
  browser,
}) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await signIn(page, portal, 'admin')
  await page.goto('/desk/system')
  const here = page.locator('.desk-nav [aria-current]')
  await expect(here).toBeInViewport({ ratio: 1 })
  const plain = await browser.newContext({
    javaScriptEnabled: false,
    storageState: await page.context().storageState(),
    viewport: { width: 390, height: 844 },
  })
  const withoutScript = await plain.newPage()
  await withoutScript.goto(page.url())
  const place = withoutScript.locator('.desk-nav [aria-current]')
  await place.focus()
  await expect(place).toBeInViewport({ ratio: 1 })
  await plain.close()
})

test('the queue is walked with j, k and Enter; ? lists the keys; e, n and u work on a suggestion', async ({
  page,
  portal,
  isMobile,
}) => {
  test.skip(isMobile, 'a phone has no keys')
  await signIn(page, portal, 'clerk')
  const rows = page.getByRole('row').getByRole('link')
  // Keys work once their script is there.
  await expect(async () => {
    await page.keyboard.press('?')
    await expect(page.getByRole('dialog')).toContainText('下一件', { timeout: 1000 })
  }).toPass()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
  await page.keyboard.press('j')
  await expect(rows.nth(0)).toBeFocused()
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await page.keyboard.press('k')
  await expect(rows.nth(1)).toBeFocused()
  const title = await rows.nth(1).innerText()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible()
  await page.keyboard.press('n')
  await expect(page.getByRole('textbox', { name: '备注' })).toBeFocused()
  // Typing is typing: u goes back only outside a field.
  await page.keyboard.type('u?')
  await expect(page.getByRole('textbox', { name: '备注' })).toHaveValue('u?')
  await page.getByRole('textbox', { name: '备注' }).blur()
  await page.keyboard.press('u')
  await expect(page).toHaveURL(/\/desk\/suggestions\?state=mine$/)
})

test('boxes for the public are drawn by pointer and by keys, and nothing public changes before it was read again', async ({
  page,
  portal,
  request,
}) => {
  const records = (await (await request.get('/suggestions/list.json')).json()) as {
    number: string
    pictures: string[]
  }[]
  const { number, pictures } = records.find(record => record.pictures.length > 0)!
  const before = await (await request.get(pictures[0]!)).body()
  await signIn(page, portal, 'clerk')
  await page.goto(`/desk/record/${number}?move=preparation`)
  await page.getByRole('link', { name: recordWords.coverPhoto }).first().click()
  const drawing = page.locator('[data-cover-photo] svg')
  const { x, y, width, height } = (await drawing.boundingBox())!
  await page.mouse.move(x + width * 0.2, y + height * 0.4)
  await page.mouse.down()
  await page.mouse.move(x + width * 0.5, y + height * 0.7)
  await page.mouse.up()
  const field = page.getByLabel(photoCoverWords.boxes)
  await expect(field).toHaveValue('20 40 30 30')
  await page.getByRole('button', { name: photoCoverWords.add }).click()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Shift+ArrowDown')
  await expect(field).toHaveValue('20 40 30 30\n41 40 20 21')
  await page.keyboard.press('Delete')
  await expect(field).toHaveValue('20 40 30 30')
  await expectAccessible(page)
  await page.getByRole('button', { name: recordWords.covering.submit }).click()
  await expect(page).toHaveURL(/move=preparation$/)
  expect((await (await request.get(pictures[0]!)).body()).equals(before)).toBe(true)
})
