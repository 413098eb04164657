import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { prepareDatabase } from '#process/prepare-database.ts'
import { asking } from '#people/asking.ts'
import { forgetAddresses, recordEvent } from '#people/events.ts'
import { openTestDatabase } from '../support/database.ts'

describe('the audit trail', () => {
  let connection: Connection
  beforeAll(async () => {
    connection = await openTestDatabase()
    await recordEvent(connection.db, {
      actor: { kind: 'system' },
      action: 'portal.demo-seeded',
      object: { kind: 'portal', id: 1 },
      detail: { version: '1' },
    })
  })
  afterAll(() => connection.close())

  test('keeps who did what to what, with the facts', async () => {
    const [event] = await connection.db.selectFrom('event').selectAll().execute()
    expect(event).toMatchObject({
      actor_kind: 'system',
      actor_id: null,
      action: 'portal.demo-seeded',
      object_id: '1',
      result: 'done',
      detail: { version: '1' },
    })
  })

  test.each([
    ['changed', sql`UPDATE event SET action = 'nothing.happened'`],
    ['deleted', sql`DELETE FROM event`],
    ['emptied', sql`TRUNCATE event`],
  ])('cannot be %s', async (_word, statement) => {
    await expect(statement.execute(connection.db)).rejects.toThrow('append-only')
    expect(await connection.db.selectFrom('event').selectAll().execute()).toHaveLength(1)
  })

  test('is rolled back with the change it belongs to', async () => {
    const failed = connection.db.transaction().execute(async trx => {
      await recordEvent(trx, { actor: { kind: 'system' }, action: 'message.failed', object: { kind: 'portal', id: 1 } })
      throw new Error('the change failed')
    })
    await expect(failed).rejects.toThrow('the change failed')
    expect(
      await connection.db.selectFrom('event').where('action', '=', 'message.failed').selectAll().execute(),
    ).toEqual([])
  })

  test('keeps from where a person or a citizen did something, until it is forgotten; that alone is ever taken away', async () => {
    const { db } = connection
    const at = new Date('2026-01-10T00:00:00Z')
    const record = (kind: 'citizen' | 'system') =>
      asking.run({ address: '198.51.100.7' }, () =>
        recordEvent(db, { actor: { kind }, action: 'code.requested', object: { kind: 'phone', id: 1 }, at }),
      )
    const forget = (before: Date) => db.transaction().execute(trx => forgetAddresses(trx, before))
    await record('citizen')
    await record('system')
    const addresses = async () =>
      (
        await db.selectFrom('event').select('address').where('action', '=', 'code.requested').orderBy('id').execute()
      ).map(({ address }) => address)
    expect([await forget(at), await addresses()]).toEqual([0, ['198.51.100.7', null]])
    await expect(db.updateTable('event').set({ address: '192.0.2.1' }).execute()).rejects.toThrow('append-only')
    expect([await forget(new Date(at.getTime() + 1)), await addresses()]).toEqual([1, [null, null]])
  })

  test('finds nothing left to migrate on a second start', async () => {
    expect(await prepareDatabase(connection.db)).toEqual([])
  })
})
