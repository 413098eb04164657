import { expect, test } from 'vitest'
import { findTextFaults, listColumns } from '#publishing/edition/freshness.ts'
import { createSiteMap } from '#web/site-pages.ts'
import { aNotice, testContent } from '../support/content.ts'

test('a column is overdue after the days of the settings, and when it is empty', async () => {
  const { content, publish } = await testContent()
  await publish({ 'content/notices/2026/a.md': aNotice() }, new Date('2026-11-20T10:00:00+08:00'))
  const columns = listColumns(
    content.editionAt(new Date('2026-11-22T10:00:00+08:00')),
    new Date('2026-11-22T12:00:00+08:00'),
  )
  expect(columns.find(({ type }) => type === 'notices')).toMatchObject({
    count: 1,
    ageDays: 2,
    limitDays: 180,
    overdue: false,
  })
  expect(columns.find(({ type }) => type === 'articles')).toMatchObject({
    count: 0,
    ageDays: undefined,
    lastPublishedAt: undefined,
    overdue: true,
  })
  const later = listColumns(
    content.editionAt(new Date('2027-11-22T10:00:00+08:00')),
    new Date('2027-11-22T10:00:00+08:00'),
  )
  expect(later.find(({ type }) => type === 'notices')).toMatchObject({ overdue: true })
})

test('a date in the text or in a commit does not set a publication back', async () => {
  const { content, publish } = await testContent()
  await publish({ 'content/notices/2026/a.md': aNotice() }, new Date('2026-11-20T10:00:00+08:00'))
  await publish(
    { 'content/notices/2026/b.md': aNotice({ issued: '2001-01-01' }) },
    new Date('2001-01-01T00:00:00+08:00'),
  )
  expect(content.editionAt(new Date()).find('notices', 'b')?.publishedAt).toEqual(new Date('2026-11-20T10:00:00+08:00'))
})

test('links that lead nowhere and pictures without words are found; links that lead somewhere are not', async () => {
  const { content, publish } = await testContent()
  const body =
    '[有](/notices/a) [没有](/notices/gone) [页](/about) [无页](/nowhere#x) [外](https://example.cn/x) [专题](/topics/garden?p=2) ![](/media/many/picture.svg) ![图](/media/many/picture.svg) [图](/media/many/none.svg)'
  await publish({ 'content/notices/2026/a.md': aNotice({ body }) })
  const edition = content.editionAt(new Date())
  const faults = findTextFaults(
    edition,
    createSiteMap(
      [
        '../about.astro',
        '../notices/index.astro',
        '../notices/[id].astro',
        '../topics/[topic].astro',
        '../index.astro',
      ],
      edition,
    ),
  )
  expect(faults.map(({ id, kind, what }) => [id, kind, what])).toEqual([
    ['a', 'broken-link', '/notices/gone'],
    ['a', 'broken-link', '/nowhere#x'],
    ['a', 'broken-link', '/media/many/none.svg'],
    ['a', 'missing-alt', '/media/many/picture.svg'],
  ])
})
