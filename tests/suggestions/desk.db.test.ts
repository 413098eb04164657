import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import type { SuggestionState } from '#db/schema.ts'
import { makeMove } from '#suggestions/course.ts'
import { acceptance } from '#suggestions/moves/acceptance.ts'
import { answer } from '#suggestions/moves/answer.ts'
import { declination } from '#suggestions/moves/declination.ts'
import { handOver } from '#suggestions/moves/hand-over.ts'
import { returnToDesk } from '#suggestions/moves/return.ts'
import { findDeskSuggestion } from '#suggestions/desk.ts'
import { countQueue, listQueue } from '#suggestions/queue.ts'
import { type QueueFilter } from '#suggestions/queue-filter.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { addColleagues, type Colleagues, leadUnit, receive, written } from '../support/course.ts'
import { namesOfRow } from '../support/suggestion.ts'
import { openTestDatabase } from '../support/database.ts'

const noon = new Date('2026-11-20T04:00:00Z')
const personalData = createPersonalData(Buffer.alloc(32, 1))

let connection: Connection
let people: Colleagues
beforeAll(async () => {
  connection = await openTestDatabase()
  people = await addColleagues(connection.db)
})
afterAll(() => connection.close())

/** A row in the given state, as if the moves had been made. */
async function suggestionIn(
  state: SuggestionState,
  change: Partial<Record<'title' | 'body' | 'county' | 'category' | 'place' | 'kind', string>> & {
    received_at?: Date
  } = {},
): Promise<string> {
  const names = namesOfRow()
  await connection.db
    .insertInto('suggestion')
    .values({
      ...names,
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
      due_at: state === 'declined' ? null : (change.received_at ?? noon),
      accepted_at: state === 'accepted' ? noon : null,
      declined_at: state === 'declined' ? noon : null,
      decline_reason: state === 'declined' ? 'unclear' : null,
      name_sealed: personalData.seal('欧阳小春', 'suggestion.name_sealed'),
      phone_sealed: personalData.seal('13900000001', 'suggestion.phone_sealed'),
      ...(change as object),
    })
    .execute()
  return names.number
}

test('the desk sees what was declined or answered, and name and phone only masked', async () => {
  const declined = await suggestionIn('received')
  await makeMove(
    connection.db,
    declination,
    declined,
    { reason: 'not-ours', words: '请拨打 12345，由对应的单位处理。' },
    people.clerk,
    noon,
  )
  expect(await findDeskSuggestion(connection.db, personalData, declined, people.clerk)).toMatchObject({
    decline_reason: 'not-ours',
    decline_words: '请拨打 12345，由对应的单位处理。',
    office: { maskedName: '欧**', maskedPhone: '139****0001' },
  })
  const answered = await suggestionIn('accepted')
  await makeMove(connection.db, answer, answered, written('已经换好了三盏灯。'), people.clerk, noon)
  const found = (await findDeskSuggestion(connection.db, personalData, answered, people.clerk))!
  expect(found.answers).toMatchObject([{ body: '已经换好了三盏灯。', answered_by: people.clerk.id }])
  expect(JSON.stringify(found)).not.toMatch(/欧阳|13900000001|sealed/)
})

