import { describe, expect, test } from 'vitest'
import { takenId } from '#publishing/edition/content-file.ts'
import { contentTypes } from '#publishing/types/index.ts'
import { aNotice } from '../support/content.ts'
import { newsroom } from '../support/newsroom.ts'
import { routes } from '../support/routes.ts'

/** The first part of every route that stands beside the entries at this address, and is no entry itself. */
const besideEntriesAt = (address: string): string[] =>
  routes
    .map(({ file }) => `/${file}`)
    .filter(file => file.startsWith(address))
    .map(file => file.slice(address.length).replace(/\.(?:astro|ts)$|\/.*/, ''))
    .filter(name => /^[a-z0-9-]+$/.test(name) && name !== 'index')

describe('an entry with the id of a page beside it, which would hide it', () => {
  test('is refused by its type, for every page that there is', () => {
    for (const { name, address, takenIds = [] } of contentTypes)
      expect([name, [...takenIds].toSorted()]).toEqual([
        name,
        address?.endsWith('/') ? [...new Set(besideEntriesAt(address))].toSorted() : [],
      ])
  })

  test('is filed by no editor, and shown to nobody who pushes it; another id of the same text is', async () => {
    const room = await newsroom()
    const author = await room.person('撰稿人', 'contributor')
    const raw = aNotice({ title: '示例' })
    const path = 'content/honours/notices.md'
    const says = takenId('notices', '/creation/honours/notices')
    expect(await room.save(author, path, raw, { isNew: true })).toMatchObject({ reason: 'invalid', error: says })
    await room.publish({ [path]: raw, 'content/notices/2026/codes.md': raw })
    const { published, faults } = room.content.everything()
    expect([...published.entries.keys()].filter(each => /notices\.md|codes\.md/.test(each))).toEqual([
      'content/notices/2026/codes.md',
    ])
    expect(faults).toContainEqual({ path, message: says })
  })
})
