import type { Page } from '@playwright/test'
import type { RunningServer } from '../support/server.ts'
import { expect, signIn } from './portal.ts'

/** Signs in and opens the editors' page at one of Decap's own addresses, such as `/collections/notices`. */
export async function openDecap(page: Page, portal: RunningServer, login: string, address = '/'): Promise<void> {
  await signIn(page, portal, login)
  await page.goto(`/admin#${address}`)
  await expect(page.getByRole('button', { name: '账户' })).toBeVisible()
}

/** Goes to another of Decap's addresses in a page that is loaded afresh, wherever it was before. */
export async function goTo(page: Page, address: string): Promise<void> {
  await page.goto('about:blank')
  await page.goto(`/admin#${address}`)
  await expect(page.getByRole('button', { name: '账户' })).toBeVisible()
}

/** A field by its label, which Decap ends with "(选填)" where nothing is asked for. */
export const field = (page: Page, label: string) => page.getByLabel(new RegExp(`^${label}( \\(选填\\))?$`)).first()

/** Writes over what stands in a field. */
export async function write(page: Page, label: string, text: string): Promise<void> {
  await field(page, label).fill('')
  await field(page, label).fill(text)
}

export async function choose(page: Page, label: string, option: string): Promise<void> {
  await field(page, label).click()
  await page
    .getByRole('option', { name: option, exact: true })
    .or(page.locator('[class*=-option]').filter({ hasText: option }))
    .first()
    .click()
}

/** Chooses a picture from the computer for the first picture field that has none. */
export async function upload(page: Page, path: string): Promise<void> {
  await page.getByRole('button', { name: '选择图片' }).first().click()
  await page.locator('input[type=file]').setInputFiles(path)
  await page.getByRole('button', { name: '使用选中的' }).click()
}

/** Saves and waits until it is kept. */
export async function save(page: Page): Promise<void> {
  await pressSave(page)
  await expect(page.getByText('已保存', { exact: true }).first()).toBeVisible()
  await expect(page.getByText('有改动未保存')).toBeHidden()
  // A new entry gets its address a moment later.
  await expect(page).not.toHaveURL(/\/new$/)
}

export async function pressSave(page: Page): Promise<void> {
  await page.getByRole('button', { name: '保存', exact: true }).click()
}

/** Asks for the reviews of a draft that is open. */
export async function handIn(page: Page): Promise<void> {
  await page.getByText('状态：草稿').click()
  await page.getByText('审核中', { exact: true }).last().click()
}

/** What the editor last sent to the gateway for saving. */
export function nextSave(
  page: Page,
): Promise<{ dataFiles: { path: string; raw: string }[]; assets: object[]; base: object }> {
  return page
    .waitForRequest(
      request =>
        request.url().endsWith('/admin/gateway') &&
        (request.postDataJSON() as { action: string }).action === 'persistEntry',
    )
    .then(request => (request.postDataJSON() as { params: never }).params)
}

/** Puts a text where Decap keeps what was not saved: it will offer it when the editor opens. */
export async function leaveUnsaved(page: Page, key: string, raw: string, path: string): Promise<void> {
  await page.evaluate(
    async ([key, raw, path]) => {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open('localforage')
        opening.onsuccess = () => resolve(opening.result)
        opening.onerror = () => reject(opening.error)
      })
      const writing = database.transaction('keyvaluepairs', 'readwrite')
      writing.objectStore('keyvaluepairs').put({ raw, path, mediaFiles: [] }, `backup.${key}`)
      await new Promise(resolve => (writing.oncomplete = resolve))
      database.close()
    },
    [key, raw, path] as const,
  )
}
