import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { idFrom } from '#publishing/import/ids.ts'
import { type Mapping, noMapping, readMapping } from '#publishing/import/mapping.ts'
import { firstWords, withoutHtml } from '#publishing/import/markdown.ts'
import { readFolder } from '#publishing/import/read-folder.ts'
import { readSource } from '#publishing/import/source-file.ts'
import { momentIn } from '#publishing/import/values.ts'
import { type Importer, importEntries } from '#publishing/import/write-drafts.ts'
import { findReview } from '#publishing/drafts/review.ts'
import { aNotice, gitIn, temporaryDirectory } from '../../support/content.ts'
import { type Newsroom, newsroom } from '../../support/newsroom.ts'

async function folder(files: Record<string, string | Buffer>): Promise<string> {
  const directory = await temporaryDirectory()
  for (const [path, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true })
    await writeFile(join(directory, path), bytes)
  }
  return directory
}

/** 中文 in GBK. */
const gbk = (text: string): Buffer =>
  Buffer.concat([...text].map(character => Buffer.from(gbkOf[character] ?? [...Buffer.from(character)])))
const gbkOf: Record<string, number[]> = {
  通: [0xcd, 0xa8],
  知: [0xd6, 0xaa],
  放: [0xb7, 0xc5],
  假: [0xbc, 0xd9],
  '。': [0xa1, 0xa3],
}

const photo = () =>
  sharp({ create: { width: 1600, height: 900, channels: 3, background: '#4f8f7f' } })
    .jpeg()
    .withMetadata({ exif: { IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '28/1 27/1 0/1' } } })
    .toBuffer()

const mapping = readMapping(`
folders:
  - from: _posts
    type: notices
    fields: { issued_on: date, issuer: [author, source], summary: [description, excerpt], category: categories }
    values: { category: { 会议纪要: meeting } }
    defaults: { category: notice, issuer: 示例文明办 }
  - from: content/posts
    type: articles
    fields: { source: author, cover: [image, cover] }
    defaults: { topic: garden }
  - from: source/_posts
    type: articles
    defaults: { topic: etiquette }
`)

async function run(
  room: Newsroom,
  directory: string,
  { by, map = mapping, dry = false }: { by?: Importer; map?: Mapping; dry?: boolean } = {},
) {
  const { entries, leftOut } = await readFolder(directory, map)
  const to = {
    repository: room.content.repository,
    db: by && room.db,
    by: by ?? { id: undefined, name: '文明网门户', login: 'portal' },
    now: new Date(),
  }
  const outcomes = await importEntries(to, entries, dry)
  return { leftOut, entries, outcomes: Object.fromEntries(entries.map(({ source }, at) => [source, outcomes[at]])) }
}

test('what Jekyll, Hugo and Hexo export becomes drafts with their pictures, in the name of who imports', async () => {
  const room = await newsroom()
  const person = await room.person('导入人', 'contributor')
  const directory = await folder({
    '_posts/2026-03-05-放假通知.md': gbk('---\ntitle: 放假通知\ndate: 2026/3/5\nlayout: post\n---\n放假。\n'),
    '_posts/2026-03-06-meeting.md':
      '---\ntitle: 例会\ndate: 2026-03-06 08:00\ncategories: [会议纪要]\nauthor: 示例办\ntags: [a]\n---\n<p>第一段</p><table><tr><th>甲</th></tr><tr><td>乙</td></tr></table>\n\n![图](/images/a.jpg)\n',
    'content/posts/绿道/index.md':
      '+++\ntitle = "绿道通了"\ndate = 2026-05-01T08:00:00+08:00\ndescription = "x"\nimage = "cover.jpg"\n+++\n\n第一句话说清楚。![](pic.jpg)\n',
    'content/posts/绿道/cover.jpg': await photo(),
    'content/posts/绿道/pic.jpg': await photo(),
    'content/posts/json.md': '{\n  "title": "用 JSON 写的",\n  "date": "2026-06-01"\n}\n正文在这里，没有摘要。\n',
    'content/posts/_index.md': '+++\ntitle = "列表"\n+++\n',
    'source/_posts/hexo.md': 'title: 没有第一行\ndate: 2025-12-31 23:30:00\n---\n正文。{% asset_img x.png %}\n',
    'static/images/a.jpg': await photo(),
    'package.json': '{}',
  })
  const { outcomes, entries, leftOut } = await run(room, directory, {
    by: { id: person.id, name: person.name, login: person.login! },
  })
  expect(Object.values(outcomes)).toEqual(['new', 'new', 'new', 'new', 'new'])
  expect(leftOut).toEqual(['content/posts/_index.md', 'package.json'])
  expect(entries.map(({ path }) => path)).toEqual([
    'content/notices/2026/fang-jia-tong-zhi.md',
    'content/notices/2026/meeting.md',
    'content/articles/2026/json.md',
    'content/articles/2026/lv-dao.md',
    'content/articles/2025/hexo.md',
  ])
  const holiday = (await findReview(room.content, person, 'notices', 'fang-jia-tong-zhi'))!
  expect(holiday).toMatchObject({ title: '放假通知', status: 'draft', authors: ['导入人'], moves: ['submission'] })
  const meeting = (await room.content.drafts.find('notices', 'meeting'))!
  expect(meeting.text).toContain('category: meeting')
  expect(meeting.text).toContain("issued_on: '2026-03-06'")
  expect(meeting.text).toMatch(/第一段\n\n\| 甲 +\|\n\| --- \|\n\| 乙 +\|/)
  const [picture] = meeting.files.filter(({ path }) => path.endsWith('.webp') && !/\.\d+\.webp$/.test(path))
  expect(meeting.text).toContain(`![图](${picture!.path.slice('content'.length)})`)
  expect(meeting.files).toHaveLength(4)
  const bytes = (await room.content.repository.blobs([picture!.oid!], 1e7)).get(picture!.oid!)!.bytes!
  expect((await sharp(bytes).metadata()).exif).toBeUndefined()
  const greenway = (await room.content.drafts.find('articles', 'lv-dao'))!
  expect(greenway.text).toMatch(/cover:\n  src: \/media\/articles\/cover-[0-9a-f]{12}\.webp\n  alt: 绿道通了/)
  expect(entries.flatMap(({ notes }) => notes).join('\n')).toContain('gb18030')
  expect(entries.flatMap(({ notes }) => notes).join('\n')).toContain('asset_img')
  expect(entries.find(({ source }) => source.includes('meeting'))?.notes.join()).toContain('tags')
  expect((await room.events()).at(-1)).toMatchObject({ action: 'content.imported', actor_id: person.id })
  expect(await gitIn(room.directory, 'fsck', '--full', '--strict', '--no-dangling')).toBe('')
  expect(await gitIn(room.directory, 'for-each-ref', 'refs/import')).toBe('')
})

