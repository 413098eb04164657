import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { type BrowserContext, test as base, expect, type Page } from '@playwright/test'
import { keepExposuresUp } from '../support/exposures.ts'
import { type RunningServer, startServer } from '../support/server.ts'

/**
 * A test with the portal of its worker, which all files of one screen share: `portal` is the running server, `baseURL`
 * its address. It fails when a script of any page throws.
 */
export const test = base.extend<{ noScriptThrows: void }, { portal: RunningServer }>({
  portal: [
    // Playwright insists on the braces: it reads from them what a fixture needs.
    async ({}, use) => {
      const dataDir = await mkdtemp(join(tmpdir(), 'portal-browser-'))
      await (await startServer({}, { dataDir })).stop()
      await keepExposuresUp(dataDir)
      const server = await startServer({}, { dataDir })
      await use(server)
      await server.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  baseURL: async ({ portal }, use) => use(portal.address),
  noScriptThrows: [
    async ({ browser }, use) => {
      const thrown: string[] = []
      const watch = (context: BrowserContext) =>
        context.on('weberror', error => {
          const address = error.page()?.url() ?? ''
          // Decap rejects promises of its own: with nothing when an editor is opened, with our answer when it is a refusal.
          if (!/\/admin(?:#|$)/.test(address)) thrown.push(`${address}: ${error.error()}`)
        })
      // Also those contexts that a test opens itself; the auto fixture stands before its first.
      browser.on('context', watch)
      await use()
      browser.off('context', watch)
      expect(thrown).toEqual([])
    },
    { auto: true },
  ],
})

/** Signs in through the form as the sample person of that role. */
export async function signIn(page: Page, portal: RunningServer, role: string): Promise<void> {
  const account = portal.accounts[role]
  if (!account) throw new Error(`no sample person is a ${role}`)
  await page.goto('/login')
  await page.locator('input[name=login]').fill(account.login)
  await page.locator('input[name=password]').fill(account.password)
  await page.locator('main button[type=submit]').click()
  await expect(page).not.toHaveURL(/\/login/)
}

/** Stands on the page that asks for a phone; asks for a code, which out of production is printed, and types it. */
export async function provePhone(page: Page, portal: RunningServer, phone: string): Promise<void> {
  const codes = () => [...portal.output().matchAll(/message to 138\S*: \S*验证码 (\d{6})/g)].map(match => match[1]!)
  const before = codes().length
  await page.getByLabel('手机号').fill(phone)
  await page.getByRole('button', { name: '发验证码' }).click()
  await expect.poll(() => codes().length).toBe(before + 1)
  await page.getByLabel('验证码').fill(codes().at(-1)!)
  await page.getByRole('button', { name: '登录' }).click()
}

/** axe finds nothing on the page as it stands. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(
    violations.map(violation => `${violation.id}: ${violation.nodes.map(node => node.target.join(' ')).join(', ')}`),
  ).toEqual([])
}

/** Nothing sticks out to the right: a phone never has to scroll sideways. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const [scroll, client] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ])
  expect(scroll).toBeLessThanOrEqual(client!)
}

export { expect }
