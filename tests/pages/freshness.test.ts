import { globSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { articles } from '#publishing/types/article.ts'
import { freshnessWords } from '#suggestions/desk-words.ts'
import { aNotice } from '../support/content.ts'
import { isOpenToTests, type Portal, workersPortal } from '../support/portal.ts'
import { publishAt } from '../support/publishing.ts'
import { signedIn, visitor } from '../support/visitor.ts'

let server: Portal
beforeAll(async () => {
  server = await workersPortal()
})
afterAll(() => server.stop())

test.skipIf(!isOpenToTests())(
  'the page of freshness says which column is overdue and which text leads nowhere, once it is published',
  async () => {
    const editor = await signedIn(server.address, server.accounts.contributor)
    const read = async () => (await editor.get('/desk/freshness')).text()
    expect(await read()).toContain(freshnessWords.textsNone)

    const articlesOfStart = globSync('content/articles/**/*.md').map(path => [path.replaceAll('\\', '/'), undefined])
    await publishAt(server, {
      ...(Object.fromEntries(articlesOfStart) as Record<string, undefined>),
      'content/notices/2026/leads-nowhere.md': aNotice({
        title: '示例坏链接通知',
        body: '[点这里](/notices/gone) ![](/media/notices/none.webp)',
      }),
    })
    expect(await read()).toContain('/notices/gone')

    const page = await read()
    expect(page).toContain('示例坏链接通知')
    expect(page).toContain('/media/notices/none.webp')
    expect(page).toMatch(
      new RegExp(`${articles.label}</th><td>${freshnessWords.empty}</td>.{0,200}${freshnessWords.overdueEmpty}`),
    )
    expect(page.match(new RegExp(freshnessWords.overdueEmpty, 'g'))).toHaveLength(1)
  },
)

test('others than editors are refused, and nothing is posted to it', async () => {
  const [clerk, editor] = await Promise.all(
    ['clerk', 'publisher'].map(role => signedIn(server.address, server.accounts[role])),
  )
  expect((await clerk!.get('/desk/freshness')).status).toBe(403)
  expect((await visitor(server.address).get('/desk/freshness')).status).toBe(303)
  expect((await editor!.post('/desk/freshness', new FormData())).status).toBe(405)
})
