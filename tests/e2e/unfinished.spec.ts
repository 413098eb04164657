import { adminText } from '#publishing/drafts/words.ts'
import { field, handIn, openDecap, save, write } from './decap.ts'
import { expect, signIn, test } from './portal.ts'

test.skip(({ isMobile }) => !isMobile, 'a contributor on a phone')

test('a contributor saves half a notice on a phone, finds the note at its field, completes it and hands it in', async ({
  page,
  portal,
  browser,
}) => {
  page.on('dialog', dialog => dialog.accept())
  await openDecap(page, portal, 'contributor', '/collections/notices/new')
  // Nothing of bar and form is cut off or wider than the phone.
  for (const part of [field(page, '标题'), page.locator('.admin-bar > span'), page.locator('.admin-bar-home')]) {
    const { x, width } = (await part.boundingBox())!
    expect(x + width).toBeLessThanOrEqual(page.viewportSize()!.width)
    expect(await part.evaluate(element => element.scrollWidth <= element.clientWidth + 1)).toBe(true)
  }
  await write(page, '标题', '示例写了一半的通知')
  await save(page)
  const address = page.url()
  const id = address.split('/').at(-1)!

  const reviewer = await (await browser.newContext({ baseURL: portal.address, javaScriptEnabled: false })).newPage()
  await signIn(reviewer, portal, 'reviewer')
  await reviewer.goto(`/admin/reviews/notices/${id}`)
  await expect(reviewer.getByText(adminText.unfinished, { exact: true })).toBeVisible()
  await reviewer.getByText(adminText.notes.add).click()
  await reviewer.getByLabel(adminText.notes.field).selectOption({ label: '发布机关' })
  await reviewer.getByRole('textbox', { name: adminText.notes.body }).fill('写全称')
  await reviewer.getByRole('button', { name: adminText.notes.submit }).click()
  await expect(reviewer.getByText('写全称').first()).toBeVisible()
  await reviewer.context().close()

  await page.goto('about:blank')
  await page.goto(address)
  const aside = page.getByRole('region', { name: adminText.aside.title })
  await expect(aside).toContainText('写全称')
  await expect(aside).toContainText(adminText.aside.open('', 0).trim().slice(-8))
  await aside.getByRole('button', { name: '发布机关' }).click()
  await expect(field(page, '发布机关')).toBeFocused()

  await handIn(page)
  const missing = page.getByRole('dialog')
  await expect(missing).toContainText('“发布机关”')
  await expect(missing).toContainText('“摘要”')
  await missing.getByRole('button', { name: /“摘要”/ }).click()
  await expect(field(page, '摘要')).toBeFocused()
  await write(page, '摘要', '一句话。')
  await write(page, '发布机关', '示例市文明办')
  await field(page, '类别').click()
  await page.locator('[class*=-option]').first().click()
  await page
    .getByRole('button', { name: '把成文日期设为现在' })
    .or(page.getByRole('button', { name: '现在' }))
    .first()
    .click()
  await save(page)
  await expect(aside).not.toContainText('写全称')
  await handIn(page)
  await expect(page.getByText('状态已更新')).toBeVisible()
})
