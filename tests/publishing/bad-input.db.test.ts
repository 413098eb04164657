import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { aNotice, gitIn } from '../support/content.ts'
import { type Newsroom, newsroom, placeOf } from '../support/newsroom.ts'
import { imageBomb, phonePhoto } from '../support/pictures.ts'

const path = 'content/notices/2026/new.md'
const picture = 'content/media/notices/a-1.jpg'
const asset = (bytes: Buffer | string, at = picture) => ({
  path: at,
  content: Buffer.from(bytes).toString('base64'),
  encoding: 'base64' as const,
})
const zip = 'PK\x03\x04'

async function untouched(room: Newsroom, act: () => Promise<void>): Promise<void> {
  const refs = () => gitIn(room.directory, 'for-each-ref')
  const before = await refs()
  await act()
  expect(await refs()).toBe(before)
  expect(await gitIn(room.directory, 'fsck', '--full', '--strict', '--no-dangling')).toBe('')
}

test('paths that are no entry: nothing is written anywhere', async () => {
  const room = await newsroom()
  const author = await room.person('甲', 'contributor', 'publisher')
  const raw = aNotice()
  await untouched(room, async () => {
    for (const bad of [
      '.git/config',
      'content/../.git/config',
      '../outside.md',
      '/etc/passwd',
      'content/notices/2026/../../../x.md',
      'content/notices/2026/.git/x.md',
      'content/notices/2026/a\0b.md',
      'content/notices/2026/a\nb.md',
      'content/notices/x/y/z.md',
      'content/notices/new.md',
      'content/notices/2026/New File.md',
      'content/notices/2026/-x.md',
      'content/notices/2026/x.html',
      'content/notices/2026/x.md.exe',
      'content/nothing/2026/x.md',
      'src/portal.ts',
      'package.json',
      'content/settings/other.yml',
      'content\\notices\\2026\\x.md',
      `content/notices/2026/${'x'.repeat(300)}.md`,
    ]) {
      for (const collectionName of ['notices', placeOf(bad).collection, 'settings']) {
        const slug = bad.replace(/^content\/[^/]+\//, '').replace(/\.md$/, '')
        const refused = await room.ask(author, 'persistEntry', {
          dataFiles: [{ slug, path: bad, raw }],
          assets: [],
          options: { collectionName, newEntry: true },
          base: { [bad]: null },
        })
        expect(['bad-request', 'invalid'], JSON.stringify(bad)).toContain(refused.reason)
      }
      expect((await room.ask(author, 'getEntry', { path: bad })).reason, bad).toMatch(/not-found|bad-request/)
      expect((await room.ask(author, 'deleteFiles', { paths: [bad] })).reason, bad).toMatch(
        /not-found|bad-request|forbidden/,
      )
      expect((await room.ask(author, 'getMediaFile', { path: bad })).reason, bad).toMatch(/not-found|bad-request/)
    }
  })
})

test('a slug that is not the path, another collection, several files, a missing base and names of branches', async () => {
  const room = await newsroom()
  const author = await room.person('甲', 'contributor')
  await untouched(room, async () => {
    const good = {
      dataFiles: [{ slug: '2026/new', path, raw: aNotice() }],
      assets: [],
      options: { collectionName: 'notices', newEntry: true },
      base: { [path]: null },
    }
    for (const bad of [
      { ...good, dataFiles: [{ slug: '2026/other', path, raw: aNotice() }] },
      { ...good, options: { collectionName: 'articles', newEntry: true } },
      { ...good, dataFiles: [...good.dataFiles, ...good.dataFiles] },
      { ...good, base: {} },
    ])
      expect(await room.ask(author, 'persistEntry', bad), JSON.stringify(bad)).toMatchObject({ reason: 'bad-request' })
    for (const [collection, slug] of [
      ['..', '..'],
      ['main', ''],
      ['notices', '../../main'],
      ['notices', '--help'],
      ['', 'main'],
      ['notices', 'a..b'],
      ['notices', 'x.lock'],
      ['notices', '\0'],
    ] as const) {
      expect(await room.ask(author, 'unpublishedEntry', { collection, slug }), slug).toMatchObject({
        reason: 'not-found',
      })
      expect(await room.ask(author, 'deleteUnpublishedEntry', { collection, slug }), slug).toMatchObject({
        reason: 'not-found',
      })
    }
  })
})

test('unknown actions, other branches, and bodies of any other shape', async () => {
  const room = await newsroom()
  const author = await room.person('甲', 'contributor')
  for (const bad of [
    null,
    [],
    1,
    'x',
    {},
    { branch: 'main' },
    { branch: 'main', action: 'info' },
    { branch: 'other', action: 'info', params: {} },
    { branch: 'refs/heads/main', action: 'info', params: {} },
    { branch: 'main', action: 'exec', params: {} },
    { branch: 'main', action: '__proto__', params: {} },
    { branch: 'main', action: 'constructor', params: {} },
    { branch: 'main', action: 'persistEntry', params: { dataFiles: 'x' } },
    {
      branch: 'main',
      action: 'entriesByFolder',
      params: { folder: 'content/notices', extension: 'md', depth: 1, page: -1 },
    },
    { branch: 'main', action: 'deleteFiles', params: { paths: [] } },
    { branch: 'main', action: 'getEntry', params: { path: { $ne: 1 } } },
  ])
    expect(await room.send(author, bad), JSON.stringify(bad)).toMatchObject({
      reason: 'bad-request',
      error: expect.stringMatching(/[\u4e00-\u9fff]/) as string,
    })
  expect(
    await room.ask(author, 'entriesByFolder', { folder: 'content/../..', extension: 'md', depth: 1 }),
  ).toMatchObject({ reason: 'bad-request' })
  expect(await room.ask(author, 'getMedia', { mediaFolder: '../' })).toMatchObject({ reason: 'bad-request' })
})

describe('texts', () => {
  test('YAML bombs, NUL, tags, no front matter and a text beyond the limit are refused in Chinese', async () => {
    const room = await newsroom()
    const author = await room.person('甲', 'contributor')
    const bomb = `---\na: &a [${'x,'.repeat(9)}]\n${Array.from(
      { length: 20 },
      (_, at) =>
        `${String.fromCharCode(98 + at)}: &${String.fromCharCode(98 + at)} [${Array(9)
          .fill(`*${String.fromCharCode(97 + at)}`)
          .join(',')}]`,
    ).join('\n')}\n---\n`
    await untouched(room, async () => {
      for (const raw of [
        bomb,
        aNotice({ body: 'a\0b' }),
        aNotice({ more: 'x: !!js/function "f"\n' }),
        'no front matter',
        aNotice({ body: '字'.repeat(200_000) }),
        aNotice({ title: '长'.repeat(61) }),
        '',
        aNotice({ more: 'unknown: 1\n' }),
      ]) {
        const refused = await room.save(author, path, raw)
        expect(['invalid', 'too-large'], raw.slice(0, 40)).toContain(refused.reason)
        expect(refused.error).toMatch(/[\u4e00-\u9fff]/)
      }
    })
  })

  test('a script in the Markdown is saved as it was written and reaches no reader', async () => {
    const room = await newsroom()
    const author = await room.person('甲', 'contributor')
    const raw = aNotice({
      body: '前<script>alert(1)</script>\n\n<img src=x onerror=alert(1)>\n\n[点](javascript:alert(1))',
    })
    expect(await room.save(author, path, raw)).toHaveProperty('versions')
    const head = (await room.content.drafts.find('notices', 'new'))?.head ?? ''
    expect((await room.content.editionOf(head, new Date())).find('notices', 'new')?.html()).not.toMatch(
      /<script|onerror|javascript:/,
    )
  })
})

describe('files', () => {
  const lying: [string, string, Buffer | string, string][] = [
    ['a program called .jpg', picture, 'MZ\x90\x00program', 'bad-file'],
    ['HTML called .png', 'content/media/notices/a.png', '<html><script>alert(1)</script>', 'bad-file'],
    ['a JPEG called .pdf', 'content/media/notices/a.pdf', Buffer.from('\xff\xd8\xff\xe0', 'latin1'), 'bad-file'],
    ['a ZIP called .docx', 'content/media/notices/a.docx', Buffer.from(`${zip}nothing`, 'latin1'), 'bad-file'],
    ['a kind that is not served', 'content/media/notices/a.exe', 'MZ', 'bad-file'],
    ['HTML by its own name', 'content/media/notices/a.html', '<html>', 'bad-file'],
    [
      'a script for SVG',
      'content/media/notices/a.svg',
      '<script xmlns="http://www.w3.org/2000/svg">alert(1)</script>',
      'bad-file',
    ],
    ['another folder', 'content/media/articles/a.svg', '<svg/>', 'bad-file'],
    ['outside the media', 'content/notices/2026/a.svg', '<svg/>', 'bad-file'],
    ['.git', 'content/media/notices/../../../.git/config', 'x', 'bad-file'],
    ['a name like our own smaller widths', 'content/media/notices/a.640.webp', 'RIFF0000WEBP', 'bad-file'],
    ['damaged', picture, Buffer.concat([Buffer.from('\xff\xd8\xff\xe0', 'latin1'), randomBytes(2000)]), 'bad-file'],
    ['a bomb', 'content/media/notices/a.png', imageBomb(), 'bad-file'],
    [
      'too large',
      'content/media/notices/a.pdf',
      Buffer.concat([Buffer.from('%PDF-1.7'), Buffer.alloc(11 * 1024 * 1024)]),
      'too-large',
    ],
  ]
  test('oversized and lying files are refused and the text with them', async () => {
    const room = await newsroom()
    const author = await room.person('甲', 'contributor')
    await untouched(room, async () => {
      for (const [what, at, bytes, reason] of lying) {
        const refused = await room.save(author, path, aNotice(), { assets: [asset(bytes, at)] })
        expect(refused.reason, what).toBe(reason)
        expect(refused.error, what).toMatch(/[\u4e00-\u9fff]/)
      }
      expect(await room.save(author, path, aNotice({ body: '![图](/media/notices/lost.webp)' }))).toMatchObject({
        reason: 'invalid',
        error: expect.stringContaining('lost.webp') as string,
      })
    })
  })

  test('a photo becomes WebP in its widths without any metadata, under its name and its hash; a drawing loses its scripts', async () => {
    const room = await newsroom()
    const author = await room.person('甲', 'contributor')
    const raw = aNotice({ body: '![江边](/media/notices/a-1.jpg)\n\n![图](/media/notices/b.svg)' })
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1" onload="x()"><script>alert(1)</script><rect fill="red"/></svg>'
    const saved = await room.save(author, path, raw, {
      assets: [asset(await phonePhoto({ width: 1500, height: 1000 })), asset(svg, 'content/media/notices/b.svg')],
    })
    expect(saved).toHaveProperty('versions')
    const draft = await room.content.drafts.find('notices', 'new')
    expect(draft?.files.map(file => file.path)).toEqual([
      expect.stringMatching(/^content\/media\/notices\/a-1-[0-9a-f]{12}\.640\.webp$/),
      saved.stored[picture],
      expect.stringMatching(/^content\/media\/notices\/b-[0-9a-f]{12}\.svg$/),
      path,
    ])
    const stored = saved.stored[picture] ?? ''
    expect(draft?.text).toContain(`![江边](${stored.slice('content'.length)})`)
    const blobs = await room.content.repository.blobs(
      (draft?.files ?? []).map(file => file.oid ?? ''),
      10_000_000,
    )
    const bytes = draft?.files.map(file => blobs.get(file.oid ?? '')?.bytes ?? Buffer.alloc(0)) ?? []
    for (const webp of bytes.slice(0, 2)) {
      expect(webp.toString('latin1', 0, 16)).toMatch(/^RIFF.{4}WEBPVP8 $/s)
      expect(webp.includes('Pocket Camera') || webp.includes('EXIF')).toBe(false)
    }
    expect(bytes[2]?.toString()).toBe(
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect fill="red"></rect></svg>\n',
    )
    // The editor keeps the photo without sending it again.
    expect(
      await room.save(author, path, draft!.text.replace('示例通知', '改题'), {
        assets: [{ path: stored, keep: true }],
      }),
    ).toHaveProperty('versions')
    expect((await room.content.drafts.find('notices', 'new'))?.files).toHaveLength(2 + 2)
    // Let go, the photo leaves the draft with all its widths.
    expect(await room.save(author, path, aNotice())).toHaveProperty('versions')
    expect((await room.content.drafts.find('notices', 'new'))?.files.map(file => file.path)).toEqual([path])
  })
})

test('a file that breaks its schema and comes by git push is left out, and told at the desk', async () => {
  const room = await newsroom()
  await room.publish({ 'content/notices/2026/bad.md': '---\ntitle: 无类别\n---\n', [path]: aNotice() })
  const edition = room.content.editionAt(new Date())
  expect([edition.list('notices').map(entry => entry.id), edition.faults.map(fault => fault.path)]).toEqual([
    ['new'],
    [
      'content/notices/2026/bad.md',
      'content/notices/2026/bad.md',
      'content/notices/2026/bad.md',
      'content/notices/2026/bad.md',
    ],
  ])
})
