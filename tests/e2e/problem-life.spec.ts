import type { Page } from '@playwright/test'
import { authorWords } from '#suggestions/author-words.ts'
import { readingWords } from '#suggestions/desk-words.ts'
import { tracking } from '#suggestions/words.ts'
import { formatSuggestionNumber } from '#forms/typed/suggestion-number.ts'
import { numberOn } from '../support/suggesting.ts'
import { letDaysPass, letMorningCome } from '../support/passing-days.ts'
import { phonePhoto } from '../support/pictures.ts'
import { expect, expectNoSidewaysScroll, provePhone, test } from './portal.ts'
import { portalOnPostgres, sitDown } from './portal-on-postgres.ts'

/** A problem from the first word to the last, in the browsers around it; on PostgreSQL, where the test lets days pass. */
test.use({ actionTimeout: 15_000 })
test.skip(({ isMobile }) => isMobile, 'told once: its citizen has a phone, its staff have desks')

const author = { name: '吴小满', phone: '13800006688' }
const title = '小区门口的消防通道被电动车堵住'
const firstAnswer =
  '结论：情况属实，已清出通道。\n依据：《浙江省消防条例》。\n措施：施划禁停线，早高峰派人值守。\n日期：今天起。\n联系：0578-0000024（示例）。'
const secondAnswer =
  '结论：傍晚也已落实。\n依据：《浙江省消防条例》。\n措施：傍晚加派一人，通道口装了隔离柱。\n日期：今天起。\n联系：0578-0000024（示例）。'

const portal = portalOnPostgres('life')

const photo = async (name: string) => ({ name, mimeType: 'image/jpeg', buffer: await phonePhoto() })

/** What an officer sees must not say who asked. */
async function expectNobodyNamed(page: Page): Promise<void> {
  const html = await page.content()
  for (const secret of [author.name, author.phone, '吴**', '138****6688']) expect(html).not.toContain(secret)
  await expect(page.getByRole('heading', { name: readingWords.title })).toHaveCount(0)
}

