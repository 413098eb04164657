import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { confirmFindings, openOf, readFindings } from '#publishing/checks/confirmations.ts'
import { findingWords } from '#publishing/checks/words.ts'
import type { ConfirmationReason } from '#publishing/checks/words.ts'
import type { SignedInPerson } from '#people/session.ts'
import { aNotice } from '../../support/content.ts'
import { newsroom, placeOf } from '../../support/newsroom.ts'

const path = 'content/notices/2026/new.md'
const place = placeOf(path)
const now = new Date('2026-11-22T10:00:00+08:00')
const criticism = (body: string) => aNotice({ body }).replace('category: notice', 'category: criticism')

async function desk() {
  const room = await newsroom({ now: () => now })
  const [author, first, second, publisher] = await Promise.all([
    room.person('撰稿人', 'contributor', 'reviewer'),
    room.person('初审人', 'reviewer'),
    room.person('复审人', 'reviewer'),
    room.person('签发人', 'publisher'),
  ])
  const head = async () => (await room.content.drafts.find(place.collection, place.slug))?.head ?? ''
  const open = async () => openOf((await readFindings(room.db, room.content, first, place, now)).findings)
  async function confirm(
    person: SignedInPerson,
    reason: ConfirmationReason,
    given?: { head?: string; keys?: string[] },
  ) {
    const keys = given?.keys ?? (await open()).map(({ key }) => key)
    const reasons = new Map(keys.map(key => [key, reason]))
    return confirmFindings(room.db, room.content, place, { head: given?.head ?? (await head()), reasons }, person, now)
  }
  return { ...room, author, first, second, publisher, head, open, confirm }
}

test('what is found in a criticism stops its publication until a second person has confirmed each, and the confirmation is kept', async () => {
  const room = await desk()
  const { author, first, second, publisher } = room
  await room.save(author, path, criticism('柯某（浙K-D1234）在会上作了检讨。'))
  await room.review(path, author, first, second)
  const refused = await room.move(publisher, path, 'publication')
  expect(refused).toMatchObject({ reason: 'gate', field: 'body' })
  expect((refused as { error: string }).error).toMatch(/柯某.*另有 1 处/)

  expect(await room.confirm(author, 'public-office')).toMatchObject({ reason: 'same-person' })
  const citizen = await room.person('通讯员', 'contributor')
  expect(await room.confirm(citizen, 'public-office')).toMatchObject({ reason: 'forbidden' })
  expect(await room.confirm(first, 'date-is-right')).toMatchObject({ reason: 'stale' })
  expect(await room.confirm(first, 'public-office', { head: 'f'.repeat(40) })).toMatchObject({ reason: 'stale' })
  expect(await room.confirm(first, 'public-office', { keys: ['0'.repeat(64)] })).toMatchObject({ reason: 'stale' })
  expect(await room.open()).toHaveLength(2)

  const [name] = await room.open()
  expect(await room.confirm(first, 'public-office', { keys: [name!.key] })).toEqual({ confirmed: 1 })
  expect(await room.move(publisher, path, 'publication')).toMatchObject({ reason: 'gate' })
  expect(await room.confirm(second, 'of-the-unit')).toEqual({ confirmed: 1 })
  const { findings } = await readFindings(room.db, room.content, author, place, now)
  expect(findings.map(({ confirmed }) => [confirmed?.by, confirmed?.reason])).toEqual([
    ['初审人', 'public-office'],
    ['复审人', 'of-the-unit'],
  ])
  expect(await room.move(publisher, path, 'publication')).toHaveProperty('published')
  const events = (await room.events()).filter(({ action }) => action === 'finding.confirmed')
  expect(events.map(({ actor_id }) => actor_id)).toEqual([first.id, second.id])
})

