import type { Page } from '@playwright/test'
import { typedRegistration } from '../support/garden.ts'
import type { RunningServer } from '../support/server.ts'
import { expect, expectAccessible, expectNoSidewaysScroll, signIn, test } from './portal.ts'

/** Somebody at a browser of their own, signed in and registered as a volunteer. */
async function volunteerAt(page: Page, portal: RunningServer, role: string): Promise<Page> {
  const context = await page.context().browser()!.newContext({ baseURL: portal.address })
  const volunteer = await context.newPage()
  await signIn(volunteer, portal, role)
  await volunteer.request.post('/volunteer/register', {
    form: typedRegistration({ name: '示例帮手' }),
    headers: { Origin: portal.address },
  })
  return volunteer
}

/** Every page of the week is looked at as it stands when the organiser sees it. */
async function look(page: Page): Promise<void> {
  await expectAccessible(page)
  await expectNoSidewaysScroll(page)
}

test('an organiser’s week: write, publish, add shifts, see who comes, tell, move, widen, call off', async ({
  page,
  portal,
  isMobile,
}) => {
  // Eleven pages with axe on the way.
  // The phone's project and the desk's may share a server: each has a volunteer and an activity of its own.
  const title = isMobile ? '示例：手机上写的活动' : '示例：电脑上写的活动'
  const volunteer = await volunteerAt(page, portal, isMobile ? 'publisher-2' : 'reviewer-2')
  await signIn(page, portal, 'organiser')
  await expect(page).toHaveURL(/\/desk\/volunteers$/)
  await look(page)
  await page.getByRole('link', { name: '莲都河岸护绿队（示例）' }).click()
  await look(page)
  await page.getByRole('link', { name: '写一个活动' }).click()
  await look(page)
  await page.getByLabel('活动名称').fill(title)
  await page.getByLabel('类别').selectOption('环境整治')
  await page.getByRole('button', { name: '存成草稿' }).click()

  await expect(page.getByRole('heading', { name: '发布前还差 11 项' })).toBeVisible()
  await look(page)
  await page.getByRole('link', { name: '写明可能有什么风险' }).click()
  await expect(page.getByLabel('可能有什么风险')).toBeVisible()
  await look(page)
  await page.getByLabel('具体做什么').fill('沿江边步道给小树刷白')
  await page.getByLabel('服务地点').fill('示例江滨公园')
  await page.getByLabel('可能有什么风险').fill('步道临水')
  await page.getByLabel('怎样防护和培训').fill('发手套，有安全员')
  await page.getByLabel('保险公司').fill('示例保险公司')
  await page.getByLabel('保单号').fill('示例保单')
  const year = new Date().getFullYear()
  await page.getByLabel('保险从哪天起').fill(`${year - 1}-01-01`)
  await page.getByLabel('保到哪天').fill(`${year + 1}-12-31`)
  await page.getByLabel('最低年龄').fill('200')
  await page.getByLabel('未成年人须监护人同意').check()
  await page.getByLabel('联系人').fill('示例')
  await page.getByLabel('联系电话').fill('0578-2090000')
  await page.getByRole('button', { name: '保存' }).click()
  await look(page)
  await page.getByRole('link', { name: '请填 3 到 70 的整数' }).click()
  await page.getByLabel('最低年龄').fill('14')
  await page.getByRole('button', { name: '保存' }).click()
  await expect(page.getByRole('heading', { name: '发布前还差 1 项' })).toBeVisible()

  await page.getByRole('link', { name: '加班次' }).first().click()
  await look(page)
  await page.getByLabel('每周同一时间').fill('2')
  await page.getByLabel('名额').fill('1')
  await page.getByRole('button', { name: '加班次' }).click()
  await page.getByRole('button', { name: '发布' }).click()
  await expect(page.getByText('交出去了：已经公开，或者文明办看过就公开。')).toBeVisible()
  await expect(page.getByRole('table', { name: '班次' }).getByRole('link')).toHaveCount(2)
  await look(page)
  await page.getByRole('table', { name: '班次' }).getByRole('link').first().click()
  await expect(page).toHaveURL(/\/desk\/volunteers\/shifts\/\d+$/)
  const shift = new URL(page.url()).pathname.replace('/desk/volunteers', '/volunteer')

  await volunteer.goto(shift)
  await volunteer.getByRole('button', { name: '报名' }).click()
  await expect(volunteer.getByText('报上了，到时见。')).toBeVisible()
  await page.reload()
  await expect(page.getByText('示例帮手', { exact: true })).toBeVisible()
  await look(page)
  await page.getByRole('button', { name: '显示电话' }).click()
  await expect(page.getByText('没有留')).toBeVisible()
  await look(page)

  await page.getByLabel('要说的话').fill('下雨，请带雨衣')
  await page.getByRole('button', { name: '发出' }).click()
  await expect(page.getByText('发出去了。')).toBeVisible()
  await volunteer.reload()
  await expect(volunteer.getByText('下雨，请带雨衣')).toBeVisible()

  await page.getByRole('link', { name: '改时间地点' }).click()
  await look(page)
  await page.getByLabel('几点开始').fill('14:00')
  await page.getByLabel('几点结束').fill('16:00')
  await page.getByRole('button', { name: '改好并告诉大家' }).click()
  await expect(page.getByRole('heading', { name: '等他们确认' })).toBeVisible()
  await volunteer.goto('/me/volunteer')
  await volunteer.getByRole('button', { name: '我来' }).click()
  await expect(volunteer.getByText('确认了，到时见。')).toBeVisible()

  await page.getByRole('link', { name: '改名额' }).click()
  await page.getByLabel('名额').fill('3')
  await page.getByRole('button', { name: '改名额' }).click()
  await expect(page.getByText('余 2')).toBeVisible()
  await expect(page.getByRole('heading', { name: '已报上' })).toBeVisible()

  await page.getByRole('link', { name: '取消这一班' }).click()
  await page.getByLabel('为什么取消').fill('台风预警')
  await page.getByRole('button', { name: '取消这一班' }).click()
  await expect(page.getByText('这一班已取消，都告诉了。')).toBeVisible()
  await look(page)
  await volunteer.goto(shift)
  await expect(volunteer.getByText('台风预警').first()).toBeVisible()
  await volunteer.context().close()
})