test('a problem is returned, handed on, extended, overdue, supervised, answered, reopened, answered again and closed', async ({
  browser,
}) => {
  const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }
  const citizen = await browser.newPage({ baseURL: portal.server.address, javaScriptEnabled: false, ...phone })
  const clerk = await sitDown(browser, portal.server, 'clerk')
  const unitA = await sitDown(browser, portal.server, 'officer')
  const unitB = await sitDown(browser, portal.server, 'officer-2')
  const supervisor = await sitDown(browser, portal.server, 'supervisor')
  let address = ''
  let number = ''

  /** The citizen looks at their page, which says all this. */
  const citizenReads = async (...sentences: (string | RegExp)[]) => {
    await citizen.goto(address)
    for (const sentence of sentences) await expect(citizen.getByText(sentence).first()).toBeVisible()
    await expectNoSidewaysScroll(citizen)
  }
  const open = (page: Page, move = '') => page.goto(`/desk/suggestions/${number}${move && `?move=${move}`}`)
  const press = (page: Page, button: string) =>
    page.getByRole('region', { name: '下一步' }).getByRole('button', { name: button, exact: true }).click()
  const isTold = (page: Page, words: string) =>
    expect(page.getByRole('status').filter({ hasText: words })).toBeVisible()

  await test.step('A citizen without JavaScript reports a blocked fire lane from a phone and wishes to be told by SMS', async () => {
    await citizen.goto('/participate/suggest?kind=problem')
    await citizen.getByLabel('一句话说明').fill(title)
    await citizen.getByLabel('说清楚些').fill('每天早上七点到九点，整条消防通道停满电动车，消防车进不来。')
    await citizen.getByLabel('属于哪一类').selectOption('非机动车停放')
    await citizen.getByLabel('县（市、区）').selectOption('莲都区')
    await citizen.getByLabel('具体地点').fill('灯塔路 33 号小区正门')
    await citizen.getByLabel('照片').setInputFiles(await photo('通道.jpg'))
    await citizen.getByLabel('怎么称呼你').fill(author.name)
    await citizen.getByLabel('手机号或座机').fill(author.phone)
    await citizen.getByLabel('发短信').check()
    await citizen.getByLabel('我已看过并同意').check()
    await citizen.getByRole('button', { name: '提交' }).click()
    await expect(citizen.getByRole('heading', { name: tracking.sent.title })).toBeVisible()
    address = citizen.url().replace(/\?.*/, '')
    number = numberOn(await citizen.content())
    await citizenReads('收到了，等工作人员看', /下班前看完/)
  })

  await test.step('No SMS goes to a phone before its citizen has shown that it is theirs', async () => {
    await citizen.getByRole('link', { name: authorWords.proof.link }).click()
    await provePhone(citizen, portal.server, author.phone)
    await expect(citizen).toHaveURL(address)
    await expect(citizen.getByText(authorWords.proof.words)).toBeHidden()
  })

  await test.step('A clerk finds it in the queue, accepts it and hands it to the unit that the register proposes', async () => {
    await clerk.goto('/desk/suggestions?state=received')
    await clerk.getByRole('link', { name: title }).click()
    await press(clerk, '受理')
    await isTold(clerk, '已受理')
    await citizenReads('已受理，正在办', /下班前交给一个单位牵头去办/)
    // The desk has gone on to the next of the list.
    await open(clerk)
    await expect(clerk.getByLabel('牵头单位')).toHaveValue('zonghe-zhifa')
    await clerk.getByLabel('照片里没有人脸、车牌').check()
    await press(clerk, '交办')
    await isTold(clerk, '已交办')
    await citizenReads('交给市综合执法局牵头去办', '还没有签收')
  })

  await test.step('Unit A sees what was said but not by whom, and returns it with the duty that says whose it is', async () => {
    await unitA.goto('/desk/suggestions')
    await unitA.getByRole('link', { name: title }).click()
    await expectNobodyNamed(unitA)
    expect(
      (
        await unitA.request.post(`/desk/suggestions/${number}/readings`, {
          form: { field: 'phone', reading_reason: '想打电话问问' },
          headers: { Origin: portal.server.address },
        })
      ).status(),
    ).toBe(403)
    await open(unitA, 'return')
    await unitA.getByLabel('退单理由').fill('消防通道不归我局管，应由街道牵头。')
    await unitA.getByLabel('依据的职责').fill('“三定”规定第 4 条（示例）')
    await press(unitA, '退单')
    await isTold(unitA, '已退单')
    expect((await open(unitA))!.status()).toBe(410)
    await citizenReads('正在重新找负责的单位', /市综合执法局说明不归它管/, /答复的期限不变/)
    await expect(citizen.getByText('应由街道牵头')).toHaveCount(0)
  })

  await test.step('The clerk reads why and hands it to unit B, with A to help; the clock goes on', async () => {
    await clerk.goto('/desk/suggestions?state=returned')
    await clerk.getByRole('link', { name: title }).click()
    await expect(clerk.getByRole('region', { name: '下一步' })).toContainText('消防通道不归我局管')
    await expect(clerk.getByLabel('牵头单位')).not.toHaveValue('zonghe-zhifa')
    await clerk.getByLabel('牵头单位').selectOption('zijin-jiedao')
    await clerk.locator('summary').filter({ hasText: '协办单位' }).click()
    await clerk.getByLabel('协办单位 1').selectOption('zonghe-zhifa')
    await clerk.getByLabel('几个工作日').first().fill('1')
    await press(clerk, '交办')
    await isTold(clerk, '已交办')
    await citizenReads('交给紫金街道牵头去办，市综合执法局协办')
  })

  await test.step('B signs for it, A says what it found, B asks for three more days and the clerk grants them', async () => {
    await open(unitB)
    await expectNobodyNamed(unitB)
    await press(unitB, '签收')
    await isTold(unitB, '已签收')
    await citizenReads('紫金街道签收了，开始办')
    await open(unitA)
    await unitA.getByLabel('协办意见').fill('通道口可以施划禁停线，我局派两人配合。')
    await press(unitA, '提交协办意见')
    await isTold(unitA, '已提交协办意见')
    await expectNobodyNamed(unitA)
    await open(unitB, 'extension-request')
    await unitB.getByLabel('延长几个工作日').fill('3')
    await unitB.getByLabel('延期理由').fill('划线要等雨停。')
    await press(unitB, '申请延期')
    await isTold(unitB, '已提出延期申请')
    await citizenReads('紫金街道申请延期 3 个工作日', /划线要等雨停/)
    await clerk.goto('/desk/suggestions')
    await expect(clerk.getByRole('row').filter({ hasText: title })).toContainText('申请延期')
    await open(clerk)
    await clerk.getByLabel('批准', { exact: true }).check()
    await press(clerk, '确定')
    await isTold(clerk, '延期申请已办')
    await citizenReads('同意延期 3 个工作日')
  })

  await test.step('Forty days pass: the portal apologises to the citizen and sends the unit a numbered letter, yellow', async () => {
    await letDaysPass(portal.db, number, 40)
    await citizenReads('紫金街道没有按时答复，对不起', /督办函：丽创督〔\d{4}〕\d+号/, /没有做到，对不起/)
    await supervisor.goto('/desk/suggestions')
    await supervisor.getByRole('link', { name: title }).click()
    await expect(supervisor.getByRole('region', { name: '下一步' })).toContainText('黄灯')
    await expect(supervisor.getByRole('link', { name: '督办', exact: true })).toBeVisible()
    await supervisor
      .getByRole('link', { name: /丽创督/ })
      .first()
      .click()
    await expect(supervisor.getByText('莲都区紫金街道（示例）：')).toBeVisible()
    await expect(supervisor.getByText(new RegExp(`“${title}”.*至今没有答复`))).toBeVisible()
  })

  await test.step('Twenty more: the letter turns red', async () => {
    await letDaysPass(portal.db, number, 20)
    await supervisor.reload()
    await expect(supervisor.getByText('红灯', { exact: true })).toBeVisible()
  })

  await test.step('B answers: not without pictures, not without what an answer has to say', async () => {
    await unitB.goto('/desk/suggestions?state=overdue')
    await unitB.getByRole('link', { name: title }).click()
    await unitB.getByLabel('答复内容').fill('我们会处理的，谢谢关心。')
    await press(unitB, '发出答复')
    await expect(unitB.getByRole('alert')).toBeFocused()
    await expect(unitB.getByRole('alert')).toContainText('好像没有写到')
    await unitB.getByLabel('答复内容').fill(firstAnswer)
    await press(unitB, '发出答复')
    await expect(unitB.getByRole('alert')).toContainText('办理前后的照片')
    await unitB.getByLabel('办理前照片').setInputFiles(await photo('前.jpg'))
    await unitB.getByLabel('办理后照片').setInputFiles(await photo('后.jpg'))
    await press(unitB, '发出答复')
    await isTold(unitB, '答复已提交')
    await expectNobodyNamed(unitB)
    await citizenReads('单位已答复，正在核实')
    await expect(citizen.getByText('已清出通道')).toHaveCount(0)
  })

  await test.step('The clerk verifies; the citizen reads it with both pictures, is not satisfied, and it is taken up again by B', async () => {
    await open(clerk)
    await expect(clerk.getByRole('region', { name: '下一步' })).toContainText('已清出通道')
    await press(clerk, '核实通过')
    await isTold(clerk, '已核实')
    await citizenReads('已清出通道')
    await expect(citizen.getByRole('img', { name: /整改前/ })).toBeVisible()
    await expect(citizen.getByRole('img', { name: /整改后/ })).toBeVisible()
    await citizen.getByLabel('不满意', { exact: true }).check()
    await citizen.getByLabel('没有解决').check()
    await citizen.getByLabel('想说的话').fill('早上好了，傍晚还是堵。')
    await citizen.getByRole('button', { name: '提交评价' }).click()
    await expect(citizen.getByText('已经交回原来的单位重新办理').first()).toBeVisible()
    await citizenReads('你的评价：不满意，没有解决', /再次答复/)
    await supervisor.goto('/desk/suggestions')
    await expect(supervisor.getByRole('row').filter({ hasText: title })).toContainText('重办 1 次')
    await open(unitB)
    await expect(unitB.getByRole('region', { name: '下一步' })).toContainText('早上好了，傍晚还是堵。')
    await expectNobodyNamed(unitB)
  })

  await test.step('The second answer is verified, and the citizen has the last word', async () => {
    await unitB.getByLabel('答复内容').fill(secondAnswer)
    await unitB.getByLabel('办理后照片').setInputFiles(await photo('傍晚.jpg'))
    await press(unitB, '发出答复')
    await isTold(unitB, '答复已提交')
    await open(clerk)
    await press(clerk, '核实通过')
    await citizenReads('傍晚也已落实')
    await citizen.getByLabel('满意', { exact: true }).check()
    await citizen.getByLabel('解决了', { exact: true }).check()
    await citizen.getByRole('button', { name: '提交评价' }).click()
    await expect(citizen.getByText('谢谢你的评价。')).toBeVisible()
    await citizenReads('已办结', '你的评价：满意，解决了')
    await open(clerk)
    await expect(clerk.getByText('这件建言目前没有需要你做的事。')).toBeVisible()
  })

  await test.step('Everybody was told everything once', async () => {
    await letMorningCome(portal.db)
    // What has not been sent yet names nobody: the jobs look every two seconds.
    await expect(async () => {
      await clerk.goto('/desk/messages')
      expect(await clerk.getByRole('row').filter({ hasText: '待发' }).count()).toBe(0)
    }).toPass()
    const rows = await clerk
      .getByRole('row')
      // Messages to the author name no number, and their code is in no list.
      .filter({ hasText: new RegExp(`${formatSuggestionNumber(number)}|138\\*{4}6688`) })
      .allInnerTexts()
    const told: Record<string, string[]> = {}
    const expected: Record<string, string[]> = {
      '138****6688': [
        '验证码',
        '已受理',
        '已交给负责的单位',
        '已交给负责的单位',
        '经批准延期',
        '没有按时答复',
        '有答复了',
        '有答复了',
      ],
      周大港: ['新交办：', '请协办'],
      刘紫金: ['新交办：', '延期申请已批准', '已逾期', '转为红灯', '没有解决'],
      林小溪: ['被退单', '申请延期', '答复待核实', '答复待核实'],
      吴百山: ['已逾期', '转为红灯', '没有解决'],
    }
    const tellings = Object.values(expected).flat()
    for (const row of rows.reverse()) {
      const who = Object.keys(expected).find(name => row.includes(name)) ?? row
      told[who] = [...(told[who] ?? []), tellings.find(words => row.includes(words)) ?? row]
    }
    expect(told).toEqual(expected)
  })
})
