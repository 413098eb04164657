import { historyWords } from '#publishing/newsroom/words.ts'
import { field, goTo, openDecap, save, write } from './decap.ts'
import { expect, test } from './portal.ts'

// Decap is made for a desk.
test.skip(({ isMobile }) => isMobile, 'editors write at a desk, not on a phone')

test('the bar of the editor leads to the history, two versions are compared, and the old one is restored and open in the editor', async ({
  page,
  portal,
}) => {
  page.on('dialog', dialog => dialog.accept())
  await openDecap(page, portal, 'contributor', '/collections/notices')
  const list = await page.request.get('/admin/entries?type=notices&state=live&sort=title')
  const [, address = ''] = /href="(\/admin#\/collections\/notices\/entries\/[^"]+)"/.exec(await list.text()) ?? []
  await goTo(page, address.replace('/admin#', ''))
  await expect(field(page, '标题')).toBeVisible()
  const title = await field(page, '标题').inputValue()
  await write(page, '标题', `${title}（改）`)
  await save(page)

  const link = page.getByRole('link', { name: '历史' })
  await page.goto((await link.getAttribute('href'))!)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(historyWords.title(`${title}（改）`))
  await page.getByRole('button', { name: historyWords.compare }).click()
  await expect(page.getByRole('cell', { name: `${title}（改）` })).toBeVisible()

  await page
    .getByRole('button', { name: /恢复成草稿/ })
    .last()
    .click()
  await expect(page.getByText(historyWords.restored)).toBeVisible()
  await goTo(page, address.replace('/admin#', ''))
  await expect(field(page, '标题')).toHaveValue(title)
})
