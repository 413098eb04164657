import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { listMoves, makeMove, type SuggestionMove } from '#suggestions/course.ts'
import { findDeskSuggestion, readAddedPhoto, readPhoto } from '#suggestions/desk.ts'
import { listFigures, refreshFigures } from '#suggestions/figures.ts'
import { addition } from '#suggestions/moves/addition.ts'
import { appeal } from '#suggestions/moves/appeal.ts'
import { declination } from '#suggestions/moves/declination.ts'
import { authorMoves } from '#suggestions/moves/index.ts'
import { merger } from '#suggestions/moves/merger.ts'
import { parting } from '#suggestions/moves/parting.ts'
import { rating } from '#suggestions/moves/rating.ts'
import { revisit } from '#suggestions/moves/revisit.ts'
import { unitText } from '#suggestions/moves/unit-text.ts'
import { withdrawal } from '#suggestions/moves/withdrawal.ts'
import { photosOnDisk } from '#suggestions/photo-files.ts'
import { asShown, previewFor } from '#suggestions/redaction/preview.ts'
import { receiveSuggestion } from '#suggestions/suggestions.ts'
import { findTrackedCourse } from '#suggestions/tracked-course.ts'
import {
  addColleagues,
  bringOn,
  bringTo,
  type Colleague,
  type Colleagues,
  rated,
  receive,
  withKey,
} from '../support/course.ts'
import { openPostgres, openTestDatabase } from '../support/database.ts'
import { suggestionInput } from '../support/suggestion.ts'
import { waitingPhoto } from '../support/waiting.ts'

const now = new Date('2026-11-23T02:00:00Z')
const personalData = createPersonalData(Buffer.alloc(32, 7))
let connection: Connection
let people: Colleagues
let dataDir: string
beforeAll(async () => {
  connection = await openTestDatabase()
  people = await addColleagues(connection.db)
  dataDir = await mkdtemp(join(tmpdir(), 'merged-test-'))
})
afterAll(async () => {
  await connection.close()
  await rm(dataDir, { recursive: true })
})

const row = (number: string) =>
  connection.db.selectFrom('suggestion').selectAll().where('number', '=', number).executeTakeFirstOrThrow()
const make = (move: SuggestionMove, number: string, data: Record<string, unknown>, by: Colleague | 'author') =>
  makeMove(connection.db, move, number, data, by, now)
const merge = async (number: string, into: string) =>
  expect(await make(merger, number, { into }, people.clerk)).toEqual({ number })
const pair = async () => {
  const [other, target] = [await receive(connection.db, now), await receive(connection.db, now)]
  await merge(other, target)
  return { other, target }
}
const offered = async (number: string) =>
  (await listMoves<SuggestionMove>(connection.db, authorMoves, await row(number), 'author', now)).map(
    ({ name }) => name,
  )
const steps = async (number: string) =>
  connection.db
    .selectFrom('deadline')
    .select('step')
    .where('suggestion_id', '=', (await row(number)).id)
    .where('ended_at', 'is', null)
    .execute()
const courseOf = async (number: string) =>
  findTrackedCourse(connection.db, await row(number), { now, nameOf: unit => unit ?? '', letterPrefix: '' })

/** It is at the desk again, as if it had just come in. */
async function expectReceived(...numbers: string[]): Promise<void> {
  for (const number of numbers) {
    expect(await row(number)).toMatchObject({ state: 'received', merged_into: null, due_at: expect.any(Date) })
    expect(await steps(number)).toEqual([{ step: 'accept' }])
    expect((await courseOf(number)).steps.at(-1)?.action).toBe(parting.action)
  }
}

