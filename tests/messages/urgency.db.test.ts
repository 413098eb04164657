import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { deliverMessage } from '#messages/delivery.ts'
import { type Jobs, openJobs } from '#messages/jobs.ts'
import { enqueueMessage, type NewMessage } from '#messages/outbox.ts'
import { messageQueue } from '#messages/queues.ts'
import type { Sender } from '#messages/senders.ts'
import { urgent } from '#messages/urgency.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { openTestDatabase } from '../support/database.ts'

const day = new Date('2026-11-23T02:00:00Z')
const night = new Date('2026-11-23T19:00:00Z')
const personalData = createPersonalData(Buffer.alloc(32, 7))
const secret = { sealed: personalData.seal('482913', 'message.secret_sealed'), purpose: 'message.secret_sealed' }

let connection: Connection
let jobs: Jobs | undefined
beforeAll(async () => (connection = await openTestDatabase()))
afterAll(async () => {
  await jobs?.close()
  await connection.close()
})

const enqueue = (template: NewMessage['template'], now = day) =>
  connection.db.transaction().execute(trx =>
    enqueueMessage(
      trx,
      {
        to: {
          channel: 'sms',
          sealed: personalData.seal('13800000001', 'message.to_sealed'),
          purpose: 'message.to_sealed',
        },
        template,
        ...(template === 'one-time-code' && { secret }),
      },
      now,
    ),
  )

test('at night a message waits for the morning, and a code does not', async () => {
  const startOf = async (id: number) => {
    const { rows } = await sql<{ start: Date }>`
      SELECT start_after AS start FROM pgboss.job WHERE name = ${messageQueue} AND data ->> 'id' = ${String(id)}`.execute(
      connection.db,
    )
    return rows[0]!.start.getTime()
  }
  expect(await startOf(await enqueue('suggestion-declined', night))).toBe(new Date('2026-11-24T00:00:00Z').getTime())
  expect(await startOf(await enqueue('one-time-code', night))).toBeGreaterThan(Date.now() - 60_000)
})

test('a code is sent while a hundred others wait, and each of those is sent once', async () => {
  const bulk: number[] = []
  for (let round = 0; round < 120; round++) bulk.push(await enqueue('suggestion-declined'))
  const sent: string[] = []
  const slow: Sender = {
    name: 'slow',
    keepsSecrets: false,
    async send({ key }) {
      await new Promise(resolve => setTimeout(resolve, 100))
      sent.push(key)
    },
  }
  const delivery = { personalData, senders: { sms: slow, email: slow }, site: { name: '示例', origin: undefined } }
  jobs = await openJobs(connection.pool, error => console.error(error), { pollingSeconds: 0.5 })
  await jobs.work<{ id: number }>(messageQueue, ({ id }) => deliverMessage(connection.db, id, delivery, day), {
    fromPriority: urgent,
  })
  const code = await enqueue('one-time-code')
  await expect.poll(() => sent.includes(`message-${code}`)).toBe(true)
  const countUnsent = async () =>
    (await connection.db.selectFrom('message').select('id').where('state', '<>', 'sent').execute()).length
  expect(await countUnsent()).toBeGreaterThan(0)
  await expect.poll(countUnsent).toBe(0)
  expect(sent.filter((key, at) => sent.indexOf(key) !== at)).toEqual([])
  expect(bulk.filter(id => !sent.includes(`message-${id}`))).toEqual([])
})