test('a dry run writes nothing, a second run makes nothing twice, and readers see none of it before the reviews', async () => {
  const room = await newsroom()
  const directory = await folder({
    '_posts/2026-03-05-one.md': '---\ntitle: 一\n---\n正文正文。\n',
    '_posts/2026-03-05-bad.md': '---\ntitle: [\n---\n',
    '_posts/2026-03-05-nothing.md': '---\ntitle: 没有摘要也没有正文\n---\n',
  })
  const before = await gitIn(room.directory, 'for-each-ref')
  const dry = await run(room, directory, { dry: true })
  expect(dry.outcomes).toEqual({
    '_posts/2026-03-05-bad.md': 'faulty',
    '_posts/2026-03-05-nothing.md': 'faulty',
    '_posts/2026-03-05-one.md': 'faulty',
  })
  expect(dry.entries.flatMap(({ faults }) => faults).map(({ field }) => field)).toContain('issued_on')
  const withDay = readMapping(
    'folders: [{ from: _posts, type: notices, defaults: { category: notice, issuer: 某办, issued_on: "2026-03-05" } }]',
  )
  expect((await run(room, directory, { map: withDay, dry: true })).outcomes['_posts/2026-03-05-one.md']).toBe('new')
  expect(await gitIn(room.directory, 'for-each-ref')).toBe(before)
  await run(room, directory, { map: withDay })
  expect((await room.content.drafts.list()).map(({ title }) => title)).toEqual(['一'])
  expect(room.content.editionAt(new Date()).list('notices')).toEqual([])
  expect((await run(room, directory, { map: withDay })).outcomes['_posts/2026-03-05-one.md']).toBe('has-draft')
  // Nobody here is its author: a reviewer hands it in.
  const reviewer = await room.person('审核员', 'reviewer')
  expect((await findReview(room.content, reviewer, 'notices', 'one'))?.moves).toEqual(['submission'])
})

test('an export comes in again: what is the same stays, what differs is a draft on top of it, an id of another is refused', async () => {
  const room = await newsroom()
  const same = aNotice({ title: '一样的' })
  await room.publish({
    'content/notices/2026/same.md': same,
    'content/notices/2026/other.md': aNotice({ title: '旧的' }),
    'content/notices/2025/moved.md': aNotice({ title: '去年的' }),
  })
  const directory = await folder({
    'notices/2026/same.md': same,
    'notices/2026/other.md': aNotice({ title: '新的', body: '![图](/media/notices/a.jpg)' }),
    'notices/2026/moved.md': aNotice({ title: '今年的' }),
    'media/notices/a.jpg': await photo(),
  })
  const { outcomes } = await run(room, directory, { map: noMapping })
  expect(outcomes).toEqual({
    'notices/2026/same.md': 'same',
    'notices/2026/other.md': 'changed',
    'notices/2026/moved.md': 'taken',
  })
  const draft = (await room.content.drafts.find('notices', 'other'))!
  expect([draft.title, draft.foreign]).toEqual(['新的', []])
})

