import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { type Delivery, deliverMessage } from '#messages/delivery.ts'
import { type Jobs, openJobs } from '#messages/jobs.ts'
import { enqueueMessage, listMessages, listUnread, markRead, type NewMessage, sendAgain } from '#messages/outbox.ts'
import { messageQueue } from '#messages/queues.ts'
import { createTableSender, type Letter, type Sender, Undeliverable } from '#messages/senders.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { openTestDatabase } from '../support/database.ts'

const now = new Date('2026-11-23T02:00:00Z')
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000)
const personalData = createPersonalData(Buffer.alloc(32, 7))
const site = { name: '丽水文明', origin: 'https://wenming.example.cn' }

let connection: Connection
const open: Jobs[] = []
beforeAll(async () => (connection = await openTestDatabase()))
afterEach(async () => {
  for (const jobs of open.splice(0)) await jobs.close()
})
afterAll(() => connection.close())

/** A sender of the city's, of which the test decides how it fares. */
function scriptedSender(
  fate: (letter: Letter, attempt: number) => void = () => {},
): Sender & { sent: Letter[]; attempts: number } {
  const sender = {
    name: 'scripted',
    sent: [] as Letter[],
    attempts: 0,
    async send(letter: Letter) {
      fate(letter, ++sender.attempts)
      sender.sent.push(letter)
    },
  }
  return sender
}
const deliveryBy = (sender: Sender): Delivery => ({ personalData, senders: { sms: sender, email: sender }, site })

const toPhone = (phone = '13800000001'): NewMessage['to'] => ({
  channel: 'sms',
  sealed: personalData.seal(phone, 'suggestion.phone_sealed'),
  purpose: 'suggestion.phone_sealed',
})
const enqueue = (more: Partial<NewMessage> = {}) =>
  connection.db.transaction().execute(trx =>
    enqueueMessage(
      trx,
      {
        to: toPhone(),
        template: 'suggestion-declined',
        secret: {
          sealed: personalData.seal('8F3K-7QWD-2M9T', 'suggestion.code_sealed'),
          purpose: 'suggestion.code_sealed',
        },
        about: { kind: 'suggestion', id: 1 },
        ...more,
      },
      now,
    ),
  )
/** As messages to staff are. */
const withoutSecret = { secret: undefined } as unknown as Partial<NewMessage>
const row = (id: number) =>
  connection.db.selectFrom('message').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

