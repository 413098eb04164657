import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '../../db/connect.ts'
import type { SuggestionState } from '../../db/schema.ts'
import { drawCode } from '../../src/suggestions/code.ts'
import { countWaiting, findDeskSuggestion, listQueue, type QueueFilter } from '../../src/suggestions/desk.ts'
import { declineSuggestion } from '../../src/suggestions/acceptance.ts'
import { answerSuggestion } from '../../src/suggestions/answers.ts'
import { createPersonalData } from '../../src/people/personal-data.ts'
import { addColleagues, type Colleague } from '../support/course.ts'
import { openTestDatabase } from '../support/database.ts'

const noon = new Date('2026-11-20T04:00:00Z')
const personalData = createPersonalData(Buffer.alloc(32, 1))

let connection: Connection
let lan: Colleague
beforeAll(async () => {
  connection = await openTestDatabase()
  lan = (await addColleagues(connection.db)).clerk
})
afterAll(() => connection.close())

/** A row in the given state, as if the moves had been made. */
async function suggestionIn(state: SuggestionState, change: Partial<Record<'title' | 'body' | 'county' | 'category' | 'place' | 'kind', string>> & { received_at?: Date } = {}): Promise<string> {
  const code = drawCode()
  await connection.db
    .insertInto('suggestion')
    .values({
      code,
      request_key: crypto.randomUUID(),
      kind: 'problem',
      title: '路灯坏了',
      body: '三盏都不亮',
      category: 'public-facilities',
      county: '331102',
      place: '大猷街',
      publish_consent: true,
      privacy_version: '1',
      received_at: noon,
      state,
      accepted_at: state === 'accepted' ? noon : null,
      declined_at: state === 'declined' ? noon : null,
      decline_reason: state === 'declined' ? 'unclear' : null,
      name_sealed: personalData.seal('欧阳小春', 'suggestion.name_sealed'),
      phone_sealed: personalData.seal('13900000001', 'suggestion.phone_sealed'),
      ...(change as object),
    })
    .execute()
  return code
}

test('the desk sees what was declined or answered, and name and phone only masked', async () => {
  const declined = await suggestionIn('received')
  await declineSuggestion(connection.db, declined, { reason: 'not-ours', words: '请拨打 12345，由对应的单位处理。' }, lan, noon)
  expect(await findDeskSuggestion(connection.db, personalData, declined)).toMatchObject({ decline_reason: 'not-ours', decline_words: '请拨打 12345，由对应的单位处理。', maskedName: '欧**', maskedPhone: '139****0001' })
  const answered = await suggestionIn('accepted')
  await answerSuggestion(connection.db, answered, { body: '已经换好了三盏灯。' }, lan, noon)
  const found = (await findDeskSuggestion(connection.db, personalData, answered))!
  expect(found.answers).toMatchObject([{ body: '已经换好了三盏灯。', answered_by: lan.id }])
  expect(JSON.stringify(found)).not.toMatch(/欧阳|13900000001|sealed/)
})

describe('the table', () => {
  const at = (minute: number) => new Date(noon.getTime() + minute * 60_000)
  const county = '331181'
  let codes: Record<'oldest' | 'taken' | 'newest' | 'done', string>

  beforeAll(async () => {
    codes = {
      newest: await suggestionIn('received', { county, title: '占道 100% 停车', received_at: at(30) }),
      oldest: await suggestionIn('received', { county, title: '剑池旁的长椅', kind: 'advice', received_at: at(10) }),
      taken: await suggestionIn('accepted', { county, place: '剑池湖_东岸', category: 'noise', received_at: at(20) }),
      done: await suggestionIn('declined', { county, body: '剑池边很吵', received_at: at(5) }),
    }
  })

  const found = async (filter: Partial<QueueFilter>, page: { after?: string; limit?: number } = {}) => {
    const { rows } = await listQueue(connection.db, { state: 'waiting', county, ...filter }, { limit: 50, ...page })
    return rows.map(row => row.code)
  }

  test('shows what waits, oldest first, and what is done newest first', async () => {
    expect(await found({})).toEqual([codes.oldest, codes.taken, codes.newest])
    expect(await found({ state: 'received' })).toEqual([codes.oldest, codes.newest])
    expect(await found({ state: 'declined' })).toEqual([codes.done])
    expect(await found({ state: 'all' })).toEqual([codes.newest, codes.taken, codes.oldest, codes.done])
    expect(await countWaiting(connection.db, { county })).toEqual({ received: 2, accepted: 1 })
  })

  test.each<[Partial<QueueFilter>, string[]]>([
    [{ kind: 'advice' }, ['oldest']],
    [{ category: 'noise' }, ['taken']],
    [{ county: '331127' }, []],
    [{ words: '剑池' }, ['oldest', 'taken']],
    [{ words: '剑池', state: 'all' }, ['taken', 'oldest', 'done']],
    [{ words: ' 剑池　长椅 ' }, ['oldest']],
    [{ words: '100%' }, ['newest']],
    [{ words: '1_0%' }, []],
    [{ words: '湖_东' }, ['taken']],
    [{ words: '\\' }, []],
    [{ words: '剑\0池' }, ['oldest', 'taken']],
  ])('finds with %j', async (filter, names) => {
    expect(await found(filter)).toEqual(names.map(name => codes[name as keyof typeof codes]))
  })

  test('finds a code however it is typed', async () => {
    expect(await found({ words: codes.taken.toLowerCase().replace(/(.{4})/g, '$1 ') })).toEqual([codes.taken])
  })

  test('pages without leaving out or repeating a row, in both directions of time', async () => {
    for (const state of ['waiting', 'all'] as const) {
      const whole = await found({ state })
      const pages: string[] = []
      let after: string | undefined
      do {
        const page = await listQueue(connection.db, { state, county }, { after, limit: 2 })
        pages.push(...page.rows.map(row => row.code))
        after = page.next
      } while (after)
      expect(pages).toEqual(whole)
    }
    expect(await found({}, { after: drawCode() })).toEqual([])
  })
})
