import type { Page } from '@playwright/test'
import { writeEntryFile } from '#publishing/edition/entry-file.ts'
import { gatewayHeader } from '#publishing/decap/protocol.ts'
import { exposures } from '#publishing/types/exposure.ts'
import type { RunningServer } from '../support/server.ts'
import { signedIn, type Visitor } from '../support/visitor.ts'
import { goTo, openDecap, save } from './decap.ts'
import { expect, test } from './portal.ts'

// Decap is made for a desk.
test.skip(({ isMobile }) => isMobile, 'editors write at a desk, not on a phone')

const phenomenon = {
  title: '盲道上停满电动自行车（示例）',
  kind: 'phenomenon',
  county: '331102',
  place: '某路口东侧人行道',
  matter: '盲道被电动自行车占用，轮椅和盲杖过不去。',
  summary: '盲道被占，轮椅和盲杖过不去。',
  found_on: '2026-11-02',
  state: 'rectifying',
  mask_check: { by: '蓝青禾（示例）', on: '2026-11-03' },
  expose_until: '2099-12-31',
  sample: true,
}
const unit = {
  ...phenomenon,
  kind: 'unit',
  title: '公厕无障碍厕位停用（示例）',
  unit: 'jianshe',
  notice: 'criticism-three-overdue-cases',
  missed_deadline_on: '2026-11-10',
  asked_for_statement_on: '2026-11-12',
}
const person = {
  ...phenomenon,
  kind: 'person',
  title: '高空抛物被处罚（示例）',
  penalty: {
    decision_number: '丽莲综执罚决字〔2026〕第000号（示例）',
    authority: '莲都区综合行政执法局（示例）',
    legal_basis: '《丽水市文明行为促进条例》第三十三条',
  },
}

/** Saves an exposure as the contributor, from the version that stands. */
async function saveExposure(contributor: Visitor, id: string, entry: object): Promise<void> {
  const path = `content/exposures/2026/${id}.md`
  const slug = `2026/${id}`
  const ask = async (action: string, params: object) => {
    const response = await contributor.postText('/admin/gateway', JSON.stringify({ branch: 'main', action, params }), {
      'Content-Type': 'application/json',
      [gatewayHeader]: '1',
    })
    return {
      status: response.status,
      body: (await response.json()) as { diffs?: { path: string; id: string }[]; error?: string },
    }
  }
  const draft = await ask('unpublishedEntry', { collection: 'exposures', slug })
  const stands = draft.body.diffs?.find(diff => diff.path === path)?.id ?? null
  const raw = writeEntryFile(entry as Record<string, unknown>, '', exposures.fields)
  const options = { collectionName: 'exposures', newEntry: stands === null }
  const saved = await ask('persistEntry', {
    dataFiles: [{ slug, path, raw }],
    assets: [],
    options,
    base: { [path]: stands },
  })
  expect(saved).toMatchObject({ status: 200 })
}

/** Hands in and gives both reviews, as people do who use no JavaScript. */
async function review(portal: RunningServer, collection: string, id: string, author: string): Promise<void> {
  for (const [login, move] of [
    [author, 'submission'],
    ['reviewer', 'first-review'],
    ['reviewer-2', 'second-review'],
  ] as const) {
    const visitor = await signedIn(portal.address, portal.accounts[login])
    const address = `/admin/reviews/${collection}/${id}`
    const head = /name="head" value="([0-9a-f]{40})"/.exec(await (await visitor.get(address)).text())?.[1] ?? ''
    const moved = await visitor.post(`${address}/${move}`, { head })
    expect({ move, status: moved.status, words: moved.status === 303 ? '' : await moved.text() }).toEqual({
      move,
      status: 303,
      words: '',
    })
  }
}

/** The publisher opens the draft and presses the last button in Decap. */
async function publish(page: Page, id: string): Promise<void> {
  await page.request.get(`/admin/reviews/exposures/${id}`)
  await goTo(page, `/collections/exposures/entries/2026/${id}`)
  await expect(page.getByText('状态：待签发')).toBeVisible()
  await page.getByText('终审', { exact: true }).click()
  await page.getByText('终审通过并发布').click()
}

const gates = [
  [
    '现象',
    'phenomenon',
    { ...phenomenon, matter: '当事人李某把电动自行车停在盲道上。' },
    '曝光现象不得指认个人',
    phenomenon,
  ],
  ['单位', 'unit', { ...unit, asked_for_statement_on: undefined }, '曝光单位前须先听单位说明', unit],
] as const

for (const [kind, id, refused, words, admitted] of gates) {
  test(`the gate of ${kind} refuses, says which rule, and then admits`, async ({ page, portal }) => {
    page.on('dialog', dialog => dialog.accept())
    await openDecap(page, portal, 'publisher')
    const contributor = await signedIn(portal.address, portal.accounts.contributor)
    await saveExposure(contributor, `gate-${id}`, refused)
    await review(portal, 'exposures', `gate-${id}`, 'contributor')
    await publish(page, `gate-${id}`)
    await expect(page.getByRole('dialog')).toContainText(words)
    expect((await page.request.get(`/exposure/gate-${id}`)).status()).toBe(404)
    await page.getByRole('dialog').getByRole('button', { name: '关闭' }).click()

    await saveExposure(contributor, `gate-${id}`, admitted)
    await review(portal, 'exposures', `gate-${id}`, 'contributor')
    await publish(page, `gate-${id}`)
    await expect(page.getByText('已发布，读者现在就能看到')).toBeVisible()
    await page.goto(`/exposure/gate-${id}`)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(admitted.title)
  })
}

test('the gate of 个人 is shut until the settings open it, which takes three reviews and two publishers', async ({
  page,
  portal,
  browser,
}) => {
  page.on('dialog', dialog => dialog.accept())
  await openDecap(page, portal, 'publisher')
  const contributor = await signedIn(portal.address, portal.accounts.contributor)
  await saveExposure(contributor, 'gate-person', person)
  await review(portal, 'exposures', 'gate-person', 'contributor')
  await publish(page, 'gate-person')
  await expect(page.getByRole('dialog')).toContainText('曝光个人没有开启')
  await page.getByRole('dialog').getByRole('button', { name: '关闭' }).click()

  await goTo(page, '/collections/settings/entries/site')
  await page.getByLabel(/^允许曝光个人/).click()
  await save(page)
  await review(portal, 'settings', 'site', 'publisher')
  const context = await browser.newContext({ baseURL: portal.address, locale: 'zh-CN' })
  const second = await context.newPage()
  const { login, password } = portal.accounts['publisher-2']!
  await second.goto('/login?next=/admin/reviews/settings/site')
  await second.locator('input[name=login]').fill(login)
  await second.locator('input[name=password]').fill(password)
  await second.locator('main button[type=submit]').click()
  await expect(second.getByRole('row', { name: /允许曝光个人/ })).toContainText('是')
  await second.getByRole('button', { name: '终审通过并发布' }).click()
  await expect(second.getByText('已经发布')).toBeVisible()

  await publish(page, 'gate-person')
  await expect(page.getByText('已发布，读者现在就能看到')).toBeVisible()
  await page.goto('/exposure/gate-person')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(person.title)
})
