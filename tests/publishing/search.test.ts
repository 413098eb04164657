import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { markWords, passageOf, searchEdition, suggestTitles } from '#publishing/search/search.ts'
import { fold, isReadAs, readAloud } from '#publishing/search/folding.ts'
import { maxQueryLength, readQuery } from '#publishing/search/query.ts'
import { assembleEdition, type Edition, visibleAt } from '#publishing/edition/edition.ts'
import { readPublished } from '#publishing/edition/published.ts'
import { openRepository } from '#publishing/git/repository.ts'
import { ownPages } from '../../src/pages/search/_own-pages.ts'
import { aNotice, anExposure, bareRepository, repositoryOf, testContent } from '../support/content.ts'
import { knownQueries, type LabelledQuery, unseenQueries } from './search-queries.ts'

const now = new Date('2026-11-28T04:00:00Z')
let edition: Edition
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'portal-search-'))
  const directory = join(folder, 'content.git')
  await repositoryOf('content', directory)
  const repository = await openRepository(directory)
  const published = await readPublished(repository, (await repository.head('main')) ?? '')
  edition = visibleAt(assembleEdition(published), now).edition
  await repository.close()
  await rm(folder, { recursive: true })
})

const idsFor = (query: string) =>
  searchEdition(edition, ownPages, query, now).hits.map(({ document }) => document.id || document.href)

/** Recall among the first ten, and the mean reciprocal rank of the first that is wanted. */
function judge(queries: readonly LabelledQuery[]) {
  const found = queries.map(({ query, wanted }) => {
    const ids = idsFor(query).slice(0, 10)
    const first = ids.findIndex(id => wanted.includes(id))
    return {
      recall: wanted.filter(id => ids.includes(id)).length / wanted.length,
      reciprocalRank: first < 0 ? 0 : 1 / (first + 1),
    }
  })
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  return { recall: mean(found.map(each => each.recall)), rank: mean(found.map(each => each.reciprocalRank)) }
}

test('of 151 questions in Chinese nearly everything wanted is among the first ten, mostly in front', () => {
  const all = [...knownQueries, ...unseenQueries]
  expect(all).toHaveLength(151)
  const { recall, rank } = judge(all)
  expect(recall).toBeGreaterThanOrEqual(0.95)
  expect(rank).toBeGreaterThanOrEqual(0.85)
})

test('of those that no weight was set by nine in ten are found', () => {
  const { recall, rank } = judge(unseenQueries)
  expect(recall).toBeGreaterThanOrEqual(0.9)
  expect(rank).toBeGreaterThanOrEqual(0.8)
})

describe('what was typed', () => {
  test.each([
    ['ＩＣＰ備案', 'icp备案'],
    ['麗水文明創建', '丽水文明创建'],
    ['斑馬線', '斑马线'],
  ])('%s is %s', (typed, folded) => expect(fold(typed)).toBe(folded))

  test.each(['', '   ', '，。！', '.*+?^${}()|[]\\', '\u200b\u200d'])(
    '%j asks for nothing and finds nothing',
    typed => {
      expect(readQuery(typed).terms).toEqual([])
      expect(idsFor(typed)).toEqual([])
    },
  )

  test('beyond sixty characters is cut, also of ten thousand', () => {
    expect(Array.from(readQuery('路'.repeat(10_000)).typed)).toHaveLength(maxQueryLength)
    expect(() => idsFor('礼让斑马线'.repeat(2000))).not.toThrow()
    expect(() => idsFor('a b c d e f g '.repeat(700))).not.toThrow()
  })

  test('is never a pattern', () => {
    expect(idsFor('盲.道')).not.toContain('crossing-not-yielding')
    expect(() => idsFor('(盲道')).not.toThrow()
  })

  test('with a character that few fonts have is found as it is', async () => {
    const { content, publish } = await testContent(await bareRepository())
    await publish({ 'content/notices/2026/noodles.md': aNotice({ title: '𠮷野路的通知' }) })
    const { hits } = searchEdition(content.editionAt(new Date()), [], '𠮷野路', new Date())
    expect(hits[0]?.document.title).toBe('𠮷野路的通知')
  })
})