describe('the table', () => {
  const at = (minute: number) => new Date(noon.getTime() + minute * 60_000)
  const county = '331181'
  let numbers: Record<'oldest' | 'taken' | 'newest' | 'done', string>

  beforeAll(async () => {
    numbers = {
      newest: await suggestionIn('received', { county, title: '占道 100% 停车', received_at: at(30) }),
      oldest: await suggestionIn('received', { county, title: '剑池旁的长椅', kind: 'advice', received_at: at(10) }),
      taken: await suggestionIn('accepted', { county, place: '剑池湖_东岸', category: 'noise', received_at: at(20) }),
      done: await suggestionIn('declined', { county, body: '剑池边很吵', received_at: at(5) }),
    }
  })

  const found = async (filter: Partial<QueueFilter>, page: { after?: string; limit?: number } = {}) => {
    const { rows } = await listQueue(connection.db, { view: 'open', county, ...filter }, people.clerk, {
      limit: 50,
      now: noon,
      ...page,
    })
    return rows.map(row => row.number)
  }

  test('shows what waits, first what is due first, and what is done newest first', async () => {
    expect(await found({})).toEqual([numbers.oldest, numbers.taken, numbers.newest])
    expect(await found({ view: 'received' })).toEqual([numbers.oldest, numbers.newest])
    expect(await found({ view: 'declined' })).toEqual([numbers.done])
    expect(await found({ view: 'all' })).toEqual([numbers.newest, numbers.taken, numbers.oldest, numbers.done])
    expect(await found({ view: 'mine' })).toEqual([numbers.oldest, numbers.taken, numbers.newest])
    expect(await countQueue(connection.db, { county }, people.clerk, at(15))).toEqual({
      received: 2,
      accepted: 1,
      mine: 3,
      overdue: 1,
      risen: 0,
      open: 3,
    })
  })

  test.each<[Partial<QueueFilter>, string[]]>([
    [{ kind: 'advice' }, ['oldest']],
    [{ category: 'noise' }, ['taken']],
    [{ county: '331127' }, []],
    [{ words: '剑池' }, ['oldest', 'taken']],
    [{ words: '剑池', view: 'all' }, ['taken', 'oldest', 'done']],
    [{ words: ' 剑池　长椅 ' }, ['oldest']],
    [{ words: '100%' }, ['newest']],
    [{ words: '1_0%' }, []],
    [{ words: '湖_东' }, ['taken']],
    [{ words: '\\' }, []],
    [{ words: '剑\0池' }, ['oldest', 'taken']],
  ])('finds with %j', async (filter, names) => {
    expect(await found(filter)).toEqual(names.map(name => numbers[name as keyof typeof numbers]))
  })

  test('finds a number however it is typed', async () => {
    expect(await found({ words: `建〔${numbers.taken.replace('-', '〕')}号` })).toEqual([numbers.taken])
  })

  test('pages without leaving out or repeating a row, in both directions of time', async () => {
    for (const view of ['open', 'all'] as const) {
      const whole = await found({ view })
      const pages: string[] = []
      let after: string | undefined
      do {
        const page = await listQueue(connection.db, { view, county }, people.clerk, { after, limit: 2, now: noon })
        pages.push(...page.rows.map(row => row.number))
        after = page.next
      } while (after)
      expect(pages).toEqual(whole)
    }
    expect(await found({}, { after: '2099-1' })).toEqual([])
  })
})

test('an officer sees what lies with their unit, without who sent it, and no longer when it was given back', async () => {
  const { db } = connection
  const number = await receive(db, noon)
  await makeMove(db, acceptance, number, {}, people.clerk, noon)
  const find = (viewer: { id: number; roles: Colleagues['lead']['roles'] }) =>
    findDeskSuggestion(db, personalData, number, viewer)
  const listed = async (viewer: Colleagues['lead']) =>
    (await listQueue(db, { view: 'all' }, viewer, { limit: 50, now: noon })).rows.map(row => row.number)
  expect(await find(people.lead)).toBeUndefined()

  await makeMove(db, handOver, number, { lead: leadUnit }, people.clerk, noon)
  expect(await find(people.lead)).toMatchObject({ number, office: undefined })
  expect(await find(people.outsider)).toBeUndefined()
  expect([await listed(people.lead), await listed(people.outsider)]).toEqual([[number], []])

  await makeMove(db, returnToDesk, number, { reason: '不归我们管', duty: '三定规定第 4 条' }, people.lead, noon)
  expect(await find(people.lead)).toBeUndefined()
  expect(await listed(people.lead)).toEqual([])
})
