import { dayOf, formatMoment, momentOf } from '#calendar/lishui.ts'
import { adminText } from '#publishing/drafts/words.ts'
import { entryListWords, entryStates, removalWords } from '#publishing/newsroom/words.ts'
import { field, goTo, openDecap, save, write } from './decap.ts'
import { expect, expectAccessible, expectNoSidewaysScroll, signIn, test } from './portal.ts'

// Decap is made for a desk.
test.skip(({ isMobile }) => isMobile, 'editors write at a desk, not on a phone')

/** The address in Decap of the first published entry of a type. */
async function firstOf(page: import('@playwright/test').Page, type: string): Promise<string> {
  const list = await page.request.get(`/admin/entries?type=${type}&state=live&sort=title`)
  const [, address = ''] =
    new RegExp(`href="/admin#(/collections/${type}/entries/[^"]+)"`).exec(await list.text()) ?? []
  return address
}

test('deleted in the editor, an entry waits for its reviews, and readers have it until then', async ({
  page,
  portal,
}) => {
  page.on('dialog', dialog => dialog.accept())
  await openDecap(page, portal, 'publisher')
  const address = await firstOf(page, 'articles')
  await goTo(page, address)
  await expect(field(page, '标题')).toBeVisible()
  const title = await field(page, '标题').inputValue()
  await page.getByRole('button', { name: '撤下…' }).last().click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(removalWords.title(title))
  await expectAccessible(page)
  await page.getByLabel(removalWords.reason).fill('登错了栏目，另行发布')
  await page.getByRole('button', { name: removalWords.submit }).click()
  await expect(page.getByText(adminText.reviews.removal.gone)).toBeVisible()
  await page.getByRole('button', { name: adminText.moves.submission.submit }).click()
  await expect(page.getByText(adminText.moves.submission.done)).toBeVisible()
  await expectNoSidewaysScroll(page)
  const id = address.slice(address.lastIndexOf('/') + 1)
  const list = await page.request.get('/admin/entries?type=articles&state=live')
  expect(await list.text()).toContain(`/admin/history/articles/${id}`)
})

test('a change that waits for its minute stands beside what readers see', async ({ page, portal }) => {
  page.on('dialog', dialog => dialog.accept())
  await openDecap(page, portal, 'contributor')
  const address = await firstOf(page, 'notices')
  await goTo(page, address)
  await expect(field(page, '标题')).toBeVisible()
  const title = await field(page, '标题').inputValue()
  await write(page, '标题', `${title}（到时）`)
  const day = dayOf(new Date(Date.now() + 30 * 24 * 3_600_000))
  await write(page, '定时发布', `${day} 08:00`)
  await save(page)
  const id = address.slice(address.lastIndexOf('/') + 1)
  const review = `/admin/reviews/notices/${id}`
  for (const [login, move] of [
    ['contributor', 'submission'],
    ['reviewer', 'first-review'],
    ['reviewer-2', 'second-review'],
    ['publisher', 'publication'],
  ] as const) {
    await page.context().clearCookies()
    await signIn(page, portal, login)
    await page.goto(review)
    await page.getByRole('button', { name: adminText.moves[move].submit }).click()
    const told =
      move === 'publication'
        ? adminText.reviews.scheduled(formatMoment(momentOf(day, '08:00'), new Date()))
        : adminText.moves[move].done
    await expect(page.getByRole('status').filter({ hasText: told })).toBeVisible()
  }
  await page.goto(`/admin/entries?type=notices&state=scheduled`)
  const row = page.getByRole('row').filter({ hasText: `${title}（到时）` })
  await expect(row.getByText(entryStates.scheduled, { exact: true })).toBeVisible()
  await expect(row.getByText(entryStates.live, { exact: true })).toBeVisible()
  await row.getByRole('link', { name: entryListWords.about(entryListWords.reader, `${title}（到时）`) }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title)
})
