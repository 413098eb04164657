import { describe, expect, test } from 'vitest'
import type { SignedInPerson } from '#people/session.ts'
import type { ReviewMove } from '#publishing/decap/protocol.ts'
import { aNotice } from '../support/content.ts'
import { type Newsroom, newsroom, placeOf } from '../support/newsroom.ts'

const path = 'content/notices/2026/by-many.md'
const place = placeOf(path)

async function staff(room: Newsroom) {
  const [contributor, reviewer, second, third, publisher, other] = await Promise.all([
    room.person('撰稿人', 'contributor'),
    room.person('写稿的审核员', 'reviewer'),
    room.person('复审人', 'reviewer'),
    room.person('第三个审核员', 'reviewer'),
    room.person('写稿的签发人', 'publisher'),
    room.person('另一签发人', 'publisher'),
  ])
  return { contributor, reviewer, second, third, publisher, other }
}
type Who = keyof Awaited<ReturnType<typeof staff>>

const authorSets: Who[][] = [
  ['contributor'],
  ['contributor', 'reviewer'],
  ['contributor', 'publisher'],
  ['reviewer', 'contributor'],
  ['contributor', 'reviewer', 'publisher', 'contributor'],
]

/** How what somebody wrote comes into the draft, after its first author has begun it in the editor. */
const writings: Record<string, (room: Newsroom, by: SignedInPerson, text: string) => Promise<unknown>> = {
  'in the editor': (room, by, text) => room.save(by, path, text),
  'by a push to its branch': async (room, by, text) => {
    const branch = `cms/${place.collection}/by-many`
    const head = (await room.content.repository.head(branch))!
    return room.content.repository.commitFiles(branch, head, [{ path, bytes: text }], {
      author: { name: by.name, email: `${by.login}@localhost` },
      message: '推送',
    })
  },
}

/** The buttons by which a draft is moved. */
const buttons: Record<string, (room: Newsroom, person: SignedInPerson, move: ReviewMove) => Promise<object>> = {
  'the page of the review': (room, person, move) => room.move(person, path, move),
  'the editor': async (room, person, move) => {
    if (move === 'submission')
      return room.ask(person, 'updateUnpublishedEntryStatus', { ...place, newStatus: 'pending_review' })
    // The first review is made on its page alone.
    if (move === 'first-review') return room.move(person, path, move)
    await room.open(person, path)
    return move === 'publication'
      ? room.ask(person, 'publishUnpublishedEntry', place)
      : room.ask(person, 'updateUnpublishedEntryStatus', { ...place, newStatus: 'pending_publish' })
  },
}

const steps: [ReviewMove, Who[]][] = [
  ['first-review', ['reviewer', 'second', 'third']],
  ['second-review', ['reviewer', 'third']],
  ['publication', ['publisher', 'other']],
]

describe.each(Object.keys(writings))('what several wrote %s', writing => {
  describe.each(Object.keys(buttons))('is passed by %s', button => {
    test.each(authorSets.map(set => [set]))('by nobody of %j, whoever wrote last, and by three others', async set => {
      const room = await newsroom()
      const people = await staff(room)
      const [first, ...more] = set as [Who, ...Who[]]
      await room.save(people[first], path, aNotice({ body: '一。' }), { isNew: first === 'contributor' })
      for (const [at, who] of more.entries())
        await writings[writing]!(room, people[who], aNotice({ body: `第 ${at} 稿。` }))
      const wrote = new Set(set)
      expect(await buttons[button]!(room, people[first], 'submission')).not.toHaveProperty('reason')
      for (const [move, able] of steps) {
        for (const who of able.filter(who => wrote.has(who)))
          expect(await buttons[button]!(room, people[who], move), `${move} by ${who}`).toMatchObject({
            reason: 'same-person',
          })
        const free = able.find(who => !wrote.has(who) && who !== 'reviewer')!
        expect(await buttons[button]!(room, people[free], move), `${move} by ${free}`).not.toHaveProperty('reason')
      }
      expect(room.content.editionAt(new Date()).find('notices', 'by-many')).toBeDefined()
    })
  })
})
