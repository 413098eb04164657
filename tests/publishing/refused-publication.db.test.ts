import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { listUncleared } from '#publishing/drafts/uncleared.ts'
import { clearFiles } from '#publishing/edition/clearance.ts'
import { aNotice, gitIn } from '../support/content.ts'
import { newsroom } from '../support/newsroom.ts'

const path = 'content/notices/2026/refused.md'
const text = aNotice({ title: '退回了的' })

async function opened() {
  const room = await newsroom()
  const [author, first, second, publisher] = await Promise.all([
    room.person('撰稿人', 'contributor'),
    room.person('初审人', 'reviewer'),
    room.person('复审人', 'reviewer'),
    room.person('签发人', 'publisher'),
  ])
  const expectHeld = async () => {
    await room.content.refresh()
    expect(room.content.editionAt(new Date()).find('notices', 'refused')).toBeUndefined()
    expect(await listUncleared(room.content)).toMatchObject([{ path, remedy: 'draft' }])
  }
  return { room, author, first, second, publisher, expectHeld }
}

describe('a publication that did not come to be lets nothing through', () => {
  test('a text that was returned after it is held back, whether its file comes to main or the commit itself', async () => {
    const { room, author, first, second, publisher, expectHeld } = await opened()
    const { directory, db, content } = room
    await room.save(author, path, text)
    await room.review(path, author, first, second)
    const main = (await content.repository.head('main'))!
    // A file where git looks for a folder: no branch can move.
    const logs = join(directory, 'logs')
    await rm(logs, { recursive: true, force: true })
    await writeFile(logs, '')
    await expect(room.move(publisher, path, 'publication')).rejects.toThrow()
    await rm(logs)
    expect(await content.repository.head('main')).toBe(main)
    await room.move(first, path, 'return', '还要改')
    await content.repository.commitFiles('main', undefined, [{ path, bytes: text }], {
      author: { name: '外部编辑', email: 'outside@example.cn' },
      message: '推送',
    })
    await expectHeld()
    const [{ commit } = { commit: '' }] = await db
      .selectFrom('cleared_file')
      .select('commit')
      .where('path', '=', path)
      .where('how', '=', 'publication')
      .orderBy('id', 'desc')
      .execute()
    await gitIn(directory, 'update-ref', 'refs/heads/main', commit)
    await expectHeld()
  })

  test('nor does one that was killed before main moved', async () => {
    const { room, expectHeld } = await opened()
    const { repository } = room.content
    const author = { name: '外部编辑', email: 'outside@example.cn' }
    const from = await repository.head('main')
    const never = await repository.commitFiles('elsewhere', null, [{ path, bytes: text }], {
      author,
      message: '没有到的',
      from,
    })
    await clearFiles(
      room.db,
      'commit' in never ? never.commit : '',
      [{ path, oid: repository.oidOf(text) }],
      'publication',
      new Date(),
    )
    await repository.commitFiles('main', undefined, [{ path, bytes: text }], { author, message: '推送' })
    await expectHeld()
  })
})
