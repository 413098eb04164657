import { expect, test } from 'vitest'
import { filesWords } from '#publishing/files/words.ts'
import { aNotice } from '../support/content.ts'
import { isOpenToTests } from '../support/portal.ts'
import { statusAt } from '../support/visitor.ts'
import { fileRoom, form } from '../support/file-room.ts'

const room = fileRoom()
const { ask, people, publish, stored } = room

test.skipIf(!isOpenToTests())(
  'sent twice a file is one; a new version says which it replaces, and the page lists who still uses the old',
  async () => {
    const old = await stored('手册.pdf', '%PDF-1.7 第一版')
    expect(await stored('手册.pdf', '%PDF-1.7 第一版')).toEqual(old)
    await publish({
      'content/notices/2026/files-manual.md': aNotice({ title: '用旧手册', body: `[手册](${old.address})` }),
    })
    const replaces = old.page.split('/').at(-1)!
    expect((await people.colleague!.post('/admin/files', form('手册.pdf', '%PDF-1.7 冒充', { replaces }))).status).toBe(
      403,
    )
    expect((await people.contributor!.get(`/admin/files?replaces=${replaces}`)).status).toBe(200)
    const next = await stored('手册.pdf', '%PDF-1.7 第二版', { more: { replaces } })
    const page = await (await people.contributor!.get(old.page)).text()
    expect(page).toContain(`href="${next.page}"`)
    expect(page).toContain('用旧手册')
    expect(await (await people.contributor!.get(next.page)).text()).toContain(`href="${old.page}"`)
    expect(await statusAt(people.nobody!, old.address)).toBe(200)
  },
)

test('a draft may name no file that its author may not have, and none that is gone', async () => {
  const { address, page } = await stored('别人的.pdf', '%PDF-1.7 别人的')
  const path = 'content/notices/2026/files-theft.md'
  const save = (by: string, raw: string) =>
    ask(by, 'persistEntry', {
      dataFiles: [{ slug: '2026/files-theft', path, raw }],
      assets: [],
      options: { collectionName: 'notices', newEntry: true },
      base: { [path]: null },
    })
  const words = { reason: 'invalid', error: expect.stringContaining(address) as string }
  expect(await save('colleague', aNotice({ body: `[件](${address})` }))).toMatchObject(words)
  expect(await save('colleague', aNotice({ more: `# ${address}\n` }))).toMatchObject(words)
  expect((await people.contributor!.post(page, { because: '不用了' })).status).toBe(303)
  expect(await save('contributor', aNotice({ body: `[件](${address})` }))).toMatchObject(words)
  expect(await save('contributor', aNotice({ body: '[件](/files/0000000000000000/a.pdf)' }))).toMatchObject({
    reason: 'invalid',
  })
})

test('the window in the editor lists and stores the same files as JSON', async () => {
  const posted = await people.contributor!.post('/admin/files/choice', form('窗口里传.pdf', '%PDF-1.7 窗口'))
  const { address } = (await posted.json()) as { address: string }
  expect([posted.status, address]).toEqual([200, expect.stringMatching(/^\/files\//)])
  const list = async (who: string) => {
    const answer = await people[who]!.get('/admin/files/choice?q=' + encodeURIComponent('窗口里'))
    return [
      answer.status,
      ((await answer.json()) as { files?: { address: string }[] }).files?.map(file => file.address),
    ]
  }
  expect([await list('contributor'), await list('reviewer')]).toEqual([
    [200, [address]],
    [200, [address]],
  ])
  expect([await list('colleague'), await list('nobody'), await list('clerk')]).toEqual([
    [200, []],
    [401, undefined],
    [403, undefined],
  ])
  const lying = await people.contributor!.post('/admin/files/choice', form('a.pdf', 'MZ'))
  expect([lying.status, await lying.json()]).toEqual([
    422,
    { errors: { file: filesWords.refusals['not-what-it-says'] } },
  ])
})

test('lying, empty, unknown and missing files are refused in words; strangers and other addresses get nothing', async () => {
  for (const [name, content, words] of [
    ['a.pdf', 'MZ', filesWords.refusals['not-what-it-says']],
    ['a.docx', 'PK\x03\x04 xl/', filesWords.refusals['not-what-it-says']],
    ['a.png', '\x89PNG\r\n\x1a\nbroken', filesWords.refusals['not-what-it-says']],
    ['a.exe', 'MZ', filesWords.refusals['unknown-kind']],
    ['', '', filesWords.missing],
  ] as const) {
    const response = await people.publisher!.post('/admin/files', form(name, content))
    expect(response.status, name).toBe(422)
    expect(await response.text(), name).toContain(words)
  }
  expect([
    (await people.nobody!.get('/admin/files')).status,
    (await people.clerk!.get('/admin/files')).status,
    (await people.contributor!.get('/admin/files/999999')).status,
    (await people.contributor!.get('/admin/files?page=999')).status,
    (await people.contributor!.get('/admin/files?replaces=999999')).status,
    (await people.contributor!.get('/admin/files?q=' + encodeURIComponent('没有这样的%_'))).status,
  ]).toEqual([303, 403, 404, 404, 404, 200])
  for (const path of [
    '/files/',
    '/files/../data.key',
    '/files/%2e%2e/%2e%2e/data.key',
    '/files/0000000000000000/a.pdf',
    '/files/0000000000000000/..%2f..%2fdata.key',
  ])
    expect([400, 404], path).toContain(await statusAt(people.nobody!, path))
})
