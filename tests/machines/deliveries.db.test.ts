import { expect, test } from 'vitest'
import { forgetDeliveries, mostAttempts, patienceDays } from '#machines/deliveries.ts'
import { deliverAgain, setWebhook } from '#machines/webhooks.ts'
import { progress } from '#suggestions/words.ts'
import { addTestClient, sendAs } from '../support/clients.ts'
import { bringOn, leadUnit } from '../support/course.ts'
import { receiver } from '../support/receiver.ts'
import { personalData } from '../support/volunteering.ts'
import { later, now, toldClients } from '../support/told-clients.ts'

const clients = toldClients()
const { deliver, listed, toldClient } = clients
const aDay = 24 * 60

test('each step of what a client sent is posted to it once, in order, with its state and nobody’s words', async () => {
  const { url, received } = await receiver(() => ({ status: 200 }))
  const client = await toldClient(url)
  const other = await toldClient(url)
  const number = await sendAs(clients.db, client, now, { title: '不该送出的话', phone: '13900005781' })
  await bringOn(clients.db, number, 'closed', clients.people, later(1))
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
  const number = await sendAs(clients.db, client, now)
  await clients.db
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
  const number = await sendAs(clients.db, client, now)
  await bringOn(clients.db, number, 'accepted', clients.people, now)
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
  stuck = await sendAs(clients.db, client, now)
  for (
    let attempt = 1, at = now;
    attempt <= mostAttempts;
    attempt += 1, at = new Date(at.getTime() + 0.25 * 86_400_000)
  ) {
    // Something else arrives, so that the address is not taken for dead.
    if (attempt === 2) await sendAs(clients.db, client, at)
    if (attempt === 3) await bringOn(clients.db, stuck, 'accepted', clients.people, at)
    if (attempt % 10 === 0) {
      const other = (await listed(client.id)).find(({ number }) => number !== stuck)
      await deliverAgain(clients.db, client.id, other!.id, clients.people.admin, at)
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
  const events = await clients.db
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
  const number = await sendAs(clients.db, client, now)
  await deliver(now)
  await deliver(later(patienceDays * aDay - 1))
  const disabledAt = async () =>
    (
      await clients.db
        .selectFrom('webhook')
        .select('disabled_at')
        .where('client_id', '=', client.id)
        .executeTakeFirstOrThrow()
    ).disabled_at
  expect(await disabledAt()).toBeNull()
  await deliver(later((patienceDays + 1) * aDay))
  expect(await disabledAt()).toEqual(later((patienceDays + 1) * aDay))
  const told = await clients.db
    .selectFrom('message')
    .select(['to_person_id', 'facts'])
    .where('template', '=', 'webhook-disabled')
    .where('about_id', '=', String(client.id))
    .execute()
  expect(told).toEqual([{ to_person_id: clients.people.admin.id, facts: { client: client.id, days: patienceDays } }])
  const before = dead.received.length
  await bringOn(clients.db, number, 'accepted', clients.people, later(7 * aDay))
  await deliver(later(8 * aDay))
  expect(dead.received).toHaveLength(before)

  const alive = await receiver(() => ({ status: 200 }))
  await setWebhook(clients.db, personalData, client.id, alive.url, clients.people.admin, later(9 * aDay))
  expect(await deliver(later(9 * aDay))).toBe(2)
})

test('an address that says it is gone is disabled at once', async () => {
  const { url } = await receiver(() => ({ status: 410 }))
  const client = await toldClient(url)
  await sendAs(clients.db, client, now)
  await deliver(now)
  const found = await clients.db
    .selectFrom('webhook')
    .select('disabled_at')
    .where('client_id', '=', client.id)
    .executeTakeFirstOrThrow()
  expect(found.disabled_at).toEqual(now)
})

test('what arrived can be sent again under its id; that of another client cannot', async () => {
  const { url, received } = await receiver(() => ({ status: 200 }))
  const [client, other] = [await toldClient(url), await toldClient(url)]
  await sendAs(clients.db, client, now)
  await deliver(now)
  const [step] = await listed(client.id)
  expect(await deliverAgain(clients.db, other.id, step!.id, clients.people.admin, now)).toEqual({ refused: 'unknown' })
  await deliverAgain(clients.db, client.id, step!.id, clients.people.admin, now)
  expect(await deliver(now)).toBe(1)
  expect(received[1]!.headers['webhook-id']).toBe(received[0]!.headers['webhook-id'])
})

test('the secret lies sealed, is another after each change, and who may not be told has no address', async () => {
  const client = await toldClient('https://example.cn/')
  const rows = JSON.stringify(await clients.db.selectFrom('webhook').selectAll().execute())
  expect(rows).not.toContain(client.secret)
  const again = await setWebhook(clients.db, personalData, client.id, 'https://example.cn/', clients.people.admin, now)
  expect(again).not.toEqual({ secret: client.secret })
  const quiet = await addTestClient(clients.db, clients.people.admin, now, ['send'])
  expect(
    await setWebhook(clients.db, personalData, quiet.id, 'https://example.cn/', clients.people.admin, now),
  ).toEqual({
    refused: 'not-allowed',
  })
})

test('old deliveries go; what still waits stays', async () => {
  const { url } = await receiver(body => ({ status: body.includes('created') ? 200 : 500 }))
  const client = await toldClient(url)
  const number = await sendAs(clients.db, client, now)
  await bringOn(clients.db, number, 'accepted', clients.people, now)
  await deliver(now)
  await forgetDeliveries(clients.db, later(1))
  expect((await listed(client.id)).map(({ state }) => state)).toEqual(['accepted'])
})
