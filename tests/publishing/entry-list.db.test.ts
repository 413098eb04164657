import { expect, test } from 'vitest'
import { filterRows, readEntryFilter, statesOf } from '#publishing/newsroom/entry-filter.ts'
import { listRows } from '#publishing/newsroom/rows.ts'
import { aNotice, anExposure, bareRepository } from '../support/content.ts'
import { type Newsroom, newsroom } from '../support/newsroom.ts'
import type { SignedInPerson } from '#people/session.ts'

const at = (name: string) => `content/notices/2026/${name}.md`
const now = new Date('2026-11-25T12:00:00+08:00')

/** Not due by any clock. */
const soon = '2099-01-01T09:00:00+08:00'

async function find(room: Newsroom, person: SignedInPerson, query: string) {
  const { found, counts } = filterRows(
    await listRows(room.content, person),
    readEntryFilter(new URLSearchParams(query)),
    now,
  )
  return { titles: found.map(({ title }) => title), counts }
}

test('every entry, draft and faulty file stands in the list with its state, and is found by each', async () => {
  const room = await newsroom()
  const [author, first, second] = await Promise.all([
    room.person('撰稿人', 'contributor'),
    room.person('初审人', 'reviewer'),
    room.person('复审人', 'reviewer'),
  ])
  await room.publish({
    [at('live')]: aNotice({ title: '已发布的' }),
    [at('later')]: aNotice({ title: '定时的', more: 'publish_at: "2026-12-24T09:00:00+08:00"\n' }),
    [at('changes')]: aNotice({ title: '要改的' }),
    [at('over')]: aNotice({ title: '到期的', more: 'expires_at: "2026-11-24T09:00:00+08:00"\n' }),
    'content/exposures/2025/back.md': anExposure({
      title: '撤回的',
      state: 'withdrawn',
      more: 'withdrawal: { on: "2026-11-01", reason: 示例理由 }\n',
    }),
    [at('broken')]: '---\ntitle: [\n---\n',
    'content/notices/通知.md': aNotice(),
    'content/notices/2026/picture.md': aNotice({ title: '缺图的', body: '![图](/media/notices/none.webp)' }),
  })
  await room.publish({
    [at('changes')]: aNotice({ title: '定时改的', more: `publish_at: "${soon}"\n` }),
  })
  await room.save(author, at('writing'), aNotice({ title: '在写的' }))
  for (const [name, title] of [
    ['one', '等初审的'],
    ['two', '等复审的'],
    ['three', '等终审的'],
  ] as const)
    await room.save(author, at(name), aNotice({ title }))
  await room.move(author, at('one'), 'submission')
  await room.move(author, at('two'), 'submission')
  await room.move(first, at('two'), 'first-review')
  await room.review(at('three'), author, first, second)
  await room.save(author, at('live'), aNotice({ title: '已发布的', body: '改了一句。' }))

  const rows = await listRows(room.content, first)
  const states = Object.fromEntries(rows.map(row => [row.title, statesOf(row, now)]))
  expect(states).toMatchObject({
    已发布的: ['live', 'draft'],
    定时的: ['scheduled'],
    定时改的: ['live', 'scheduled'],
    到期的: ['expired'],
    撤回的: ['withdrawn'],
    'broken.md': ['faulty'],
    '通知.md': ['faulty'],
    缺图的: ['faulty', 'live'],
    在写的: ['draft'],
    等初审的: ['first-review'],
    等复审的: ['second-review'],
    等终审的: ['publication'],
  })
  expect((await find(room, first, 'state=second-review')).titles).toEqual(['等复审的'])
  expect((await find(room, first, 'state=faulty&type=other')).titles).toEqual(['通知.md'])
  const { counts } = await find(room, first, 'state=draft')
  expect([counts.get('draft'), counts.get('faulty'), counts.get('all')]).toEqual([2, 3, rows.length])
  expect((await find(room, first, 'author=撰稿人&state=live')).titles).toEqual(['已发布的'])
  expect((await find(room, first, 'year=2025')).titles).toEqual(['撤回的'])
  expect((await find(room, first, 'county=331102&type=exposures')).titles).toEqual(['撤回的'])
  expect((await find(room, first, 'sample=yes&type=departments')).titles).toEqual(['示例市容管理局'])
  expect((await find(room, first, 'sample=no&type=departments')).titles).toEqual([])
})

