import { expect, test } from 'vitest'
import { aNotice, gitIn } from '../support/content.ts'
import { newsroom, placeOf } from '../support/newsroom.ts'

const path = 'content/notices/2026/set-back.md'

test.each(['returned', 'taken back', 'saved anew', 'deleted'])(
  'reviews from before a draft was %s never count again, even when its branch is set back to them',
  async way => {
    const room = await newsroom()
    const [author, first, second, publisher] = await Promise.all([
      room.person('撰稿人', 'contributor'),
      room.person('初审人', 'reviewer'),
      room.person('复审人', 'reviewer'),
      room.person('签发人', 'publisher'),
    ])
    const { collection, slug } = placeOf(path)
    const find = () => room.content.drafts.find(collection, slug)
    await room.save(author, path, aNotice())
    await room.review(path, author, first, second)
    const { head = '', branch = '' } = (await find()) ?? {}
    if (way === 'saved anew') await room.save(author, path, aNotice({ body: '更正过的。' }))
    else if (way === 'deleted') await room.ask(author, 'deleteUnpublishedEntry', { collection, slug })
    else if (way === 'returned') await room.move(second, path, 'return', '还要改')
    else await room.ask(author, 'updateUnpublishedEntryStatus', { collection, slug, newStatus: 'draft' })
    if (way === 'deleted') expect(await find()).toBeUndefined()
    else expect(await find()).toMatchObject({ status: 'draft', reviews: [] })
    await gitIn(room.directory, 'update-ref', `refs/heads/${branch}`, head)
    expect(await find()).toMatchObject({ head, status: 'draft', reviews: [] })
    expect(await room.content.drafts.list()).toMatchObject([{ status: 'draft', reviews: [] }])
    expect(await room.move(publisher, path, 'publication')).toMatchObject({ reason: 'step-missing' })
    // Handed in and reviewed anew it goes its way: nobody is locked out.
    await room.review(path, author, first, second)
    expect(await room.move(publisher, path, 'publication')).toHaveProperty('published')
  },
)
