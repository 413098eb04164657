import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { mostDays, mostOfAPage } from '#machines/open311/asked.ts'
import { type Asked, listOwnRequests } from '#machines/open311/requests.ts'
import { progress } from '#suggestions/words.ts'
import { makeMove } from '#suggestions/course.ts'
import { merger } from '#suggestions/moves/merger.ts'
import { addTestClient, sendAs } from '../support/clients.ts'
import { addColleagues, bringOn, type Colleagues, leadUnit, receive } from '../support/course.ts'
import { openTestDatabase } from '../support/database.ts'
import { georeport } from '../support/open311.ts'

const now = new Date('2026-11-24T02:00:00Z')
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000)

let connection: Connection
let people: Colleagues
beforeAll(async () => {
  connection = await openTestDatabase()
  people = await addColleagues(connection.db)
})
afterAll(() => connection.close())

const names = { ofService: (code: string) => `名称 ${code}`, ofUnit: (id: string) => `名称 ${id}` }
const list = async (clientId: number, asked: Partial<Asked> = {}) =>
  georeport.service_requests.parse(
    await listOwnRequests(
      connection.db,
      clientId,
      { from: daysAgo(mostDays), to: now, page: 1, pageSize: mostOfAPage, ...asked },
      names,
    ),
  )
const idsOf = (told: Awaited<ReturnType<typeof list>>) => told.map(({ service_request_id }) => service_request_id)

test('a client finds what it has sent, by any way of asking, and nothing else that there is', async () => {
  const { db } = connection
  const [client, other] = [await addTestClient(db, people.admin, now), await addTestClient(db, people.admin, now)]
  const mine = await sendAs(db, client, now)
  const others = [await sendAs(db, other, now), await receive(db, now)]
  expect(idsOf(await list(client.id))).toEqual([mine])
  expect(idsOf(await list(client.id, { numbers: [...others, mine] }))).toEqual([mine])
  expect(idsOf(await list(client.id, { numbers: [''] }))).toEqual([])
  expect(idsOf(await list(client.id, { categories: ['bicycle-parking', 'noise'], status: ['open'] }))).toEqual([mine])
})

test('what is told of one is its state, unit and days, never its words', async () => {
  const { db } = connection
  const client = await addTestClient(db, people.admin, now)
  const number = await sendAs(db, client, now, { title: '不该送出的话', body: '不该送出的话', phone: '13900005781' })
  const [received] = await list(client.id)
  expect(received).toMatchObject({ status: 'open', status_notes: progress.received.now, agency_responsible: null })
  await bringOn(db, number, 'handed-over', people, now)
  const [handedOver] = await list(client.id)
  expect(handedOver).toMatchObject({
    service_name: '名称 bicycle-parking',
    agency_responsible: `名称 ${leadUnit}`,
    status_notes: progress['handed-over'].now,
    requested_datetime: '2026-11-24T02:00:00Z',
  })
  const clock = await db
    .selectFrom('deadline')
    .innerJoin('suggestion', 'suggestion.id', 'deadline.suggestion_id')
    .select('deadline.due_at')
    .where('number', '=', number)
    .where('step', '=', 'answer')
    .executeTakeFirstOrThrow()
  expect(new Date(handedOver!.expected_datetime!)).toEqual(clock.due_at)
  expect(JSON.stringify([received, handedOver])).not.toMatch(/不该送出|13900005781/)
})

test('a declined one is closed and expected no more', async () => {
  const client = await addTestClient(connection.db, people.admin, now)
  await bringOn(connection.db, await sendAs(connection.db, client, now), 'declined', people, now)
  expect(await list(client.id)).toMatchObject([{ status: 'closed', expected_datetime: null }])
  expect(await list(client.id, { status: ['open'] })).toEqual([])
  expect(await list(client.id, { status: ['closed'] })).toHaveLength(1)
})

test('the days bound what is told, both included, and pages follow each other without a gap', async () => {
  const client = await addTestClient(connection.db, people.admin, now)
  const numbers = []
  for (const days of [100, 90, 5, 5, 0]) numbers.push(await sendAs(connection.db, client, daysAgo(days)))
  const newestFirst = numbers.toReversed()
  expect(idsOf(await list(client.id))).toEqual(newestFirst.slice(0, 4))
  const pages = [1, 2, 3].map(page => list(client.id, { page, pageSize: 2 }))
  expect((await Promise.all(pages)).flatMap(idsOf)).toEqual(newestFirst.slice(0, 4))
  expect(idsOf(await list(client.id, { numbers: [numbers[0]!] }))).toEqual([numbers[0]])
})

test('what was merged stands where the other does: its state, unit and days', async () => {
  const { db } = connection
  const client = await addTestClient(db, people.admin, now)
  const merged = async (state: 'handed-over' | 'closed') => {
    const [into, number] = [await receive(db, now), await sendAs(db, client, now)]
    await makeMove(db, merger, number, { into }, people.clerk, now)
    await bringOn(db, into, state, people, now)
    return { into, number }
  }
  const { number, into: target } = await merged('handed-over')
  const [told] = await list(client.id)
  expect(told).toMatchObject({
    service_request_id: number,
    status: 'open',
    status_notes: `${progress.merged.now}：${progress['handed-over'].now}`,
    agency_responsible: `名称 ${leadUnit}`,
  })
  expect(told!.expected_datetime).not.toBeNull()
  expect(JSON.stringify(told)).not.toContain(`"${target}"`)
  expect(await list(client.id, { status: ['closed'] })).toEqual([])
  const { number: done } = await merged('closed')
  expect(await list(client.id, { status: ['closed'] })).toMatchObject([
    { service_request_id: done, expected_datetime: null },
  ])
})
