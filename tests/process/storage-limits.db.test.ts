import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { inTransaction } from '#db/transaction.ts'
import { enqueueMessage } from '#messages/outbox.ts'
import { asking } from '#people/asking.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { recordEvent } from '#people/events.ts'
import { keptDays } from '#publishing/types/settings.ts'
import { keepLimits } from '#process/storage-limits.ts'
import { addColleagues, bringTo, type Colleagues, receive } from '../support/course.ts'
import { openTestDatabase } from '../support/database.ts'

const then = new Date('2026-01-05T02:00:00Z')
const personalData = createPersonalData(Buffer.alloc(32, 7))
const daysLater = (days: number) => new Date(then.getTime() + days * 86_400_000)

let connection: Connection
let people: Colleagues
beforeAll(async () => {
  connection = await openTestDatabase()
  people = await addColleagues(connection.db)
})
afterAll(() => connection.close())

const leaveEmail = (number: string) =>
  connection.db.updateTable('suggestion').set({ email_sealed: 'sealed' }).where('number', '=', number).execute()
const emailOf = async (number: string) =>
  (
    await connection.db
      .selectFrom('suggestion')
      .select('email_sealed')
      .where('number', '=', number)
      .executeTakeFirstOrThrow()
  ).email_sealed
const runs = () =>
  connection.db.selectFrom('event').select('detail').where('action', '=', 'storage-limits.kept').orderBy('id').execute()

describe('what is kept of people', () => {
  test('goes from a suggestion that ended, when nothing has happened to it for as long as the settings say', async () => {
    const { db } = connection
    const ended = await bringTo(db, 'closed', people, then)
    const open = await receive(db, then)
    for (const number of [ended, open]) await leaveEmail(number)
    const limits = { keep_days: { authors: 400 } }
    expect((await keepLimits(db, limits, daysLater(399), personalData)).authors).toBe(0)
    expect(await emailOf(ended)).toBe('sealed')
    expect((await keepLimits(db, limits, daysLater(420), personalData)).authors).toBe(1)
    expect([await emailOf(ended), await emailOf(open)]).toEqual([null, 'sealed'])
  })

  test('goes from many a few at a time, each few in a transaction of its own with its event', async () => {
    const { db } = connection
    const ended = []
    for (let count = 0; count < 5; count++) ended.push(await bringTo(db, 'closed', people, then))
    for (const number of ended) await leaveEmail(number)
    const before = (await runs()).length
    const limits = { keep_days: { authors: 400 } }
    expect((await keepLimits(db, limits, daysLater(420), personalData, { atOnce: 2 })).authors).toBe(5)
    for (const number of ended) expect(await emailOf(number)).toBeNull()
    expect((await runs()).slice(before).map(({ detail }) => detail.authors)).toEqual([2, 2, 1])
  })

  test('goes from messages and events by limits of their own; what waits to be sent stays; each run is an event', async () => {
    const { db } = connection
    await db.deleteFrom('message').execute()
    const message = (template: 'desk-overdue' | 'suggestion-overdue') =>
      inTransaction(db, trx =>
        enqueueMessage(
          trx,
          {
            to:
              template === 'desk-overdue'
                ? { personId: people.clerk.id }
                : { channel: 'email', sealed: 'sealed', purpose: 'message.to_sealed' },
            template,
          },
          then,
        ),
      )
    const told = await message('desk-overdue')
    const waiting = await message('suggestion-overdue')
    await asking.run({ address: '198.51.100.7' }, () =>
      recordEvent(db, {
        actor: { kind: 'citizen' },
        action: 'code.requested',
        object: { kind: 'portal', id: 1 },
        at: then,
      }),
    )
    await db
      .updateTable('message')
      .set({ state: 'sent', sent_at: then, to_sealed: null, to_purpose: null })
      .where('id', '=', told)
      .execute()
    const before = (await runs()).length
    await keepLimits(db, {}, daysLater(keptDays.messages - 1), personalData)
    await keepLimits(db, {}, daysLater(keptDays.messages + 1), personalData)
    expect((await db.selectFrom('message').select('id').execute()).map(({ id }) => id)).toEqual([waiting])
    expect((await runs()).slice(before).map(({ detail }) => detail)).toEqual([
      { authors: 0, messages: 0, addresses: 0 },
      { authors: 0, messages: 1, addresses: 1 },
    ])
  })
})