test('a confirmation holds for these words at this place alone, and survives a change elsewhere', async () => {
  const room = await desk()
  const { author, first } = room
  await room.save(author, path, criticism('柯某在会上作了检讨。'))
  await room.confirm(first, 'public-office')
  await room.save(author, path, criticism('柯某在会上作了检讨。').replace('一句话。', '另一句话。'))
  expect(await room.open()).toEqual([])
  await room.save(author, path, criticism('柯某在会上没有作检讨。'))
  expect(await room.open()).toHaveLength(1)
})

test('a confirmation does not outlive the rule it was given for: what is strict later is confirmed again', async () => {
  const room = await desk()
  const { author, first, second } = room
  await room.save(author, path, aNotice({ body: '请打13800000000。' }))
  await room.confirm(first, 'of-the-unit')
  expect(await room.open()).toEqual([])
  await room.save(author, path, criticism('请打13800000000。'))
  expect(await room.open()).toHaveLength(1)
  expect(await room.confirm(second, 'of-the-unit')).toEqual({ confirmed: 1 })
  expect(await room.open()).toEqual([])
})

test('a confirmation counts only with a reason that the finding allows now', async () => {
  const room = await desk()
  await room.save(room.author, path, criticism('柯某作了发言。'))
  const [finding] = await room.open()
  await room.db
    .insertInto('confirmed_finding')
    .values({
      path,
      finding: finding!.key,
      kind: 'date',
      field: 'body',
      reason: 'date-is-right',
      person_id: room.first.id,
      at: now,
    })
    .execute()
  expect(await room.open()).toHaveLength(1)
})

test('nobody changes or takes back what was confirmed', async () => {
  const room = await desk()
  await room.save(room.author, path, criticism('柯某作了检讨。'))
  await room.confirm(room.first, 'public-office')
  const { db } = room
  await expect(
    db
      .updateTable('confirmed_finding')
      .set({ reason: 'consent' } as never)
      .execute(),
  ).rejects.toThrow()
  await expect(db.deleteFrom('confirmed_finding').execute()).rejects.toThrow()
})

test('what a file of the library is called is read too', async () => {
  const room = await desk()
  const address = '/files/0123456789abcdef/a.pdf'
  await room.db
    .insertInto('stored_file')
    .values({ address, stored_as: 'a.pdf', name: '柯某.pdf', bytes: 1, owner_id: room.author.id, stored_at: now })
    .execute()
  await room.save(room.author, path, criticism(`见[附件](${address})。`))
  expect(await room.open()).toMatchObject([{ field: 'body', found: '柯某' }])
})

test('the settings are checked like any entry', async () => {
  const room = await desk()
  const settings = { collection: 'settings', slug: 'site' }
  const path = 'content/settings/site.yml'
  const text = readFileSync(path, 'utf8').replace(/^slogan: .*$/m, 'slogan: 有事打 13800000000')
  await room.save(room.publisher, path, text)
  const { findings } = await readFindings(room.db, room.content, room.first, settings, now)
  expect(findings).toMatchObject([{ kind: 'mobile', field: 'slogan', where: '“口号”' }])
})

test('a forbidden expression stops a draft where it is handed in, a mistaken one does not, and the list is the city’s content', async () => {
  const room = await desk()
  const { author } = room
  const word = (severity: string) =>
    `---\nexpression: 示例禁语\nseverity: ${severity}\nwrong: 不尊重。\nright: 示例好词\nrule: 示例依据\n---\n`
  await room.publish({ 'content/wording/example.md': word('forbidden') })
  await room.save(author, path, aNotice({ body: '里面有示例禁语。' }).replace('一句话。', '示例禁语。'))
  expect(await room.move(author, path, 'submission')).toMatchObject({
    reason: 'gate',
    field: 'summary',
    error: ['“摘要”', '“正文”']
      .map(where =>
        findingWords.refused.stops({
          kind: 'forbidden',
          where,
          found: '示例禁语',
          says: '不尊重。应写作“示例好词”。依据：示例依据。',
        }),
      )
      .join(' '),
  })
  await room.publish({ 'content/wording/example.md': word('mistaken') })
  expect(await room.move(author, path, 'submission')).toMatchObject({ status: 'pending_review' })
})
