import { afterAll, beforeAll, expect, test } from 'vitest'
import { importWords, officerWords } from '#people/officer-words.ts'
import { elementsIn, linksIn, wordsOf } from '../support/html.ts'
import { type Portal, workersPortal } from '../support/portal.ts'
import { signedIn, type Visitor } from '../support/visitor.ts'

let server: Portal
let admin: Visitor
let supervisor: Visitor
beforeAll(async () => {
  server = await workersPortal()
  admin = await signedIn(server.address, server.accounts.admin)
  supervisor = await signedIn(server.address, server.accounts.supervisor)
})
afterAll(() => server.stop())

const rowOf = async (someone: Visitor, unit: string) => {
  const page = await (await someone.get('/desk/units')).text()
  const row = elementsIn(page, 'tr').find(each => linksIn(each, `/creation/organization#${unit}`).length > 0)
  return row && wordsOf(row)
}
const table = (...lines: string[]) => ['单位,账号,姓名,正副', ...lines].join('\n')
async function importing(lines: string, name: 'table' | 'file' = 'table') {
  const form = new FormData()
  if (name === 'table') form.append('table', lines)
  else form.append('file', new Blob([lines], { type: 'text/csv' }), '联络员.csv')
  const response = await admin.post('/desk/units/import', form)
  return { status: response.status, page: await response.text() }
}

test('a supervisor sees who answers for each unit, where nobody does, and what lies with it', async () => {
  expect(await rowOf(supervisor, 'zonghe-zhifa')).toContain('周大港（示例）')
  expect(await rowOf(supervisor, 'xiaofang')).toContain(officerWords.noOfficer)
  const page = await (await supervisor.get('/desk/units?show=vacant')).text()
  expect(linksIn(page, '/creation/organization#zonghe-zhifa')).toEqual([])
  expect(linksIn(page, /unit=zonghe-zhifa/)).toEqual([])
  expect(
    linksIn(await (await supervisor.get('/desk/units')).text(), /view=open.*unit=zonghe-zhifa|unit=zonghe-zhifa/)
      .length,
  ).toBeGreaterThan(0)
  expect(linksIn(page, '/desk/units/import')).toEqual([])
  expect((await supervisor.get('/desk/units/import')).status).toBe(403)
})

test('a table is imported whole, by file or by hand, and the new ones get their links', async () => {
  const { status, page } = await importing(
    table('市教育局,imported-a,示例导入甲,正', '丽水市教育局（示例）,imported-b,示例导入乙,副'),
    'file',
  )
  expect(status).toBe(200)
  expect(page).toContain(importWords.done(2))
  expect(page.match(/\/invitation\/[\w-]{20,}/g)).toHaveLength(2)
  expect(await rowOf(admin, 'jiaoyu')).toContain('示例导入乙 副')
})

test('one bad line stops all, each with its words, and the table comes back', async () => {
  const lines = table('市教育局,imported-c,示例导入丙,正', '没有这个局,=1+1,=cmd,正')
  const { status, page } = await importing(lines)
  expect(status).toBe(422)
  const { refused } = importWords
  for (const words of [refused.unit('没有这个局'), refused.login, refused.name]) expect(page).toContain(words)
  expect(elementsIn(page, 'textarea').map(wordsOf).join()).toContain('imported-c')
  expect(await rowOf(admin, 'jiaoyu')).not.toContain('示例导入丙')
})

test.each([
  ['', importWords.missing],
  ['单位,姓名\n市教育局,甲', importWords.heads],
])('what is no table (%j) is refused at its field', async (lines, words) => {
  const { status, page } = await importing(lines)
  expect([status, page.includes(words)]).toEqual([422, true])
})
