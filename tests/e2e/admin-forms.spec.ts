import { contentTypes } from '#publishing/types/index.ts'
import { settingsFile } from '#publishing/types/settings.ts'
import { parseEntryFile, parseYamlFile, writeEntryFile } from '#publishing/edition/entry-file.ts'
import { syntheticEntry } from '../support/synthetic-entry.ts'
import { field, leaveUnsaved, nextSave, openDecap, pressSave } from './decap.ts'
import { expect, test } from './portal.ts'

// Decap is made for a desk.
test.skip(({ isMobile }) => isMobile, 'editors write at a desk, not on a phone')

const text =
  '## 小标题\n\n正文里有**粗体**、*斜体*和[链接](/about)。\n\n- 一\n- 二\n\n1. 甲\n2. 乙\n\n> 引用\n\n![溪边](/media/role-models/a.webp "图注")\n'

for (const type of contentTypes) {
  test(`an entry of ${type.name} leaves Decap's form as it came in, every field with a value that YAML could take for something else`, async ({
    page,
    portal,
  }) => {
    const raw = writeEntryFile(syntheticEntry(type), text, type.fields)
    page.on('dialog', dialog => dialog.accept())
    await openDecap(page, portal, 'publisher', `/collections/${type.name}`)
    await leaveUnsaved(page, type.name, raw, '')
    await page.goto(`/admin#/collections/${type.name}/new`)
    await expect(page.getByText('有改动未保存')).toBeVisible()

    const saved = nextSave(page)
    await pressSave(page)
    const [file] = (await saved).dataFiles
    expect(file!.path).toMatch(new RegExp(`^content/${type.name}/${type.byYear ? '\\d{4}/' : ''}\\d{8}-\\d{6}\\.md$`))
    expect(parse(file!.raw)).toEqual(parse(raw))

    function parse(raw: string) {
      return parseEntryFile('content/entry.md', Buffer.from(raw), type.schema)
    }
  })
}

test('so do the settings', async ({ page, portal }) => {
  const raw = writeEntryFile(syntheticEntry(settingsFile as never), '', settingsFile.fields).replace(
    /^---\n|---\n$/g,
    '',
  )
  const parse = (raw: string) => parseYamlFile(settingsFile.path, Buffer.from(raw), settingsFile.schema)
  page.on('dialog', dialog => dialog.accept())
  await openDecap(page, portal, 'publisher', '/collections/settings')
  await leaveUnsaved(page, 'settings.site', raw, settingsFile.path)
  await page.goto('/admin#/collections/settings/entries/site')
  await expect(page.getByText('有改动未保存')).toBeVisible()

  const saved = nextSave(page)
  await pressSave(page)
  const [file] = (await saved).dataFiles
  expect(file!.path).toBe(settingsFile.path)
  expect(parse(file!.raw)).toEqual(parse(raw))
})

test('from one open entry straight to the address of another, no field of the first stays behind', async ({
  page,
  portal,
}) => {
  page.on('dialog', dialog => dialog.accept())
  await openDecap(page, portal, 'publisher', '/collections/notices/entries/2026/call-for-bright-ideas-2027')
  await expect(field(page, '标题')).toHaveValue(/金点子/)
  await page.evaluate(() => (location.hash = '#/collections/notices/entries/2026/criticism-three-overdue-cases'))
  await expect(field(page, '标题')).toHaveValue(/通报批评/)
  await expect(page.getByText('填写表')).toHaveCount(0)
  await expect(page.getByText('call-for-bright-ideas')).toHaveCount(0)

  const saved = nextSave(page)
  await field(page, '标题').fill('示例改过的通报')
  await pressSave(page)
  const [file] = (await saved).dataFiles
  expect(file!.path).toContain('criticism-three-overdue-cases')
  expect(file!.raw).not.toContain('attachments')
})