describe('who was merged into another', () => {
  test('goes on adding while it is open, and the unit that leads reads words and pictures without who sent them', async () => {
    const { db } = connection
    const photo = () => waitingPhoto(db, dataDir, now)
    const received = await receiveSuggestion(
      db,
      suggestionInput({ title: '第二个人说的事', body: '晚上也堵。', name: '吴示例', phone: '13800000001' }),
      [await photo()],
      { personalData, now, privacyVersion: '2026-11-22' },
    )
    if ('refused' in received) throw new Error(received.refused)
    const { number: other } = received
    const target = await receive(db, now)
    await merge(other, target)
    await bringOn(db, target, 'handed-over', people, now)
    const added = { body: '今天又堵了。', photos: [await photo()], ...withKey() }
    expect(await make(addition, other, added, 'author')).toEqual({ number: other })
    const shown = asShown(await previewFor(db, (await row(target)).id, {}))
    expect(await make(unitText, target, { ...shown, photos_clear: true }, people.clerk)).toEqual({ number: target })

    const seen = await findDeskSuggestion(db, personalData, target, people.lead)
    expect(seen?.merged).toMatchObject([
      {
        number: other,
        body: '晚上也堵。',
        photos: [{ position: 1 }],
        additions: [{ body: '今天又堵了。', photos: [{ position: 1 }] }],
      },
    ])
    expect(JSON.stringify(seen)).not.toMatch(/吴|13800000001|sealed/)
    const store = photosOnDisk(dataDir)
    const picture = { number: other, position: 1, size: 640 as const }
    expect(await readPhoto(db, store, picture, people.lead)).toBeDefined()
    expect(await readPhoto(db, store, picture, people.outsider)).toBeUndefined()
    const additionId = seen!.merged[0]!.additions[0]!.id
    expect(await readAddedPhoto(db, store, { ...picture, additionId }, people.lead)).toBeDefined()
    expect(await readAddedPhoto(db, store, { ...picture, additionId }, people.outsider)).toBeUndefined()
    expect(await findDeskSuggestion(db, personalData, other, people.lead)).toBeUndefined()
    const told = await db.selectFrom('message').select('to_person_id').where('template', '=', 'desk-added-to').execute()
    expect(told).toEqual([{ to_person_id: people.lead.id }])
  })

  test('reads the answer and rates it; a good word closes nothing, a bad one has it taken up again', async () => {
    const { other, target } = await pair()
    expect(await offered(other)).not.toContain('rating')
    await bringOn(connection.db, target, 'revisit', people, now)
    expect(await offered(other)).toContain('rating')
    expect((await courseOf(other)).lastAnswer).toMatchObject({ number: 1, body: '已增设车位。' })
    const [third] = [await receive(connection.db, now)]
    await merge(third, target)
    expect(await make(rating, third, rated('satisfied', true), 'author')).toEqual({ number: third })
    expect((await row(target)).state).toBe('revisit')
    expect(await make(rating, other, rated('dissatisfied', false, '还是堵'), 'author')).toEqual({ number: other })
    expect(await row(target)).toMatchObject({ state: 'reopened', reopenings: 1, satisfaction: null })
    expect(await row(other)).toMatchObject({ state: 'merged', satisfaction: 'dissatisfied' })
    expect((await courseOf(target)).steps.at(-1)?.action).toBe('suggestion.reopened')
    expect(await make(rating, other, rated('satisfied', true), 'author')).toEqual({ refused: 'not-yet' })
  })

  test('rates what the desk has closed, once', async () => {
    const { other, target } = await pair()
    await bringOn(connection.db, target, 'revisit', people, now)
    await make(revisit, target, { way: 'phone', words: '本人认可。' }, people.clerk)
    expect(await offered(other)).not.toContain('addition')
    await make(rating, other, rated('satisfied', true), 'author')
    expect(await make(rating, other, rated('dissatisfied', false), 'author')).toEqual({ refused: 'already-rated' })
    expect((await row(target)).state).toBe('closed')
  })

  test('withdraws their own, and the other goes on', async () => {
    const { other, target } = await pair()
    await make(withdrawal, other, withKey(), 'author')
    expect(await row(other)).toMatchObject({ state: 'withdrawn', merged_into: null })
    expect((await row(target)).state).toBe('received')
  })

  test('is counted once: two were received, one was answered', async () => {
    const { db, close } = await openTestDatabase()
    try {
      const people = await addColleagues(db)
      const [other, target] = [await receive(db, now), await receive(db, now)]
      await makeMove(db, merger, other, { into: target }, people.clerk, now)
      await bringOn(db, target, 'revisit', people, now)
      await makeMove(db, rating, other, rated('dissatisfied', false), 'author', now)
      await refreshFigures(db, now)
      const { total } = await listFigures(db, { from: '2026-01', to: '2026-12' })
      expect(total).toMatchObject({ received: 2, answered: 1, reopened: 1, dissatisfied: 1, 'answered-in-time': 1 })
    } finally {
      await close()
    }
  })
})

