import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { dayInLishui } from '#calendar/work-calendar.ts'
import { open311Words } from '#machines/open311/words.ts'
import { deliverWebhooks, forgetDeliveries, mostAttempts, patienceDays } from '#machines/deliveries.ts'
import { deliverAgain, listDeliveries, removeWebhook, setWebhook } from '#machines/webhooks.ts'
import { postSigned } from '#messages/signed-post.ts'
import { makeMove } from '#suggestions/course.ts'
import { extensionRequest } from '#suggestions/moves/extension-request.ts'
import { extension } from '#suggestions/moves/extension.ts'
import { merger } from '#suggestions/moves/merger.ts'
import { parting } from '#suggestions/moves/parting.ts'
import { revisit } from '#suggestions/moves/revisit.ts'
import { progress } from '#suggestions/words.ts'
import { addTestClient, sendAs } from '../support/clients.ts'
import { addColleagues, bringOn, type Colleagues, leadUnit, receive } from '../support/course.ts'
import { openTestDatabase } from '../support/database.ts'
import { receiver } from '../support/receiver.ts'
import { personalData } from '../support/volunteering.ts'

const now = new Date('2026-11-24T02:00:00Z')
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000)
const aDay = 24 * 60

let connection: Connection
let people: Colleagues
beforeAll(async () => {
  connection = await openTestDatabase()
  people = await addColleagues(connection.db)
})
afterAll(() => connection.close())
// Each test has its own client, and none is told what another left.
beforeEach(async () => {
  for (const { client_id } of await connection.db.selectFrom('webhook').select('client_id').execute())
    await removeWebhook(connection.db, client_id, people.admin, now)
})

const delivering = {
  personalData,
  nameOf: (unit: string) => `名称 ${unit}`,
  post: (post: Parameters<typeof postSigned>[0]) => postSigned(post, { mayReachSelf: true }),
}
const deliver = (at: Date) => deliverWebhooks(connection.db, delivering, at)
async function toldClient(url: string) {
  const client = await addTestClient(connection.db, people.admin, now)
  const set = await setWebhook(connection.db, personalData, client.id, url, people.admin, now)
  if ('refused' in set) throw new Error(set.refused)
  return { ...client, secret: set.secret }
}
const listed = (id: number) => listDeliveries(connection.db, id, 100)

test('each step of what a client sent is posted to it once, in order, with its state and nobody’s words', async () => {
  const { url, received } = await receiver(() => ({ status: 200 }))
  const client = await toldClient(url)
  const other = await toldClient(url)
  const number = await sendAs(connection.db, client, now, { title: '不该送出的话', phone: '13900005781' })
  await bringOn(connection.db, number, 'closed', people, later(1))
  expect(await deliver(later(2))).toBe(7)
  expect(await deliver(later(3))).toBe(0)
  const bodies = received.map(({ body }) => JSON.parse(body) as { type: string; data: Record<string, unknown> })
  expect(bodies.map(({ data }) => data.status_notes)).toEqual(
    (['received', 'accepted', 'handed-over', 'signed-for', 'answered', 'revisit', 'closed'] as const).map(
      state => progress[state].now,
    ),
  )
  expect(bodies.map(({ data }) => data.status)).toEqual([...Array<string>(6).fill('open'), 'closed'])
  expect(bodies[0]).toEqual({
    type: 'service_request.created',
    timestamp: '2026-11-24T02:00:00Z',
    data: {
      service_request_id: number,
      status: 'open',
      status_notes: progress.received.now,
      service_code: 'bicycle-parking',
      agency_responsible: null,
      requested_datetime: '2026-11-24T02:00:00Z',
      updated_datetime: '2026-11-24T02:00:00Z',
    },
  })
  expect(bodies[6]).toMatchObject({ type: 'service_request.updated', data: { agency_responsible: `名称 ${leadUnit}` } })
  const all = received.map(({ body }) => body).join()
  expect(all).not.toMatch(/不该送出|13900005781|增设车位|受理员/)
  expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(7)
  expect(await listed(other.id)).toEqual([])
})