describe('the outbox', () => {
  test('loses the message with the change it belongs to', async () => {
    const before = await connection.db.selectFrom('message').select('id').execute()
    const failed = connection.db.transaction().execute(async trx => {
      await enqueueMessage(trx, { to: toPhone(), template: 'suggestion-declined' }, now)
      throw new Error('the change failed')
    })
    await expect(failed).rejects.toThrow('the change failed')
    expect(await connection.db.selectFrom('message').select('id').execute()).toEqual(before)
  })

  test('keeps the address sealed, and forgets it once the message is sent', async () => {
    const id = await enqueue()
    expect(JSON.stringify(await row(id))).not.toMatch(/13800000001|8F3K/)
    const sender = scriptedSender()
    await deliverMessage(connection.db, id, deliveryBy(sender), now)
    expect(sender.sent).toEqual([
      {
        key: `message-${id}`,
        to: '13800000001',
        text: expect.stringMatching(
          /^【丽水文明】你的建言 8F3K-7QWD-2M9T 没有受理.*https:\/\/wenming\.example\.cn\/participate\/track\/8F3K-7QWD-2M9T$/,
        ),
      },
    ])
    expect(await row(id)).toMatchObject({
      state: 'sent',
      sent_at: now,
      to_sealed: null,
      secret_sealed: null,
      body: expect.stringContaining('你的建言 ****** 没有受理') as string,
      to_masked: '138****0001',
      sender: 'scripted',
      attempts: 1,
    })
  })

  test('delivers once, however often the job runs', async () => {
    const id = await enqueue()
    const sender = scriptedSender()
    for (let run = 0; run < 3; run++) await deliverMessage(connection.db, id, deliveryBy(sender), later(run))
    expect(sender.sent).toHaveLength(1)
  })

  test('lets one process send at a time, and takes over what a dead one left', async () => {
    const id = await enqueue()
    await connection.db.updateTable('message').set({ state: 'sending', claimed_at: now }).where('id', '=', id).execute()
    const sender = scriptedSender()
    await expect(deliverMessage(connection.db, id, deliveryBy(sender), later(2))).rejects.toThrow('being sent')
    await deliverMessage(connection.db, id, deliveryBy(sender), later(4))
    expect(sender.sent).toHaveLength(1)
  })

  test('keeps a code to itself: the table never shows it, unless there is no gateway and one tries things out', async () => {
    const secret = {
      sealed: personalData.seal('482913', 'message.secret_sealed'),
      purpose: 'message.secret_sealed',
    }
    const ids = [
      await enqueue({ template: 'one-time-code', secret }),
      await enqueue({ template: 'one-time-code', secret }),
      await enqueue({ template: 'one-time-code', secret }),
    ]
    const gateway = scriptedSender()
    const printed: string[] = []
    await deliverMessage(connection.db, ids[0]!, deliveryBy(gateway), now)
    await deliverMessage(connection.db, ids[1]!, deliveryBy(createTableSender(undefined)), now)
    await deliverMessage(connection.db, ids[2]!, deliveryBy(createTableSender(line => printed.push(line))), now)
    expect(gateway.sent[0]!.text).toContain('482913')
    const [first, second, third] = await Promise.all(ids.map(row))
    expect(first).toMatchObject({ body: expect.stringContaining('******'), secret_sealed: null })
    expect(second!.body).toContain('******')
    expect(third!.body).toContain('482913')
    expect(printed[0]).toMatch(/^message to 138…01: .*482913/)
  })
})

describe('a sender that fails', () => {
  test('leaves the message waiting with the reason, and no number in it', async () => {
    const id = await enqueue()
    const sender = scriptedSender(({ to }) => {
      throw new Error(`no route for ${to} nor li@example.cn`)
    })
    await expect(deliverMessage(connection.db, id, deliveryBy(sender), now)).rejects.toThrow('no route')
    expect(await row(id)).toMatchObject({ state: 'waiting', last_error: 'no route for … nor …', attempts: 1 })
  })

  test('for good ends the message visibly, with an event, and it can be sent again', async () => {
    const id = await enqueue()
    let fixed = false
    const sender = scriptedSender(() => {
      if (!fixed) throw new Undeliverable('the SMS gateway answered 400')
    })
    await deliverMessage(connection.db, id, deliveryBy(sender), now)
    expect(await row(id)).toMatchObject({ state: 'failed', failed_at: now, last_error: 'the SMS gateway answered 400' })
    expect((await listMessages(connection.db, { unsent: true, limit: 1 }))[0]).toMatchObject({ id, state: 'failed' })
    expect(
      await connection.db
        .selectFrom('event')
        .select('result')
        .where('action', '=', 'message.failed')
        .where('object_id', '=', String(id))
        .execute(),
    ).toEqual([{ result: 'refused' }])
    fixed = true
    const { id: admin } = await connection.db
      .insertInto('person')
      .values({ name: '管理员' })
      .returning('id')
      .executeTakeFirstOrThrow()
    expect(await sendAgain(connection.db, id, { id: admin }, later(60))).toEqual({ id })
    await deliverMessage(connection.db, id, deliveryBy(sender), later(60))
    expect(await row(id)).toMatchObject({ state: 'sent' })
    expect(await sendAgain(connection.db, id, { id: admin }, later(60))).toEqual({ refused: 'not-failed' })
  })

  test('until nobody needs the message any more is given up', async () => {
    const id = await enqueue({ giveUpAt: later(10) })
    const sender = scriptedSender(() => {
      throw new Error('the SMS gateway answered 503')
    })
    await expect(deliverMessage(connection.db, id, deliveryBy(sender), later(9))).rejects.toThrow()
    await deliverMessage(connection.db, id, deliveryBy(sender), later(10))
    expect(await row(id)).toMatchObject({ state: 'failed', last_error: 'the SMS gateway answered 503' })
    expect(sender.attempts).toBe(1)
  })
})