test('two files of one name get two ids, the same ones each time', async () => {
  const room = await newsroom()
  const post = (title: string) => `---\ntitle: ${title}\ndate: 2026-01-02\n---\n这里是正文的第一句。\n`
  const directory = await folder({ 'content/posts/a/通知.md': post('甲'), 'content/posts/b/通知.md': post('乙') })
  const ids = async () => (await run(room, directory, { dry: true })).entries.map(({ path }) => path)
  const first = await ids()
  expect(first[0]).toBe('content/articles/2026/tong-zhi.md')
  expect(first[1]).toMatch(/^content\/articles\/2026\/tong-zhi-[0-9a-f]{8}\.md$/)
  expect(await ids()).toEqual(first)
})

test('twelve hundred files become drafts; how long it takes is told, not judged', async () => {
  const room = await newsroom()
  const person = await room.person('导入人', 'contributor')
  const files: Record<string, string> = {}
  for (let at = 0; at < 1200; at += 1)
    files[`content/posts/第${at}篇.md`] =
      `---\ntitle: 第${at}篇\ndate: 2026-01-02\n---\n<p>这里是第 ${at} 篇的第一句话。</p>\n\n${'一段正文，写了很长。'.repeat(40)}\n`
  const directory = await folder(files)
  const [started, before] = [performance.now(), process.cpuUsage()]
  const { outcomes } = await run(room, directory, { by: { id: person.id, name: person.name, login: person.login! } })
  const { user, system } = process.cpuUsage(before)
  console.log(
    `1,200 files: ${Math.round(performance.now() - started)} ms, of the processor ${Math.round((user + system) / 1000)} ms`,
  )
  expect(Object.values(outcomes).every(outcome => outcome === 'new')).toBe(true)
  expect(await room.content.repository.branches('cms/')).toHaveLength(1200)
})

describe('front matter', () => {
  test.each([
    ['YAML', '---\ntitle: 甲\n---\n乙'],
    ['YAML of Windows', '\ufeff---\r\ntitle: 甲\r\n---\r\n乙\r\n'],
    ['YAML without its first line', 'title: 甲\n---\n乙'],
    ['TOML', '+++\ntitle = "甲"\n+++\n乙'],
    ['JSON', '{\n"title": "甲"\n}\n乙'],
    ['JSON of Hexo', ';;;\n"title": "甲"\n;;;\n乙'],
  ])('in %s', (_, text) => {
    expect(readSource(Buffer.from(text))).toMatchObject({ data: { title: '甲' }, body: '乙' })
  })

  test('that cannot be read says so', () => {
    expect(readSource(Buffer.from('---\ntitle: [\n---\n'))).toHaveProperty('fault')
    expect(readSource(Buffer.from('+++\ntitle = \n+++\n'))).toHaveProperty('fault')
    expect(readSource(Buffer.from([0, 1, 2, 0xff]))).toHaveProperty('fault')
    expect(readSource(Buffer.from('---\n- a\n---\n'))).toHaveProperty('fault')
  })
})

test.each([
  ['2026/3/5', '2026-03-05', undefined],
  ['2026-03-05 08:00', '2026-03-05', '08:00'],
  ['2026-03-05 08:00:30', '2026-03-05', '08:00'],
  ['2026-03-05 08:00:30 +0800', '2026-03-05', '08:00'],
  ['2026年3月5日', '2026-03-05', undefined],
  ['2026-03-05T20:00:00Z', '2026-03-06', '04:00'],
  ['2026-03-05T08:00:00+08:00', '2026-03-05', '08:00'],
])('the date %s is %s', (written, day, clock) => {
  expect(momentIn(written)).toEqual({ day, clock })
})

test('a date that is none stays for the schema to refuse', () => {
  expect([momentIn('昨天'), momentIn('2026-13-45'), momentIn(undefined)]).toEqual([undefined, undefined, undefined])
})

test('HTML becomes Markdown, and Markdown stays as it was written', () => {
  const markdown = '# 标题\n\n* 一\n* 二\n\n**粗** `<p>` 文字'
  expect(withoutHtml(markdown)).toBe(markdown)
  expect(withoutHtml('<p>甲<br>乙<strong>丙</strong></p><script>x()</script>')).toBe('甲  \n乙**丙**')
  expect(withoutHtml('前<font color="red">红</font>后 <img src="a.png" alt="图">')).toBe('前红后 ![图](a.png)')
  expect(firstWords('## 标题\n\n![图](a.png)\n\n第一句话，说了很多。[第二句](b)。', 160)).toBe(
    '第一句话，说了很多。第二句。',
  )
})

test('an id is pinyin, short and always the same', () => {
  expect(idFrom('关于放假的通知')).toBe('guan-yu-fang-jia-de-tong-zhi')
  expect(idFrom('Hello World 2026')).toBe('hello-world-2026')
  expect(idFrom('！！')).toMatch(/^entry-[0-9a-f]{8}$/)
  expect(idFrom('！！')).toBe(idFrom('！！'))
  expect(idFrom('长'.repeat(100)).length).toBeLessThanOrEqual(60)
})

test('a mapping that names what is not there is refused in one line', () => {
  expect(() => readMapping('folders: [{ from: a, type: nothing }]')).toThrow(/^the mapping file: folders\.0\.type/)
  expect(() => readMapping('folders: [{ from: a, type: notices, fields: { x: y } }]')).toThrow('has no field x')
  expect(() => readMapping('a: [')).toThrow()
})