test('a step that is undone is told to nobody', async () => {
  const { url } = await receiver(() => ({ status: 200 }))
  const client = await toldClient(url)
  const number = await sendAs(connection.db, client, now)
  await connection.db
    .transaction()
    .execute(async trx => {
      await trx.updateTable('suggestion').set({ state: 'accepted' }).where('number', '=', number).execute()
      throw new Error('undone')
    })
    .catch(() => {})
  expect((await listed(client.id)).map(({ state }) => state)).toEqual(['received'])
})

test('what does not arrive is tried later and later under the same id, and nothing of it is lost', async () => {
  let status = 503
  const { url, received } = await receiver(() => ({ status }))
  const client = await toldClient(url)
  const number = await sendAs(connection.db, client, now)
  await bringOn(connection.db, number, 'accepted', people, now)
  expect(await deliver(now)).toBe(0)
  expect(received).toHaveLength(1)
  // It waits one minute, then two; the next step of the same suggestion waits for it.
  await deliver(now)
  await deliver(later(0.5))
  expect(received).toHaveLength(1)
  await deliver(later(1))
  expect(received).toHaveLength(2)
  expect(received[1]!.headers['webhook-id']).toBe(received[0]!.headers['webhook-id'])
  status = 200
  expect(await deliver(later(2))).toBe(0)
  expect(await deliver(later(5))).toBe(2)
  expect(received.slice(2).map(({ body }) => body.includes('created'))).toEqual([true, false])
  expect((await listed(client.id)).every(({ sent_at }) => sent_at !== null)).toBe(true)
})

test('one step that never arrives is given up in the end, is seen, and holds nothing up but what follows it', async () => {
  let stuck = ''
  const { url, received } = await receiver(body => ({
    status: body.includes('created') && body.includes(stuck) ? 500 : 200,
  }))
  const client = await toldClient(url)
  stuck = await sendAs(connection.db, client, now)
  for (
    let attempt = 1, at = now;
    attempt <= mostAttempts;
    attempt += 1, at = new Date(at.getTime() + 0.25 * 86_400_000)
  ) {
    // Something else arrives, so that the address is not taken for dead.
    if (attempt === 2) await sendAs(connection.db, client, at)
    if (attempt === 3) await bringOn(connection.db, stuck, 'accepted', people, at)
    if (attempt % 10 === 0) {
      const other = (await listed(client.id)).find(({ number }) => number !== stuck)
      await deliverAgain(connection.db, client.id, other!.id, people.admin, at)
      await deliver(at)
    }
    await deliver(at)
  }
  const [accepted, other, created] = await listed(client.id)
  expect(other!.sent_at).not.toBeNull()
  expect(accepted).toMatchObject({ attempts: 0, sent_at: null })
  await deliver(new Date(now.getTime() + mostAttempts * 0.25 * 86_400_000))
  expect((await listed(client.id))[0]!.sent_at).not.toBeNull()
  expect(created).toMatchObject({ attempts: mostAttempts, next_at: null, sent_at: null, last_error: 'answered 500' })
  expect(received.length).toBeGreaterThan(mostAttempts)
  const events = await connection.db
    .selectFrom('event')
    .select('action')
    .where('action', '=', 'webhook.delivery-failed')
    .where('object_id', '=', String(client.id))
    .execute()
  expect(events).toHaveLength(1)
})

