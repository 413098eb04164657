import { sql } from 'kysely'
import { expect, test, vi } from 'vitest'
import { recordEvent } from '#people/events.ts'
import type { Action } from '#people/trail-words.ts'
import { inTransaction } from '#db/transaction.ts'
import { testDatabase } from '../support/database.ts'

const of = (action: Action, kind = action.replace(/\..*/, '')) => ({
  actor: { kind: 'system' as const },
  action,
  object: { kind, id: 1 },
})

test('what changes the public pages of volunteering is told once it is committed, other things are not', async () => {
  const { db, listen } = await testDatabase()
  const heard = vi.fn()
  const listening = listen({ public_change: heard })
  await expect.poll(listening.isOn).toBe(true)
  heard.mockClear()
  await recordEvent(db, of('suggestion.accepted'))
  await inTransaction(db, async trx => {
    await recordEvent(trx, of('shift.moved'))
    throw new Error('rolled back')
  }).catch(() => {})
  await inTransaction(db, async trx => {
    await recordEvent(trx, of('shift.moved'))
    await recordEvent(trx, of('sign-up.booked'))
    expect(heard).not.toHaveBeenCalled()
  })
  await expect.poll(() => heard.mock.calls).toEqual([['']])
})

test.runIf(process.env.TEST_DATABASE === 'postgresql')(
  'a listener that was cut off says that it may have missed something, and listens again (on PostgreSQL alone: the embedded database has no connection to lose)',
  async () => {
    const { db, listen } = await testDatabase()
    const heard = vi.fn()
    const listening = listen({ public_change: heard })
    await expect.poll(listening.isOn).toBe(true)
    heard.mockClear()
    await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'`.execute(
      db,
    )
    await expect.poll(() => heard.mock.calls).toEqual([[undefined]])
    expect(listening.isOn()).toBe(false)
    await expect.poll(listening.isOn).toBe(true)
    expect(heard.mock.calls).toEqual([[undefined], [undefined]])
    await recordEvent(db, of('need.filed'))
    await expect.poll(() => heard.mock.lastCall).toEqual([''])
  },
)
