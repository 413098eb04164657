import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { makeMove } from '#suggestions/course.ts'
import { acceptance } from '#suggestions/moves/acceptance.ts'
import { answer } from '#suggestions/moves/answer.ts'
import { declination, declineReasons } from '#suggestions/moves/declination.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { drawCode } from '#suggestions/code.ts'
import { findSuggestionByCode, receiveSuggestion } from '#suggestions/suggestions.ts'
import { listTimeline } from '#suggestions/timeline.ts'
import { written } from '../support/course.ts'
import { openTestDatabase } from '../support/database.ts'
import { suggestionInput } from '../support/suggestion.ts'

const now = new Date('2026-11-22T01:02:03.000Z')
const privacyVersion = '2026-11-22'
const personalData = createPersonalData(Buffer.alloc(32, 7))
let connection: Connection
let dataDir: string
beforeAll(async () => (connection = await openTestDatabase()))
afterAll(() => connection.close())
beforeEach(async () => (dataDir = await mkdtemp(join(tmpdir(), 'suggestions-test-'))))
afterEach(() => rm(dataDir, { recursive: true }))

const typed = suggestionInput
const receive = (input = typed(), photos: string[] = [], more: { draw?: () => string } = {}) =>
  receiveSuggestion(connection.db, input, photos, { personalData, now, privacyVersion, ...more })

async function received(fields: Record<string, string> = {}) {
  const result = await receive(typed(fields))
  if ('refused' in result) throw new Error(result.refused)
  return (await findSuggestionByCode(connection.db, personalData, result.code))!
}

describe('what the citizen sees', () => {
  const told = (id: number) => listTimeline(connection.db, id, { nameOf: unit => unit ?? '', letterPrefix: '' })

  test('is found by the code and says nothing personal', async () => {
    const { code } = await received({ name: '吴女士', phone: '13800000001' })
    const suggestion = await findSuggestionByCode(connection.db, personalData, code)
    expect(suggestion).toMatchObject({ code, title: '大猷街盲道上停满电动车', state: 'received' })
    for (const name of ['body', 'name_sealed', 'phone_sealed', 'request_key', 'latitude', 'place'])
      expect(suggestion).not.toHaveProperty(name)
    expect(await findSuggestionByCode(connection.db, personalData, drawCode())).toBeUndefined()
  })

  test('is a time line that grows with every step, the answer in it', async () => {
    const clerk = await connection.db
      .insertInto('person')
      .values({ name: '周敏', roles: ['clerk'] })
      .returning(['id', 'roles'])
      .executeTakeFirstOrThrow()
    const { id, number } = await received()
    const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000)
    expect(await told(id)).toEqual([{ at: now, action: 'suggestion.received', text: expect.any(String) }])
    await makeMove(connection.db, acceptance, number, {}, clerk, later(5))
    await makeMove(connection.db, answer, number, written('已增设车位。'), clerk, later(60))
    expect(await told(id)).toMatchObject([
      { at: now, action: 'suggestion.received' },
      { at: later(5), action: acceptance.action },
      {
        at: later(60),
        action: answer.action,
        answer: { id: expect.any(Number), number: 1, body: '已增设车位。', unit: null, pictures: [] },
      },
    ])
  })

  test('is the reason when it is not taken on', async () => {
    const clerk = await connection.db
      .insertInto('person')
      .values({ name: '周敏', roles: ['clerk'] })
      .returning(['id', 'roles'])
      .executeTakeFirstOrThrow()
    const { id, code, number } = await received()
    await makeMove(connection.db, declination, number, { reason: 'not-ours', words: '请拨打 12306。' }, clerk, now)
    expect(await findSuggestionByCode(connection.db, personalData, code)).toMatchObject({
      state: 'declined',
      decline_reason: 'not-ours',
      decline_words: '请拨打 12306。',
    })
    expect(await told(id)).toMatchObject([
      { action: 'suggestion.received' },
      { action: declination.action, reason: declineReasons['not-ours'], words: '请拨打 12306。' },
    ])
  })
})