test('an address where nothing arrives for days is disabled, the administrators are told, and another address gets all', async () => {
  const dead = await receiver(() => ({ status: 500 }))
  const client = await toldClient(dead.url)
  const number = await sendAs(connection.db, client, now)
  await deliver(now)
  await deliver(later(patienceDays * aDay - 1))
  const disabledAt = async () =>
    (
      await connection.db
        .selectFrom('webhook')
        .select('disabled_at')
        .where('client_id', '=', client.id)
        .executeTakeFirstOrThrow()
    ).disabled_at
  expect(await disabledAt()).toBeNull()
  await deliver(later((patienceDays + 1) * aDay))
  expect(await disabledAt()).toEqual(later((patienceDays + 1) * aDay))
  const told = await connection.db
    .selectFrom('message')
    .select(['to_person_id', 'facts'])
    .where('template', '=', 'webhook-disabled')
    .where('about_id', '=', String(client.id))
    .execute()
  expect(told).toEqual([{ to_person_id: people.admin.id, facts: { client: client.id, days: patienceDays } }])
  const before = dead.received.length
  await bringOn(connection.db, number, 'accepted', people, later(7 * aDay))
  await deliver(later(8 * aDay))
  expect(dead.received).toHaveLength(before)

  const alive = await receiver(() => ({ status: 200 }))
  await setWebhook(connection.db, personalData, client.id, alive.url, people.admin, later(9 * aDay))
  expect(await deliver(later(9 * aDay))).toBe(2)
})

test('an address that says it is gone is disabled at once', async () => {
  const { url } = await receiver(() => ({ status: 410 }))
  const client = await toldClient(url)
  await sendAs(connection.db, client, now)
  await deliver(now)
  const found = await connection.db
    .selectFrom('webhook')
    .select('disabled_at')
    .where('client_id', '=', client.id)
    .executeTakeFirstOrThrow()
  expect(found.disabled_at).toEqual(now)
})

test('what arrived can be sent again under its id; that of another client cannot', async () => {
  const { url, received } = await receiver(() => ({ status: 200 }))
  const [client, other] = [await toldClient(url), await toldClient(url)]
  await sendAs(connection.db, client, now)
  await deliver(now)
  const [step] = await listed(client.id)
  expect(await deliverAgain(connection.db, other.id, step!.id, people.admin, now)).toEqual({ refused: 'unknown' })
  await deliverAgain(connection.db, client.id, step!.id, people.admin, now)
  expect(await deliver(now)).toBe(1)
  expect(received[1]!.headers['webhook-id']).toBe(received[0]!.headers['webhook-id'])
})

test('the secret lies sealed, is another after each change, and who may not be told has no address', async () => {
  const client = await toldClient('https://example.cn/')
  const rows = JSON.stringify(await connection.db.selectFrom('webhook').selectAll().execute())
  expect(rows).not.toContain(client.secret)
  const again = await setWebhook(connection.db, personalData, client.id, 'https://example.cn/', people.admin, now)
  expect(again).not.toEqual({ secret: client.secret })
  const quiet = await addTestClient(connection.db, people.admin, now, ['send'])
  expect(await setWebhook(connection.db, personalData, quiet.id, 'https://example.cn/', people.admin, now)).toEqual({
    refused: 'not-allowed',
  })
})

test('old deliveries go; what still waits stays', async () => {
  const { url } = await receiver(body => ({ status: body.includes('created') ? 200 : 500 }))
  const client = await toldClient(url)
  const number = await sendAs(connection.db, client, now)
  await bringOn(connection.db, number, 'accepted', people, now)
  await deliver(now)
  await forgetDeliveries(connection.db, later(1))
  expect((await listed(client.id)).map(({ state }) => state)).toEqual(['accepted'])
})