test('a roster on paper has a place to sign, and neither buttons nor who waits', async ({ page, portal, isMobile }) => {
  test.skip(isMobile, 'rosters are printed at a desk')
  await signIn(page, portal, 'organiser')
  await page.getByRole('link', { name: '青瓷展厅周末讲解' }).first().click()
  await expect(page.getByRole('heading', { name: '候补' })).toBeVisible()
  await expect(page.getByRole('button', { name: '打印名单' })).toBeVisible()
  await page.emulateMedia({ media: 'print' })
  await expect(page.getByRole('columnheader', { name: '签到' }).first()).toBeVisible()
  await expect(page.getByRole('heading', { name: '候补' })).toBeHidden()
  await expect(page.getByRole('button')).toHaveCount(0)
})

test('the office’s pages are accessible in larger text and in the dark, and never scroll sideways', async ({
  page,
  portal,
  context,
  baseURL,
  isMobile,
}) => {
  if (isMobile) await context.addCookies([{ name: 'elder', value: '1', url: baseURL! }])
  else await page.emulateMedia({ colorScheme: 'dark' })
  await signIn(page, portal, 'admin')
  for (const path of [
    '',
    '/needs',
    '/needs/1',
    '/applications',
    '/overview',
    '/organisations/1',
    '/organisations/1/members',
    '/activities/1',
    '/shifts/1',
    '/activities/1/terms',
  ]) {
    await page.goto(`/desk/volunteers${path}`)
    await expectAccessible(page)
    for (const width of [320, 1280]) {
      await page.setViewportSize({ width, height: 900 })
      await expectNoSidewaysScroll(page)
    }
  }
  await page.goto('/desk/volunteers/applications')
  await page.getByRole('link', { name: '景宁畲歌传唱队（示例）' }).click()
  await expectAccessible(page)
})
