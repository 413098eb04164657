import type { Page } from '@playwright/test'
import { adminText } from '#publishing/drafts/words.ts'
import { choose, field, handIn, openDecap, pressSave, save, write } from './decap.ts'
import { expect, test } from './portal.ts'

// Decap is made for a desk; the width of a phone is set where it matters.
test.skip(({ isMobile }) => isMobile, 'editors write at a desk, not on a phone')

const needed = adminText.form.needed
const shown = (page: Page) =>
  page.evaluate(() => {
    const labels = [...document.querySelectorAll<HTMLElement>('#nc-root label')].filter(label => label.offsetParent)
    return labels.map(label => label.textContent)
  })

/** Without any choice between its fields the form had so many labels outside of groups. */
const labelsOfAll = 29
const kinds = [
  [
    '现象',
    ['遮盖核对'],
    ['行政处罚', '单位的说明', '征求说明日期', '督办编号', '逾期日期', '来源通报', '撤回', '整改完成日期'],
  ],
  ['单位', ['责任单位', '征求说明日期', '遮盖核对'], ['行政处罚', '撤回', '整改完成日期']],
  ['个人', ['行政处罚', '遮盖核对'], ['单位的说明', '征求说明日期', '督办编号', '逾期日期', '撤回']],
] as const

for (const width of [390, 1280])
  test(`at ${width} pixels the form of an exposure shows what its kind has, and says what it needs`, async ({
    page,
    portal,
  }) => {
    await page.setViewportSize({ width, height: 900 })
    await openDecap(page, portal, 'contributor', '/collections/exposures/new')
    await expect(field(page, '标题')).toBeVisible()
    for (const [kind, wanted, leftOut] of kinds) {
      await choose(page, '曝光对象', kind)
      for (const label of wanted) await expect(page.getByText(`${label}${needed}`, { exact: true })).toBeVisible()
      const labels = await shown(page)
      expect(labels.filter(label => label.endsWith(needed))).toHaveLength(wanted.length)
      for (const label of leftOut) expect(labels.join('\n')).not.toContain(label)
      if (kind === '现象') expect(labels.length).toBeLessThan(labelsOfAll - 4)
    }
    await choose(page, '整改状态', '已撤回')
    await expect(page.getByText(`撤回${needed}`, { exact: true })).toBeVisible()
  })

test('a new form says of nothing that it is saved, and a fault brings its field before the eyes', async ({
  page,
  portal,
}) => {
  await openDecap(page, portal, 'contributor', '/collections/exposures/new')
  await expect(field(page, '标题')).toBeVisible()
  await expect(page.getByText('已保存', { exact: true })).toBeHidden()

  await write(page, '摘要', '盲道被占。')
  await pressSave(page)
  await expect(field(page, '标题')).toBeFocused()
  await expect(field(page, '标题')).toBeInViewport()

  await write(page, '标题', '盲道上停满电动自行车（示例）')
  await choose(page, '曝光对象', '现象')
  await choose(page, '县（市、区）', '莲都区')
  await write(page, '地点', '某路口东侧')
  await write(page, '问题', '盲道被占用。')
  await field(page, '发现日期').fill('2026-11-02')
  await choose(page, '整改状态', '整改中')
  await field(page, '整改期限').fill('2026-10-01')
  await field(page, '撤下日期').fill('2027-04-08')
  await save(page)
  await handIn(page)
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /整改期限不能早于发现日期/ })
    .click()
  await expect(field(page, '整改期限')).toBeFocused()
  await expect(field(page, '整改期限')).toBeInViewport()
})

test('who may not publish reads of no column that is not there', async ({ page, portal }) => {
  await openDecap(page, portal, 'contributor', '/workflow')
  await expect(page.getByText(/审核中 \d+ 篇/)).toBeVisible()
  await expect(page.getByText(/待签发 \d+ 篇/)).toHaveCount(0)
  await expect(page.getByRole('link', { name: '文件库' })).toHaveAttribute('href', '/admin/files')
})