test('what was merged is told each step of the other, the answer too, until it is parted', async () => {
  const { db } = connection
  const { url, received } = await receiver(() => ({ status: 200 }))
  const client = await toldClient(url)
  const [target, number] = [await receive(db, now), await sendAs(db, client, now)]
  const merge = (which: string, into: string) => makeMove(db, merger, which, { into }, people.clerk, later(1))
  expect(await merge(number, target)).toEqual({ number })
  await bringOn(db, target, 'revisit', people, later(2))
  await deliver(later(3))
  const steps = () =>
    received
      .map(({ body }) => (JSON.parse(body) as { data: Record<string, string> }).data)
      .map(({ status_notes, ...data }) => {
        expect(data.service_request_id).toBe(number)
        return [data.status, status_notes]
      })
  const asMerged = (state: keyof typeof progress) => `${progress.merged.now}：${progress[state].now}`
  expect(steps()).toEqual([
    ['open', progress.received.now],
    ...(['received', 'accepted', 'handed-over', 'signed-for', 'answered', 'revisit'] as const).map(state => [
      'open',
      asMerged(state),
    ]),
  ])
  expect(received.map(({ body }) => body).join()).not.toContain(`"${target}"`)
  received.length = 0
  const apart = await makeMove(db, parting, number, { words: '不是同一件事' }, people.clerk, later(4))
  expect(apart).toEqual({ number })
  const visited = { way: 'phone' as const, words: '本人表示认可。' }
  expect(await makeMove(db, revisit, target, visited, people.clerk, later(5))).toEqual({ number: target })
  await deliver(later(6))
  expect(steps()).toEqual([['open', progress.received.now]])
})

test('what was merged into one that is merged itself follows the last of them', async () => {
  const { db } = connection
  const { url, received } = await receiver(() => ({ status: 200 }))
  const client = await toldClient(url)
  const [first, second, last] = [await sendAs(db, client, now), await receive(db, now), await receive(db, now)]
  const merge = (which: string, into: string) => makeMove(db, merger, which, { into }, people.clerk, later(1))
  await merge(first, second)
  await merge(second, last)
  await bringOn(db, last, 'declined', people, later(2))
  await deliver(later(3))
  const notes = received.map(({ body }) => (JSON.parse(body) as { data: { status_notes: string } }).data.status_notes)
  // Merged, passed on, and back at the desk when the last one is declined.
  const asMerged = `${progress.merged.now}：${progress.received.now}`
  expect(notes).toEqual([progress.received.now, asMerged, asMerged, progress.received.now])
})

test('an extension is a step with its new day, also to the client of what was merged; one that is refused is none', async () => {
  const { db } = connection
  const { url, received } = await receiver(() => ({ status: 200 }))
  const client = await toldClient(url)
  const extend = async (decision: 'granted' | 'refused') => {
    const [target, merged] = [await sendAs(db, client, now), await sendAs(db, client, now)]
    expect(await makeMove(db, merger, merged, { into: target }, people.clerk, now)).toEqual({ number: merged })
    await bringOn(db, target, 'signed-for', people, now)
    await deliver(later(1))
    received.length = 0
    const asked = { working_days: 3, reason: '材料还没有到齐' }
    expect(await makeMove(db, extensionRequest, target, asked, people.lead, later(2))).toEqual({ number: target })
    expect(await makeMove(db, extension, target, { decision }, people.clerk, later(3))).toEqual({ number: target })
    await deliver(later(4))
    return { target, merged }
  }
  const { target, merged } = await extend('granted')
  const { due_at } = await db
    .selectFrom('deadline')
    .innerJoin('suggestion', 'suggestion.id', 'deadline.suggestion_id')
    .select('deadline.due_at')
    .where('number', '=', target)
    .where('step', '=', 'answer')
    .executeTakeFirstOrThrow()
  const told = received.map(({ body }) => JSON.parse(body) as { type: string; data: Record<string, string> })
  expect(told.map(({ data }) => data.service_request_id).toSorted()).toEqual([target, merged].toSorted())
  for (const { type, data } of told) {
    expect(type).toBe('service_request.updated')
    expect(data).toMatchObject({
      status: 'open',
      status_notes: open311Words.extended(dayInLishui(due_at)),
      agency_responsible: `名称 ${leadUnit}`,
      updated_datetime: later(3).toISOString().replace('.000Z', 'Z'),
    })
    expect(new Date(data.expected_datetime!)).toEqual(due_at)
  }
  expect((await listed(client.id)).filter(({ extended_to }) => extended_to)).toHaveLength(2)
  await extend('refused')
  expect(received).toEqual([])
})