test('letters are read as pinyin, whole, begun or by their first letters', () => {
  for (const letters of ['banmaxian', 'banmax', 'bmx']) expect(isReadAs(readAloud('礼让斑马线'), letters)).toBe(true)
  expect(isReadAs(readAloud('重庆'), 'chongqing')).toBe(true)
  expect(isReadAs(readAloud('礼让斑马线'), 'banmu')).toBe(false)
})

test('a character of the same sound is put right, and said', () => {
  const found = searchEdition(edition, ownPages, '里让', now)
  expect(found.instead).toBe('礼让')
  expect(found.hits.length).toBeGreaterThan(0)
})

test('letters and digits are words, or begin one, and never two of them somewhere', async () => {
  const { content, publish } = await testContent(await bareRepository())
  await publish({
    'content/notices/2026/wifi.md': aNotice({ title: '广场 WiFi6 开通' }),
    'content/notices/2026/other.md': aNotice({ title: '关于 swifi 的说明' }),
  })
  const titles = (asked: string) =>
    searchEdition(content.editionAt(new Date()), [], asked, new Date()).hits.map(({ document }) => document.title)
  for (const asked of ['wifi', 'WIFI6', 'wif']) expect([asked, titles(asked)]).toEqual([asked, ['广场 WiFi6 开通']])
  for (const asked of ['fi', 'fiber', 'wifix']) expect([asked, titles(asked)]).toEqual([asked, []])
  expect(markWords('swifi wifi6', ['wifi']).filter(({ marked }) => marked)).toHaveLength(1)
})

test('one wrong character of two is asked about and not forced', () => {
  const { hits, instead, maybe } = searchEdition(edition, ownPages, '战牌', now)
  expect([hits, instead, maybe]).toEqual([[], undefined, '站牌'])
})

test('what only pairs of a word were found for is asked about too', () => {
  const found = searchEdition(edition, ownPages, '丽青鹿', now)
  expect([found.hits.length > 0, found.instead, found.maybe]).toEqual([true, undefined, '丽青路'])
})

test('words are marked as they are read, wherever folding changes their length', () => {
  expect(markWords('礼让斑馬線，㎡', ['斑马线', 'm2'])).toEqual([
    { text: '礼让', marked: false },
    { text: '斑馬線', marked: true },
    { text: '，', marked: false },
    { text: '㎡', marked: true },
  ])
})

test('a passage holds the word, and no marks of Markdown', () => {
  const [hit] = searchEdition(edition, ownPages, '白线画成山峦', now).hits
  const passage = passageOf(hit!.document, readQuery('白线画成山峦').terms)
  expect(passage).toContain('山峦')
  expect(passage).not.toMatch(/[#*[\]]/)
})

test('what was withdrawn, has expired or is not due is not found', async () => {
  const { content, publish } = await testContent(await bareRepository())
  await publish({
    'content/notices/2026/old.md': aNotice({ title: '蓝莓节通知', more: 'expires_at: 2026-01-02T00:00:00+08:00\n' }),
    'content/notices/2026/later.md': aNotice({ title: '蓝莓节预告', more: 'publish_at: 2099-01-02T00:00:00+08:00\n' }),
    'content/notices/2026/now.md': aNotice({ title: '蓝莓节公告' }),
    'content/exposures/2026/gone.md': anExposure({
      title: '蓝莓节摊位',
      state: 'withdrawn',
      more: 'withdrawal:\n  on: 2026-11-02\n  reason: 核实有误\n',
    }),
  })
  const titles = searchEdition(content.editionAt(new Date()), [], '蓝莓节', new Date()).hits.map(
    ({ document }) => document.title,
  )
  expect(titles).toEqual(['蓝莓节公告'])
})

test('titles are suggested while one types, by characters and by letters', () => {
  expect(suggestTitles(edition, ownPages, '小园')).toContain('做小园丁')
  expect(suggestTitles(edition, ownPages, 'xiaoyuan')).toContain('做小园丁')
  expect(suggestTitles(edition, ownPages, '')).toEqual([])
})