describe('jobs', () => {
  const work = async (sender: Sender, at: () => Date = () => now) => {
    const jobs = await openJobs(connection.pool, error => console.error(error), { pollingSeconds: 0.5 })
    open.push(jobs)
    await jobs.work<{ id: number }>(messageQueue, ({ id }) =>
      deliverMessage(connection.db, id, deliveryBy(sender), at()),
    )
    return jobs
  }
  const settled = (ids: number[]) =>
    expect.poll(
      async () =>
        (await connection.db.selectFrom('message').select('state').where('id', 'in', ids).execute()).map(
          ({ state }) => state,
        ),
      { timeout: 60_000 },
    )

  test('of two workers send every message once, also those enqueued before they started', async () => {
    const ids = await Promise.all(Array.from({ length: 12 }, () => enqueue()))
    const sender = scriptedSender()
    await Promise.all([work(sender), work(sender)])
    ids.push(await enqueue())
    await settled(ids).toEqual(ids.map(() => 'sent'))
    expect(
      sender.sent
        .map(({ key }) => key)
        .filter(key => ids.some(id => key === `message-${id}`))
        .toSorted(),
    ).toEqual(ids.map(id => `message-${id}`).toSorted())
  })

  test('go on while messages are enqueued in transactions, and never wait for themselves', async () => {
    const sender = scriptedSender()
    await work(sender)
    const ids: number[] = []
    for (let round = 0; round < 25; round++) ids.push(await enqueue())
    await settled(ids).toEqual(ids.map(() => 'sent'))
  })

  test('come back to a message whose sender was down, and send it once', async () => {
    const id = await enqueue()
    const sender = scriptedSender((_letter, attempt) => {
      if (attempt === 1) throw new Error('the SMS gateway answered 503')
    })
    const jobs = await work(sender)
    await expect.poll(async () => (await row(id)).attempts).toBe(1)
    await jobs.close()
    open.length = 0
    // A day later: pg-boss keeps the moment of the next attempt; the test lets it come.
    await sql`UPDATE pgboss.job SET start_after = now() WHERE name = ${messageQueue} AND state = 'retry'`.execute(
      connection.db,
    )
    await work(sender, () => later(24 * 60))
    await settled([id]).toEqual(['sent'])
    expect(sender.sent).toHaveLength(1)
  })
})

describe('the desk', () => {
  test('is where a person without phone or e-mail finds a message', async () => {
    const { id: personId } = await connection.db
      .insertInto('person')
      .values({ name: '联络员' })
      .returning('id')
      .executeTakeFirstOrThrow()
    const id = await enqueue({
      to: { personId },
      template: 'desk-withdrawn',
      facts: { number: '2026-1' },
      ...withoutSecret,
    })
    expect(await row(id)).toMatchObject({ channel: 'desk', state: 'sent' })
    expect(await listUnread(connection.db, personId)).toMatchObject([{ id, template: 'desk-withdrawn' }])
    await markRead(connection.db, personId, id, now)
    expect(await listUnread(connection.db, personId)).toEqual([])
  })

  test('a person with a phone is told there', async () => {
    const { id: personId } = await connection.db
      .insertInto('person')
      .values({ name: '联络员', phone_sealed: personalData.seal('13900000002', 'person.phone_sealed') })
      .returning('id')
      .executeTakeFirstOrThrow()
    const id = await enqueue({
      to: { personId },
      template: 'desk-withdrawn',
      facts: { number: '2026-1' },
      ...withoutSecret,
    })
    const sender = scriptedSender()
    await deliverMessage(connection.db, id, deliveryBy(sender), now)
    expect(sender.sent[0]!.to).toBe('13900000002')
  })
})