describe('what was merged comes back to the desk', () => {
  test('when its target is withdrawn, also through a chain', async () => {
    const [a, b, c] = [
      await receive(connection.db, now),
      await receive(connection.db, now),
      await receive(connection.db, now),
    ]
    await merge(a, b)
    await merge(b, c)
    await make(withdrawal, c, withKey(), 'author')
    await expectReceived(a, b)
  })

  test('when its target is not taken on', async () => {
    const { other, target } = await pair()
    await make(declination, target, { reason: 'not-ours', words: '请拨打 12306。' }, people.clerk)
    await expectReceived(other)
  })

  test('when a clerk parts them, with those that had come along', async () => {
    const { db } = connection
    const [a, b, c, d] = [
      await receive(db, now),
      await receive(db, now),
      await receive(db, now),
      await receive(db, now),
    ]
    await merge(a, b)
    await merge(b, c)
    await merge(d, c)
    expect(await make(parting, b, { words: '不是同一处。' }, people.clerk)).toEqual({ number: b })
    await expectReceived(a, b)
    expect(await row(d)).toMatchObject({ state: 'merged', merged_into: (await row(c)).id })
  })

  test('and both sides link each other before', async () => {
    const { other, target } = await pair()
    const see = (number: string) => findDeskSuggestion(connection.db, personalData, number, people.clerk)
    expect((await see(target))?.merged).toMatchObject([{ number: other }])
    expect((await see(other))?.mergedInto).toBe(target)
  })
})

describe.runIf(process.env.TEST_DATABASE === 'postgresql')('at the same moment', () => {
  test('one author withdraws the target while the other rates it: nothing is left without a step', async () => {
    const { db, close } = await openPostgres()
    try {
      const people = await addColleagues(db)
      for (let round = 0; round < 10; round++) {
        const [other, target] = [await receive(db, now), await receive(db, now)]
        await makeMove(db, merger, other, { into: target }, people.clerk, now)
        await bringOn(db, target, 'revisit', people, now)
        await Promise.all([
          makeMove(db, withdrawal, target, withKey(), 'author', now),
          makeMove(db, rating, other, rated('dissatisfied', false), 'author', now),
        ])
        const states = await db
          .selectFrom('suggestion')
          .select(['state', 'due_at'])
          .where('number', 'in', [other, target])
          .orderBy('id')
          .execute()
        expect(states).toEqual([
          { state: 'received', due_at: expect.any(Date) },
          { state: 'withdrawn', due_at: null },
        ])
      }
    } finally {
      await close()
    }
  })
})

test('the closing of the one that it was merged into may be appealed against, counted from that closing', async () => {
  const { other, target } = await pair()
  const later = (days: number) => new Date(now.getTime() + days * 86_400_000)
  const offeredAt = async (days: number) =>
    listMoves<SuggestionMove>(connection.db, authorMoves, await row(other), 'author', later(days))
  expect(await offeredAt(25)).not.toContain(appeal)
  await bringOn(connection.db, target, 'closed', people, later(24))
  expect(await offeredAt(25)).toContain(appeal)
  expect(await offeredAt(60)).not.toContain(appeal)
})

test('the unit that leads is told when another is merged into its matter', async () => {
  const target = await bringTo(connection.db, 'handed-over', people, now)
  await merge(await receive(connection.db, now), target)
  const told = await connection.db
    .selectFrom('message')
    .select('to_person_id')
    .where('template', '=', 'desk-merged-into')
    .where('about_id', '=', String((await row(target)).id))
    .execute()
  expect(told).toEqual([{ to_person_id: people.lead.id }])
})