test('a contributor finds published entries and own drafts, never words of another’s draft', async () => {
  const room = await newsroom()
  const [author, other] = await Promise.all([room.person('甲', 'contributor'), room.person('乙', 'contributor')])
  await room.publish({ [at('open')]: aNotice({ title: '公开的' }) })
  await room.save(author, at('own'), aNotice({ title: '自己的草稿', body: '独一无二' }))
  await room.save(author, at('open'), aNotice({ title: '公开的', body: '独一无二的改动' }))
  expect((await find(room, author, 'words=独一无二')).titles.toSorted()).toEqual(['公开的', '自己的草稿'])
  expect((await find(room, other, 'words=独一无二')).titles).toEqual([])
  expect((await find(room, other, 'words=公开')).titles).toEqual(['公开的'])
  expect((await find(room, other, 'state=draft')).titles).toEqual([])
})

test.each([
  ['绿道', '写在正文中间'],
  ['绿 道', '两个词'],
  ['ＧＤＰ１２３', '全角'],
  ['gdp123', '大小写'],
  ['示例单位', '别的字段'],
  ['人民路口', '加粗的字后面'],
  ['看不\u200b见', '零宽字符'],
])('two characters and more are found: %s (%s)', async words => {
  const room = await newsroom()
  const person = await room.person('甲', 'reviewer')
  await room.publish({
    [at('found')]: aNotice({ title: '找得到', body: '沿江的绿道通了。GDP123。**人民**路口。看不见' }),
    [at('other')]: aNotice({ title: '别的', body: '没有', issued: '2026-11-03' }).replace('示例单位', '别家'),
  })
  expect((await find(room, person, new URLSearchParams({ words }).toString())).titles).toEqual(['找得到'])
})

test('titles are in the order of Chinese, and the newest change comes first unless it is asked otherwise', async () => {
  const room = await newsroom()
  const person = await room.person('甲', 'reviewer')
  await room.publish({ [at('a')]: aNotice({ title: '中' }) }, new Date('2026-11-20T09:00:00+08:00'))
  await room.publish({ [at('b')]: aNotice({ title: '安' }) }, new Date('2026-11-21T09:00:00+08:00'))
  await room.publish({ [at('c')]: aNotice({ title: '明' }) }, new Date('2026-11-22T09:00:00+08:00'))
  expect((await find(room, person, 'type=notices')).titles).toEqual(['明', '安', '中'])
  expect((await find(room, person, 'type=notices&sort=oldest')).titles).toEqual(['中', '安', '明'])
  expect((await find(room, person, 'type=notices&sort=title')).titles).toEqual(['安', '明', '中'])
})

test('ten thousand entries are listed, searched and sorted; what it takes is told, not judged', async () => {
  const room = await newsroom({ repository: await bareRepository(10_000) })
  const person = await room.person('甲', 'reviewer')
  const took: Record<string, string> = {}
  for (const [what, query] of [
    ['first', ''],
    ['all', ''],
    ['first search', 'words=河岸的清晨'],
    ['search', 'words=河岸'],
    ['two words', 'words=编织袋 第 123'],
    ['title for the first time', 'sort=title'],
    ['title', 'sort=title&county=331102'],
  ] as const) {
    const [started, before] = [performance.now(), process.cpuUsage()]
    const { titles } = await find(room, person, query)
    const { user, system } = process.cpuUsage(before)
    took[what] =
      `${Math.round(performance.now() - started)} ms, of the processor ${Math.round((user + system) / 1000)} ms`
    expect(titles.length).toBeGreaterThan(0)
  }
  console.log(took)
}, 120_000)
